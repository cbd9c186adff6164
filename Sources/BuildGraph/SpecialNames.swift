internal import MakeLanguage
internal import Text

/// Special targets (make-language.md 6.4).
enum SpecialTarget {
    case begin, end, interrupt, error, stale, fallback
    case deleteOnError, ignore, silent, precious, main, makeFlags, noPath, phony, notParallel, parallel, singleShell
    case null, objectDirectory, order, path
    case pathOfSuffix(Bytes)
    case posix, shell, suffixes, includes, libraries
    case attribute(Attributes)
    case dist
    case readOnly, notReadOnly, systemPath
    /// Accepted, without effect.
    case nothing

    /// A name that the dialect makes special.
    init?(_ name: Bytes, _ dialect: Dialect) {
        guard name.first == Ascii.dot else { return nil }
        if dialect.ignoredSpecialTargets.contains(name) {
            self = .nothing
            return
        }
        self.init(named: name, dialect)
        guard !dialect.hasManySpecialNames else { return }
        switch self {
        case .error, .stale, .deleteOnError, .noPath, .shell, .objectDirectory, .null, .includes, .libraries,
            .readOnly, .notReadOnly, .systemPath:
            return nil
        default: break
        }
    }

    private init?(named name: Bytes, _ dialect: Dialect) {
        guard name.first == Ascii.dot, name.count > 3 else { return nil }
        switch String(decoding: name, as: UTF8.self) {
        case ".BEGIN": self = .begin
        case ".END": self = .end
        case ".INTERRUPT": self = .interrupt
        case ".ERROR": self = .error
        case ".STALE": self = .stale
        case ".DEFAULT": self = .fallback
        case ".DELETE_ON_ERROR": self = .deleteOnError
        case ".IGNORE": self = .ignore
        case ".SILENT": self = .silent
        case ".PRECIOUS": self = .precious
        case ".MAIN": self = .main
        case ".MAKEFLAGS", ".MFLAGS": self = .makeFlags
        case ".NOPATH": self = .noPath
        case ".PHONY": self = .phony
        case ".NOTPARALLEL", ".NO_PARALLEL": self = .notParallel
        case ".PARALLEL": self = .parallel
        case ".SINGLESHELL": self = .singleShell
        case ".NULL": self = .null
        case ".OBJDIR": self = .objectDirectory
        case ".ORDER": self = .order
        case ".PATH": self = .path
        case ".POSIX": self = .posix
        case ".SHELL": self = .shell
        case ".SUFFIXES": self = .suffixes
        case ".INCLUDES": self = .includes
        case ".LIBS": self = .libraries
        case ".WAIT": self = .nothing
        case ".DIST": self = .dist
        case ".READONLY": self = .readOnly
        case ".NOREADONLY": self = .notReadOnly
        case ".SYSPATH": self = .systemPath
        default:
            if name.hasPrefix(Bytes(".PATH.")) {
                self = .pathOfSuffix(Bytes(name[5...]))
            } else if let attribute = sourceAttribute(name, dialect) {
                // All words that are attributes as a source give them to their sources as a target.
                self = .attribute(attribute)
            } else {
                return nil
            }
        }
    }

    /// `.PATH` or `.PATH.suffix`
    var isPath: Bool {
        switch self {
        case .path, .pathOfSuffix: true
        default: false
        }
    }

    /// A target with a recipe of its own, which make runs by itself.
    var isRecipe: Bool {
        switch self {
        case .begin, .end, .interrupt, .error, .stale, .fallback: true
        default: false
        }
    }
}

/// Special sources (make-language.md 6.3).
func sourceAttribute(_ name: Bytes, _ dialect: Dialect) -> Attributes? {
    guard name.first == Ascii.dot, name.count > 3 else { return nil }
    if !dialect.hasManySpecialNames { return fewSourceAttributes[name] }
    switch String(decoding: name, as: UTF8.self) {
    case ".PHONY": return .phony
    case ".USE": return .use
    case ".USEBEFORE": return .useBefore
    case ".OPTIONAL": return .optional
    case ".PRECIOUS": return .precious
    case ".MAKE", ".RECURSIVE": return .make
    case ".NOTMAIN": return .notMain
    case ".NOPATH": return .noPath
    case ".EXEC": return .exec
    case ".IGNORE": return .ignore
    case ".SILENT": return .silent
    case ".INVISIBLE": return .invisible
    case ".JOIN": return .join
    case ".MADE": return .made
    case ".META": return .meta
    case ".NOMETA": return .noMeta
    case ".NOMETA_CMP": return .noMetaCompare
    default: return nil
    }
}

/// Special sources of a dialect with few of them.
private let fewSourceAttributes: [Bytes: Attributes] = [
    Bytes(".PHONY"): .phony, Bytes(".USE"): .use, Bytes(".OPTIONAL"): .optional, Bytes(".PRECIOUS"): .precious,
    Bytes(".MAKE"): .make, Bytes(".RECURSIVE"): .make, Bytes(".NOTMAIN"): .notMain, Bytes(".IGNORE"): .ignore,
    Bytes(".SILENT"): .silent, Bytes(".CHEAP"): .cheap, Bytes(".EXPENSIVE"): .expensive,
]
