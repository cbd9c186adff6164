package import Text

/// The shell that runs recipes, and how its script is written with `-j` (make-language.md 7.5).
package struct RecipeShell {
    package var path = Bytes("/bin/sh")
    /// Commands that turn its own echo off and on; a shell without both shows nothing by itself.
    var quiet: Bytes = []
    var echo: Bytes = []
    /// A line that it prints when its echo is turned off, and which is not shown.
    var filter: Bytes = []
    /// It stops at a failing command when it is told to.
    var hasErrorControl = false
    /// With error control, the commands that turn it on and off. Without, what shows a line, and what runs one whose
    /// failure is ignored.
    var check = Bytes("echo \"%s\"\n")
    var ignore = Bytes("%s\n")
    /// Without error control: runs a line whose failure counts. Empty: the line as it is.
    var checked = usualChecked
    static let usualChecked = Bytes("{ %s \n} || exit $?\n")
    /// Flags for the shell to echo lines, and to stop at a failure.
    var echoFlag: Bytes = []
    var exitFlag: Bytes = []
    /// What `:Q` makes of the end of a line.
    var newline = Bytes("'\n'")
    /// It is the one that is used if no makefile asks for another.
    private(set) package var isUsual = true

    var hasEchoControl: Bool { !quiet.isEmpty && !echo.isEmpty }

    enum Problem: Error {
        case improper
        case unterminated
        case unknownKeyword(Bytes)
        case noMatch(Bytes)
    }

    private static func builtin(_ name: Bytes) -> RecipeShell? {
        var shell = RecipeShell()
        shell.path = Bytes("/bin/") + name
        switch name.text {
        case "sh": break
        case "ksh":
            (shell.quiet, shell.echo, shell.filter) = (Bytes("set +v"), Bytes("set -v"), Bytes("set +v"))
            shell.echoFlag = Bytes("v")
            shell.isUsual = false
        case "csh":
            (shell.quiet, shell.echo) = (Bytes("unset verbose"), Bytes("set verbose"))
            shell.filter = Bytes("unset verbose")
            shell.ignore = Bytes("csh -c \"%s || exit 0\"\n")
            shell.checked = []
            shell.echoFlag = Bytes("v")
            shell.newline = Bytes("'\\\n'")
            shell.isUsual = false
        default: return nil
        }
        return shell
    }

    /// `.SHELL: name=sh path=... ...` (S7-31): the text behind the operator.
    mutating func apply(_ text: Bytes) throws(Problem) {
        guard let words = shellWords(text) else { throw .unterminated }
        guard !words.isEmpty else { return }
        var shell = RecipeShell()
        (shell.check, shell.ignore, shell.checked) = ([], [], [])
        shell.isUsual = false
        var name: Bytes?
        var newPath: Bytes?
        var isComplete = false
        for word in words {
            let equals = word.firstIndex(of: Ascii.equals) ?? word.count
            let value = Bytes(word[equals...].dropFirst())
            switch Bytes(word[..<equals]).text {
            case _ where equals == word.count: throw .unknownKeyword(word)
            case "name":
                name = value
                continue
            case "path":
                newPath = value
                continue
            case "quiet": shell.quiet = value
            case "echo": shell.echo = value
            case "filter": shell.filter = value
            case "echoFlag": shell.echoFlag = value
            case "errFlag": shell.exitFlag = value
            case "hasErrCtl":
                let yes = [UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "t"), UInt8(ascii: "T")]
                shell.hasErrorControl = value.first.map(yes.contains) ?? false
            case "check": shell.check = value
            case "ignore": shell.ignore = value
            case "errout": shell.checked = value
            case "newline": shell.newline = value
            case "comment": break
            default: throw .unknownKeyword(word)
            }
            isComplete = true
        }
        guard let newPath else {
            guard let name else { throw .improper }
            guard let found = Self.builtin(name) else { throw .noMatch(name) }
            self = found
            return
        }
        let base = name ?? Bytes(newPath[(newPath.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...])
        if !isComplete {
            guard let found = Self.builtin(base) else { throw .noMatch(base) }
            shell = found
            if newPath != shell.path { shell.isUsual = false }
        }
        shell.path = newPath
        self = shell
    }

    /// Its flags for a recipe: `e` and `v` or the like, in one word if they have no dash of their own.
    ///
    /// - Parameters:
    ///   - stops: failures count.
    ///   - echoes: lines are shown.
    func flags(stops: Bool, echoes: Bool) -> [Bytes] {
        let flags = [stops ? exitFlag : [], echoes ? echoFlag : []].filter { !$0.isEmpty }
        if let first = flags.first, first[0] != Ascii.minus { return [[Ascii.minus] + flags.joined()] }
        return flags.map { $0[0] == Ascii.minus ? $0 : [Ascii.minus] + $0 }
    }
}

/// The words of a shell's description: quotes go, `\n` and its like become what they stand for. Nil if a quote is not
/// closed.
private func shellWords(_ text: Bytes) -> [Bytes]? {
    var words: [Bytes] = []
    var word: Bytes?
    var quote: UInt8?
    var index = 0
    while index < text.count {
        let byte = text[index]
        index += 1
        if byte == Ascii.backslash, index < text.count {
            let next = text[index]
            index += 1
            switch next {
            case UInt8(ascii: "n"): word = (word ?? []) + [Ascii.newline]
            case UInt8(ascii: "t"): word = (word ?? []) + [Ascii.tab]
            case UInt8(ascii: "b"): word = (word ?? []) + [8]
            case UInt8(ascii: "f"): word = (word ?? []) + [12]
            case UInt8(ascii: "r"): word = (word ?? []) + [13]
            default: word = (word ?? []) + [next]
            }
        } else if byte == quote {
            quote = nil
        } else if quote == nil, byte == Ascii.quote || byte == Ascii.apostrophe {
            quote = byte
            word = word ?? []
        } else if quote == nil, byte.isSpace {
            if let word { words.append(word) }
            word = nil
        } else {
            word = (word ?? []) + [byte]
        }
    }
    if let word { words.append(word) }
    return quote == nil ? words : nil
}
