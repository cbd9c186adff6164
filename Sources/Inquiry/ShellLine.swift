package import Text

/// A line for sh, taken apart as far as it takes to find the commands in it. No expansion is done: `$x` and `$(x)` stay
/// as they are.
package struct ShellLine {
    /// A simple command: its words without quotes, redirections and assignments.
    package struct Command: Equatable, Sendable {
        package var words: [Bytes] = []
        /// The directory in which it runs, relative to that of the line; empty: the same.
        package var directory: Bytes = []
    }

    package private(set) var commands: [Command] = []
    private let text: Bytes
    private var index = 0
    private var words: [Bytes] = []
    /// The directory of the present command, and those that come back at the end of each `(`.
    private var directory: Bytes = []
    private var outer: [Bytes] = []

    package init(_ text: Bytes) {
        self.text = text
        while index < text.count { step() }
        endCommand()
    }

    private mutating func step() {
        switch text[index] {
        case Ascii.newline, Ascii.semicolon, Ascii.ampersand, Ascii.bar:
            endCommand()
            index += 1
        case Ascii.leftParen:
            endCommand()
            outer.append(directory)
            index += 1
        case Ascii.rightParen:
            endCommand()
            directory = outer.popLast() ?? directory
            index += 1
        case Ascii.hash:
            // A comment, since a word would have swallowed it.
            index = text[index...].firstIndex(of: Ascii.newline) ?? text.count
        case Ascii.less, Ascii.greater: skipRedirection()
        case let byte where byte.isSpace: index += 1
        default:
            let start = index
            let word = word()
            // `2>file`: the number belongs to the redirection.
            let isNumber = index < text.count && (text[index] == Ascii.less || text[index] == Ascii.greater)
            if isNumber, text[start..<index].allSatisfy(\.isDigit) { return }
            words.append(word)
        }
    }

    /// `>file`, `>>file`, `<file`, `2>&1`; of a here document only the word.
    private mutating func skipRedirection() {
        while index < text.count, [Ascii.less, Ascii.greater, Ascii.ampersand, Ascii.bar].contains(text[index]) {
            index += 1
        }
        while index < text.count, text[index] == Ascii.space || text[index] == Ascii.tab { index += 1 }
        _ = word()
    }

    /// A word from here on, quotes taken off.
    private mutating func word() -> Bytes {
        var word: Bytes = []
        while index < text.count {
            let byte = text[index]
            switch byte {
            case Ascii.apostrophe:
                let end = text[(index + 1)...].firstIndex(of: Ascii.apostrophe) ?? text.count
                word += text[(index + 1)..<end]
                index = end + 1
            case Ascii.quote:
                index += 1
                while index < text.count, text[index] != Ascii.quote {
                    if text[index] == Ascii.backslash, index + 1 < text.count,
                        [Ascii.quote, Ascii.backslash, Ascii.dollar, Ascii.backquote].contains(text[index + 1])
                    {
                        index += 1
                    }
                    if !takeSubstitution(into: &word) { takeByte(into: &word) }
                }
                index += 1
            case Ascii.backslash:
                index += 1
                if index < text.count {
                    if text[index] != Ascii.newline { word.append(text[index]) }
                    index += 1
                }
            case Ascii.dollar, Ascii.backquote:
                if !takeSubstitution(into: &word) { takeByte(into: &word) }
            case Ascii.newline, Ascii.semicolon, Ascii.ampersand, Ascii.bar, Ascii.leftParen, Ascii.rightParen,
                Ascii.less, Ascii.greater:
                return word
            default:
                if byte.isSpace { return word }
                takeByte(into: &word)
            }
        }
        return word
    }

    private mutating func takeByte(into word: inout Bytes) {
        word.append(text[index])
        index += 1
    }

    /// `$(...)`, `${...}` and backquotes, whole; false if there is none.
    private mutating func takeSubstitution(into word: inout Bytes) -> Bool {
        let start = index
        if text[index] == Ascii.backquote {
            index = text[(index + 1)...].firstIndex(of: Ascii.backquote).map { $0 + 1 } ?? text.count
        } else if text[index] == Ascii.dollar, index + 1 < text.count,
            text[index + 1] == Ascii.leftParen || text[index + 1] == Ascii.leftBrace
        {
            let isParen = text[index + 1] == Ascii.leftParen
            let open = text[index + 1]
            let close = isParen ? Ascii.rightParen : Ascii.rightBrace
            var depth = 0
            index += 1
            repeat {
                if text[index] == open { depth += 1 }
                if text[index] == close { depth -= 1 }
                index += 1
            } while index < text.count && depth > 0
        } else {
            return false
        }
        word += text[start..<index]
        return true
    }

    /// Words that stand before a command without being a part of it.
    private static let leading: Set<Bytes> = [
        Bytes("{"), Bytes("}"), Bytes("!"), Bytes("if"), Bytes("then"), Bytes("else"), Bytes("elif"), Bytes("do"),
        Bytes("while"), Bytes("until"),
    ]

    private mutating func endCommand() {
        let start = words.firstIndex { !Self.leading.contains($0) && !Self.isAssignment($0) } ?? words.count
        let words = Array(words[start...])
        self.words = []
        guard let first = words.first else { return }
        if first == Bytes("cd") || first == Bytes("chdir") {
            if let target = words.dropFirst().first(where: { $0.first != Ascii.minus }) { change(to: target) }
            return
        }
        commands.append(Command(words: words, directory: directory))
    }

    private mutating func change(to target: Bytes) {
        directory = directory.isEmpty || target.first == Ascii.slash ? target : directory + [Ascii.slash] + target
    }

    /// `NAME=value`
    private static func isAssignment(_ word: Bytes) -> Bool {
        guard let equals = word.firstIndex(of: Ascii.equals), equals > 0, !word[0].isDigit else { return false }
        return word[..<equals].allSatisfy { $0.isAlphanumeric || $0 == Ascii.underscore }
    }
}
