package import Text

/// A command that needs no shell, because any shell would do just this with it.
package enum DirectCommand: Equatable {
    /// `:` or `true`, and what only prints: the text.
    case prints(Bytes)
    /// A program and its arguments.
    case runs([Bytes])

    /// Nil if it needs the shell: a character with a meaning other than quotes, a builtin that does more than print, an
    /// assignment, a reserved word.
    package init?(_ command: Bytes) {
        guard let words = Self.words(command), let first = words.first else { return nil }
        if first == Bytes(":") || first == Bytes("true") {
            self = .prints([])
        } else if first == Bytes("echo") {
            // `-n`, and `-e` of some.
            guard words.count < 2 || words[1].first != Ascii.minus else { return nil }
            self = .prints(Bytes(words.dropFirst().joined(separator: [Ascii.space])) + [Ascii.newline])
        } else {
            let isName = first.allSatisfy { $0.isAlphanumeric || Self.inNames[Int($0)] }
            guard isName, !Self.builtins.contains(first) else { return nil }
            self = .runs(words)
        }
    }

    /// The words of a line, quotes taken off; nil if it holds what only a shell understands. The first word has none.
    private static func words(_ text: Bytes) -> [Bytes]? {
        var words: [Bytes] = []
        var word: Bytes = []
        var isInWord = false
        var quote: UInt8?
        for byte in text {
            // A shell's `echo`, which shows the line, may take backslashes for escapes.
            if byte == Ascii.backslash || byte == Ascii.newline { return nil }
            if let open = quote {
                if byte == open {
                    quote = nil
                } else if open == Ascii.quote, byte == Ascii.dollar || byte == Ascii.backquote {
                    return nil
                } else {
                    word.append(byte)
                }
            } else if byte == Ascii.quote || byte == Ascii.apostrophe {
                if words.isEmpty { return nil }
                quote = byte
                isInWord = true
            } else if byte == Ascii.space || byte == Ascii.tab {
                if isInWord { words.append(word) }
                word.removeAll(keepingCapacity: true)
                isInWord = false
            } else if hasMeaning[Int(byte)] {
                return nil
            } else {
                word.append(byte)
                isInWord = true
            }
        }
        guard quote == nil else { return nil }
        if isInWord { words.append(word) }
        return words
    }

    private static let hasMeaning = table("#|^(){};&<>*?[]$`~!")
    private static let inNames = table("/._+-")

    private static func table(_ characters: StaticString) -> [Bool] {
        var table = [Bool](repeating: false, count: 256)
        for byte in Bytes(characters) { table[Int(byte)] = true }
        return table
    }

    /// Words that a shell does not look for in PATH.
    package static let builtins: Set<Bytes> = [
        Bytes("."), Bytes("alias"), Bytes("bg"), Bytes("break"), Bytes("builtin"), Bytes("case"), Bytes("cd"),
        Bytes("chdir"),
        Bytes("command"), Bytes("continue"), Bytes("declare"), Bytes("dirs"), Bytes("do"), Bytes("done"), Bytes("echo"),
        Bytes("elif"), Bytes("else"), Bytes("esac"), Bytes("eval"), Bytes("exec"), Bytes("exit"), Bytes("export"),
        Bytes("fc"), Bytes("fg"), Bytes("fi"), Bytes("for"), Bytes("function"), Bytes("getopts"), Bytes("hash"),
        Bytes("if"),
        Bytes("jobs"), Bytes("kill"), Bytes("let"), Bytes("local"), Bytes("printf"), Bytes("pwd"), Bytes("read"),
        Bytes("readonly"), Bytes("return"), Bytes("select"), Bytes("set"), Bytes("shift"), Bytes("source"),
        Bytes("suspend"),
        Bytes("test"), Bytes("then"), Bytes("time"), Bytes("times"), Bytes("trap"), Bytes("type"), Bytes("typeset"),
        Bytes("ulimit"), Bytes("umask"), Bytes("unalias"), Bytes("unset"), Bytes("until"), Bytes("wait"),
        Bytes("while"),
    ]
}
