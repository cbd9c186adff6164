package import Text

/// A dialect of BSD make (make-language.md; Documentation/dialects.md).
///
/// Each property is one rule in which the dialects differ. Nobody else compares a dialect with its name.
package enum Dialect: Sendable, CaseIterable {
    /// bmake's.
    case netbsd
    /// That of OpenBSD's make.
    case openbsd

    /// The name that the user gives; nil if there is no such dialect.
    package init?(name: Bytes) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    package var name: Bytes {
        switch self {
        case .netbsd: Bytes("netbsd")
        case .openbsd: Bytes("openbsd")
        }
    }

    @inlinable var isNetBSD: Bool { self == .netbsd }
    @inlinable var isOpenBSD: Bool { self == .openbsd }
}

/// Lines.
extension Dialect {
    /// `[#` is no comment (S2-06).
    var keepsHashBehindBracket: Bool { isNetBSD }
    /// Blanks at the end of a line, or before its comment, belong to it (S2-09).
    var keepsTrailingBlanks: Bool { isOpenBSD }
    /// A comment in a recipe is shown when its turn comes (S2-08).
    package var keepsCommentsInRecipes: Bool { isOpenBSD }
    /// A continued line has the number of its last line (S2-02).
    var countsLastLine: Bool { isOpenBSD }
    /// Files are named in messages as they were opened, not by their absolute path (S2-17).
    var namesFilesAsOpened: Bool { isOpenBSD }
}

/// Variables.
extension Dialect {
    /// `?!=`, `!!=`, and no name that ends with the sign of an operator (S3-12, S3-17).
    var combinesOperators: Bool { isOpenBSD }
    /// `target: NAME=value` (S6-15).
    var hasVariablesOfTargets: Bool { isNetBSD }
    /// `export NAME=value` (S3-49).
    var exports: Bool { isNetBSD }
    /// SHELL neither comes from the environment nor goes there (S3-07).
    func keepsToItself(_ name: Bytes) -> Bool { isOpenBSD && name == Bytes("SHELL") }
    /// Per-target variables of which there is the directory (`${@D}`) and the last component (S3-34, S9-18).
    var variablesWithParts: Bytes { isOpenBSD ? Bytes("@*!%<") : Bytes("@%?*!<>") }
    /// Where the reader says what it is reading: `.PARSEDIR` and its kin (S3-42).
    var tellsPlaces: Bool { isNetBSD }
    /// The list of all makefiles (S3-39, S3-42).
    var makefileList: StaticString { isOpenBSD ? "MAKEFILE_LIST" : ".MAKE.MAKEFILES" }
    /// A chain of variables that need each other is told as a whole (S3-28).
    var tellsChainOfRecursion: Bool { isOpenBSD }
}

/// Directives.
extension Dialect {
    func knows(_ word: DirectiveWord) -> Bool {
        switch word {
        case .poison: isOpenBSD
        case .includeIfPresent, .includeDepend, .error, .warning, .info, .export, .exportEnvironment, .exportLiteral,
            .exportAll, .unexport, .unexportEnvironment, .breakLoop:
            isNetBSD
        default: true
        }
    }

    /// `.if(1)` is none (S5-01).
    var needsBlankBehindConditional: Bool { isOpenBSD }
    /// An expression alone is compared with 0, in `.ifdef` as well (S5-10, S9-16).
    var comparesLoneExpressions: Bool { isOpenBSD }
    /// `exists()` without a name is malformed (S5-14).
    var wantsNameToExist: Bool { isOpenBSD }
    /// The value of a loop's variable takes the place of `${i}` as text, whatever it is (S5-27, S9-17).
    var substitutesLoopsAsText: Bool { isOpenBSD }
    /// `<file>` is looked for in the current directory first (S5-31).
    var includesSystemFilesFromHere: Bool { isNetBSD }
    /// `include file` without a dot searches as `<file>` does (S5-33).
    var includesBareNamesFromSystem: Bool { isOpenBSD }
    /// `.undef` takes one name (S5-36).
    var undefinesOneName: Bool { isOpenBSD }
}

/// Dependency lines.
extension Dialect {
    /// The first `;` behind the operator begins a command, even in an expression (S6-02).
    var cutsCommandsAtAnySemicolon: Bool { isOpenBSD }
    /// The operator is the first with a blank behind it, so that `File::Spec.3: x` has one target (S6-04).
    package var prefersSeparatedOperators: Bool { isOpenBSD }
    /// `.ERROR`, `.NOPATH`, `.USEBEFORE`, `.META` and others (6.3, 6.4).
    package var hasManySpecialNames: Bool { isNetBSD }
    /// Special targets without any effect (6.4).
    package var ignoredSpecialTargets: [Bytes] { isOpenBSD ? [Bytes(".SCCS_GET"), Bytes(".SINGLESHELL")] : [] }
    /// Special names whose use is an error (S6-16).
    package var deprecatedNames: Set<Bytes> { isOpenBSD ? Self.openbsdDeprecatedNames : [] }
    private static let openbsdDeprecatedNames: Set<Bytes> = [
        Bytes(".EXEC"), Bytes(".INCLUDES"), Bytes(".INVISIBLE"), Bytes(".JOIN"), Bytes(".LIBS"), Bytes(".MADE"),
        Bytes(".NULL"),
    ]
    /// More than one special target, or one among others, is an error (S6-17).
    package var forbidsMixedTargets: Bool { isOpenBSD }
    /// A second recipe for a target is warned of (S6-10).
    package var warnsOfDuplicateRecipes: Bool { isNetBSD }
    /// See S6-27.
    package var prefersShortSuffixes: Bool { isOpenBSD }
    /// `x`, `./x` and the absolute name are one target (S6-33, S9-07).
    package var unifiesSpellings: Bool { isOpenBSD }
}

/// Modifiers.
extension Dialect {
    /// `:L` and `:U` are the value in lower and upper case, and only `E H T R M N S C L U Q QL sh old=new` are known (S9-14).
    var hasFewModifiers: Bool { isOpenBSD }
    /// `$$` between the delimiters of a modifier is a variable of that name, which nobody has (S4-20).
    var dropsDoubledDollarsInParts: Bool { isOpenBSD }
    /// Words that a modifier makes empty keep their separators (S4-03).
    var keepsSeparatorsOfEmptyWords: Bool { isOpenBSD }
}

/// The command line and what make itself sets.
extension Dialect {
    /// Letters of options, without and with an argument (S1-01, S1-04).
    package var plainOptions: Bytes { isOpenBSD ? Bytes("BSeiknpqrst") : Bytes("BNSWXeiknqrstw") }
    package var optionsWithArgument: Bytes { isOpenBSD ? Bytes("CDIVdfjm") : Bytes("CDIJTVdfjmv") }
    /// Letters of `-d` (S1-08, S1-10).
    package var debugLetters: Bytes { isOpenBSD ? Bytes("AacdDefghJjklmnpqstTv") : DebugFlags.letters }
    /// What a letter stands for; some are known and have nothing to tell here.
    package func debugFlag(_ letter: UInt8) -> DebugFlags {
        guard isOpenBSD else { return DebugFlags(letter: letter) }
        switch letter {
        case UInt8(ascii: "h"): return .heldBack
        case UInt8(ascii: "p"): return .randomOrder
        case UInt8(ascii: "q"): return .quickDeath
        case UInt8(ascii: "e"), UInt8(ascii: "J"), UInt8(ascii: "k"), UInt8(ascii: "n"), UInt8(ascii: "T"): return []
        default: return DebugFlags(letter: letter)
        }
    }

    /// Debug output goes to standard output (S1-10).
    package var debugsToOutput: Bool { isOpenBSD }
    /// A MAKEFLAGS of nothing but these is a group of options (S1-29).
    package func isOptionGroup(_ text: Bytes) -> Bool {
        isOpenBSD ? text.allSatisfy(Bytes("BSiknpqrst").contains) : text.allSatisfy(\.isAlpha)
    }
    /// `-B` goes to the makes below (1.2).
    package var passesCompatibility: Bool { isNetBSD }
    /// `-V` takes expressions and can be made to expand (1.2).
    package var expandsPrintedVariables: Bool { isNetBSD }
    /// `.MAKE.LEVEL`, `.MAKE.MODE` and the rest of what begins with `.MAKE.`, `.newline`, `MAKE_VERSION`, `.SHELL`, and the
    /// computed variables `.ALLTARGETS`, `.PATH`, `.SUFFIXES`, `.INCLUDES`, `.LIBS` (S3-42).
    package var hasMakeVariables: Bool { isNetBSD }
    /// MACHINE_CPU, MAKEBASEDIRECTORY, no CDPATH (S1-14, S1-15).
    package var tellsBaseDirectory: Bool { isOpenBSD }
    /// MAKEOBJDIRPREFIX, `obj.MACHINE`, `/usr/obj`, and MAKEOBJDIR expanded (S1-17, S1-20).
    package var hasManyObjectDirectories: Bool { isNetBSD }
    /// MAKESYSPATH and `.../` (S1-25, S1-26).
    package var hasSystemPathOfEnvironment: Bool { isNetBSD }
    /// `/usr/share/mk` of a system is written in this dialect.
    package func isSpoken(on system: Bytes) -> Bool { isNetBSD || system == Bytes("OpenBSD") }
    /// A makefile of `-f` is looked for by its own name before it is in `.CURDIR` (S1-24).
    package var findsMakefilesByNameFirst: Bool { isOpenBSD }
    /// Sources of `.depend` may be missing; otherwise it is a makefile like others, not read for the goal `depend`
    /// (S1-28, S9-24).
    package var forgivesDepend: Bool { isNetBSD }
    /// Makes share their jobs by tokens (S1-42, S9-02).
    package var sharesJobs: Bool { isNetBSD }
}

/// Making.
extension Dialect {
    /// Each line of a recipe is a process of its own with `-j` as well, with the output of make itself (S9-01); a line
    /// each is also what a host runs (S9-27).
    package var runsLinesApart: Bool { isOpenBSD }
    /// Of several targets that are ready the last begins first, with `-j` (S9-05).
    package var startsLastFirst: Bool { isOpenBSD }
    /// `...` puts off the rest of a recipe (S7-30).
    package var defersBehindDots: Bool { isNetBSD }
    /// A line that expands to nothing is warned of (S7-29).
    package var warnsOfEmptyLines: Bool { isOpenBSD }
    /// `$<` without an implied source ends make (S3-35).
    package var forbidsStrayImpliedSource: Bool { isOpenBSD }
    /// What is told of a touched target is told without -j as well (7.6).
    package var alwaysShowsTouching: Bool { isOpenBSD }
    /// A target is as new as its newest source once it is made (S7-05).
    package var raisesTimes: Bool { isOpenBSD }
    /// Variables and the exit status tell of failures (S3-40; 1.10).
    package var setsErrorVariables: Bool { isNetBSD }
    package var statusOfFailure: Int32 { isOpenBSD ? 2 : 1 }
    /// `.NOTPARALLEL` is the way of making without `-j` (S9-11).
    package var makesOneByOneIfNotParallel: Bool { isOpenBSD }
}

/// Messages.
extension Dialect {
    /// The sentences of OpenBSD's make (S2-17, S7-15).
    package var speaksOfErrorsWithPlaces: Bool { isOpenBSD }
    /// A make that another one started has its depth behind its name (S1-12, S9-25).
    package var countsLevels: Bool { isNetBSD }
}
