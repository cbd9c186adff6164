internal import Text

/// A command that needs no shell, because any shell would do just this with it.
enum DirectCommand: Equatable {
    /// `:` or `true`, and what only prints: the text.
    case prints(Bytes)
    /// A program and its arguments.
    case runs([Bytes])

    /// Nil if it needs the shell: a character with a meaning other than quotes, a builtin that does more than print, an
    /// assignment, a reserved word.
    init?(_ command: RecipeCommand) {
        guard let words = Self.words(command.text), let first = words.first else { return nil }
        if first == Bytes(":") || first == Bytes("true") {
            self = .prints([])
        } else if first == Bytes("echo") {
            // `-n`, and `-e` of some.
            guard words.count < 2 || words[1].first != Ascii.minus else { return nil }
            self = .prints(Bytes(words.dropFirst().joined(separator: [Ascii.space])) + [Ascii.newline])
        } else {
            let isName = first.allSatisfy { $0.isAlphanumeric || Self.inNames[Int($0)] }
            guard isName, !RecipeCommand.builtins.contains(first) else { return nil }
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
}

/// A recipe that runs one program at most, as its last step, and prints before it: no shell is started for it.
struct DirectRecipe: Equatable {
    /// What its `echo`s print, and those of make.
    private(set) var text: Bytes = []
    private(set) var program: [Bytes]?

    /// False if this line makes a shell necessary.
    mutating func add(_ command: RecipeCommand, shows: Bool) -> Bool {
        guard program == nil, let direct = DirectCommand(command) else { return false }
        if shows { text += command.text + [Ascii.newline] }
        switch direct {
        case .prints(let line): text += line
        case .runs(let words): program = words
        }
        return true
    }
}
