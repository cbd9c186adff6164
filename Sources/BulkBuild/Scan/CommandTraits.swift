internal import MakeLanguage
internal import Text

/// What a command can depend on besides its own text, as far as the text tells.
///
/// - The directory: it counts if a word names something there, or may do so in parts; if a program is run that looks
///   around by itself; if the command asks where it is. A word that is no path and names nothing there says the same
///   everywhere where it names nothing; that is asked each time before an answer of elsewhere is taken.
/// - The environment: all of it, but for commands that run nothing but well-known programs. Those look at variables of
///   known names only; others count if the command names them.
///
/// Not seen are programs that read files of a fixed name in their directory without being told.
struct CommandTraits: Sendable {
    /// The directory counts in any case.
    private(set) var usesDirectory = false
    /// It counts if one of these is there.
    private(set) var relativeWords: [Bytes] = []
    /// Names of variables that count; nil if all do.
    private(set) var variables: Set<Bytes>? = []
    /// Other makes are run, to which makes tell things by the environment.
    private(set) var runsMake = false

    /// Of a program and its arguments.
    init(program arguments: [Bytes]) {
        note(program: arguments.first ?? [], followedBy: arguments.dropFirst().first)
        for argument in arguments.dropFirst() { note(argument: argument) }
    }

    /// Of a script.
    ///
    /// - Parameters:
    ///   - make: the make that makefiles know.
    ///   - isProgram: tells of an absolute path whether it is one's.
    init(script text: Bytes, make: Bytes, isProgram: (Bytes) -> Bool) {
        let words = ScriptWord.all(of: text)
        for (index, word) in words.enumerated() {
            switch word.kind {
            // What such a command runs is known only if the variable is; its value counts.
            case .parameter:
                variables?.insert(word.text)
                if word.text == Bytes("PWD") || word.text == Bytes("OLDPWD") { usesDirectory = true }
                continue
            case .label: continue
            case .quoted: note(argument: word.text)
            case .command, .plain:
                if word.text == make {
                    runsMake = true
                    usesDirectory = true
                    variables = nil
                }
                let isPattern = word.text.contains {
                    $0 == Ascii.star || $0 == Ascii.question || $0 == Ascii.leftBracket
                }
                if isPattern, word.text.first != Ascii.slash, word.text.count > 1 { usesDirectory = true }
                let isAssignment = word.text.contains(Ascii.equals)
                if word.kind == .command && !isAssignment || word.text.first == Ascii.slash && isProgram(word.text) {
                    note(program: word.text, followedBy: index + 1 < words.count ? words[index + 1].text : nil)
                } else {
                    note(argument: word.text)
                }
            }
            // An assignment hides what it says from the command, or tells it.
            if let equals = word.text.firstIndex(of: Ascii.equals), equals > 0 {
                variables?.insert(Bytes(word.text[..<equals]))
            }
        }
    }

    /// Whether the directory counts, where `exists` tells what is there.
    func dependsOnDirectory(_ exists: (Bytes) -> Bool) -> Bool {
        usesDirectory || relativeWords.contains(where: exists)
    }

    private mutating func note(program: Bytes, followedBy next: Bytes?) {
        let name = Bytes(program[(program.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...])
        if program.first != Ascii.slash, program.contains(Ascii.slash) { usesDirectory = true }
        if next == Bytes("--version") { return }
        if Self.opaque.contains(name) {
            usesDirectory = true
            variables = nil
        }
        if Self.curious.contains(name) { usesDirectory = true }
        let isBuiltin = program == name && (DirectCommand.builtins.contains(name) || Self.reserved.contains(name))
        if !isBuiltin, !Self.wellKnown.contains(name) { variables = nil }
    }

    mutating func note(argument word: Bytes) {
        if word.isEmpty || word.first == Ascii.slash { return }
        if word.first == Ascii.dot, word.count == 1 || word[1] == Ascii.dot || word[1] == Ascii.slash {
            usesDirectory = true
            return
        }
        note(relative: word[...])
        // `--file=name`, `dir:dir`
        for separator in [Ascii.equals, Ascii.colon, Ascii.comma] where word.contains(separator) {
            for part in word.split(separator: separator).dropFirst(separator == Ascii.equals ? 1 : 0) {
                if part.first == Ascii.dot, part.count > 1, !part[part.startIndex + 1].isAlphanumeric {
                    usesDirectory = true
                } else if part.first != Ascii.slash {
                    note(relative: part)
                }
            }
        }
    }

    private mutating func note(relative word: ArraySlice<UInt8>) {
        guard word.count < 256, !word.contains(Ascii.newline), word.first != Ascii.minus else { return }
        relativeWords.append(Bytes(word))
    }

    static let shells: Set<Bytes> = Set(
        ["/bin/sh", "/usr/bin/sh", "/bin/bash", "/usr/bin/bash", "/bin/dash", "/usr/bin/dash", "/bin/ksh"].map {
            Bytes($0)
        })
    /// What runs text that is not seen.
    private static let opaque: Set<Bytes> = Set(["eval", ".", "source"].map { Bytes($0) })
    private static let reserved: Set<Bytes> = Set(["!", "[", "]", "[["].map { Bytes($0) })

    /// Programs that look around where they are, or run others.
    private static let curious: Set<Bytes> = Set(
        [
            "pwd", "ls", "find", "du", "make", "gmake", "bmake", "distmake", "sh", "bash", "dash", "ksh", "perl",
            "python", "python3", "git", "cvs", "svn", "hg", "tar", "pax", "cpio", "rsync", "xargs", "cd", ".",
        ].map { Bytes($0) })

    /// Programs that look at no variables but those below.
    private static let wellKnown: Set<Bytes> = Set(
        [
            "[", "awk", "basename", "c++", "cat", "cc", "cd", "clang", "cmp", "cpp", "cut", "date", "diff", "dirname",
            "echo", "egrep", "env", "expr", "false", "fgrep", "file", "g++", "gawk", "gcc", "getconf", "grep", "head",
            "hostname", "id", "ld", "ls", "mawk", "nawk", "pkg_admin", "pkg_info", "printf", "pwd", "readlink", "sed",
            "sort", "tail", "test", "tr", "true", "uname", "uniq", "wc", "whoami", "which",
        ].map { Bytes($0) })
    private static let prefixes: [Bytes] = [
        "LC_", "LANG", "GREP_", "AWK", "GAWK", "MAWK", "POSIX", "GCC_", "LD_", "PKG_CONFIG", "LIBRARY_PATH",
        "COMPILER_PATH",
        "CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "BASH_", "MALLOC_", "_POSIX",
    ].map { Bytes($0) }
    static let names: Set<Bytes> = Set(
        [
            "PATH", "HOME", "TMPDIR", "TZ", "USER", "LOGNAME", "TERM", "COLUMNS", "ENV", "SHELLOPTS", "IFS", "CDPATH",
            "SHELL", "MAGIC", "PKG_DBDIR", "PKG_PATH", "PKG_REFCOUNT_DBDIR", "PKG_DESTDIR",
        ].map { Bytes($0) })

    /// Whether an entry `NAME=value` of the environment counts.
    func counts(_ entry: Bytes) -> Bool {
        let name = Bytes(entry[..<(entry.firstIndex(of: Ascii.equals) ?? entry.count)])
        // The directory is part of the key where it counts, and how deep makes are nested says nothing.
        if name == Bytes("PWD") || name == Bytes("OLDPWD") || name == Bytes("MAKELEVEL") { return false }
        if !runsMake, name == Bytes("MAKEFLAGS") || name == Bytes("MFLAGS") { return false }
        guard let variables else { return true }
        return variables.contains(name) || Self.names.contains(name) || Self.prefixes.contains(where: name.hasPrefix)
    }
}

/// Roughly the words of a script: separated by blanks and by what means something to a shell; what stands in
/// apostrophes is one word.
private struct ScriptWord {
    enum Kind {
        /// Where a command's name stands.
        case command
        case plain
        case quoted
        /// The name behind a dollar.
        case parameter
        /// A pattern of `case`.
        case label
    }

    let text: Bytes
    var kind: Kind

    static func all(of text: Bytes) -> [ScriptWord] {
        var words: [ScriptWord] = []
        var word: Bytes = []
        var index = 0
        var isAtCommand = true
        var isInQuotes = false
        var parentheses = 0
        func flush() {
            guard !word.isEmpty else { return }
            words.append(ScriptWord(text: word, kind: isAtCommand ? .command : .plain))
            // Behind these, and behind an assignment, comes a command again.
            if !opening.contains(word), !(isAtCommand && word.contains(Ascii.equals)) { isAtCommand = false }
            word = []
        }
        while index < text.count {
            let byte = text[index]
            switch byte {
            case Ascii.apostrophe where !isInQuotes:
                let end = text[(index + 1)...].firstIndex(of: byte) ?? text.count
                flush()
                words.append(ScriptWord(text: Bytes(text[(index + 1)..<end]), kind: .quoted))
                index = end
            case Ascii.hash where !isInQuotes && word.isEmpty && (index == 0 || text[index - 1].isSpace):
                index = text[index...].firstIndex(of: Ascii.newline).map { $0 - 1 } ?? text.count
            case Ascii.dollar:
                flush()
                var end = index + 1
                if end < text.count, text[end] == Ascii.leftBrace { end += 1 }
                let start = end
                while end < text.count, text[end].isAlphanumeric || text[end] == Ascii.underscore { end += 1 }
                if end > start {
                    words.append(ScriptWord(text: Bytes(text[start..<end]), kind: .parameter))
                    isAtCommand = false
                }
                index = end - 1
            case Ascii.quote:
                flush()
                isInQuotes.toggle()
                if isInQuotes { isAtCommand = false }
            case Ascii.backslash where index + 1 < text.count:
                word.append(text[index + 1])
                index += 1
            case Ascii.rightParen:
                flush()
                if parentheses == 0 {
                    if !words.isEmpty { words[words.count - 1].kind = .label }
                } else {
                    parentheses -= 1
                }
                isAtCommand = true
            case Ascii.leftParen, Ascii.semicolon, Ascii.bar, Ascii.ampersand, Ascii.newline, Ascii.backquote:
                flush()
                if byte == Ascii.leftParen { parentheses += 1 }
                // `2>&1`
                if byte != Ascii.ampersand || index == 0 || text[index - 1] != Ascii.greater { isAtCommand = true }
            case Ascii.leftBrace, Ascii.rightBrace: flush()
            case Ascii.less, Ascii.greater:
                flush()
                // The file's name comes, and then perhaps the command's; mostly it stood before.
                isAtCommand = false
            case _ where byte.isSpace: flush()
            default: word.append(byte)
            }
            index += 1
        }
        flush()
        return words
    }

    /// Reserved words behind which a command comes.
    private static let opening: Set<Bytes> = Set(
        ["if", "then", "else", "elif", "do", "while", "until", "!", "{", "fi", "done", "esac"].map { Bytes($0) })
}
