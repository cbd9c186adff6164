internal import Text

/// Reads a script. Every function gives nil for what needs the shell.
struct PlainScriptParser {
    let text: Bytes
    var position = 0
    private(set) var depth: Int
    /// The script stands in backquotes, where a backslash means more.
    private let isInBackquotes: Bool

    private static let deepest = 20

    init(_ text: Bytes, isInBackquotes: Bool = false, depth: Int = 0) {
        self.text = text
        self.isInBackquotes = isInBackquotes
        self.depth = depth
    }

    var next: UInt8? { position < text.count ? text[position] : nil }

    mutating func script() -> PlainNode? {
        // Lines are counted in messages of the shell.
        if text.contains(where: { $0 == Ascii.newline || $0 == 0 }) { return nil }
        if isInBackquotes, text.contains(Ascii.backslash) { return nil }
        guard let list = list() else { return nil }
        return position == text.count ? list : nil
    }

    /// And-or lists with `;` between them and, where something follows that ends a list, behind the last.
    mutating func list() -> PlainNode? {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.deepest else { return nil }
        var nodes: [PlainNode] = []
        while true {
            skipBlanks()
            if isAtEndOfList { break }
            guard let node = andOr() else { return nil }
            nodes.append(node)
            skipBlanks()
            guard next == Ascii.semicolon else { break }
            position += 1
            if next == Ascii.semicolon { return nil }
        }
        guard let first = nodes.first else { return nil }
        return nodes.count == 1 ? first : .sequence(nodes)
    }

    private var isAtEndOfList: Bool {
        guard let next else { return true }
        if next == Ascii.rightParen { return true }
        let word = reservedWord
        return word != nil && word != .if && word != .open && word != .not
    }

    private mutating func andOr() -> PlainNode? {
        guard var node = negatable() else { return nil }
        while true {
            skipBlanks()
            let isAnd = next == Ascii.ampersand
            guard isAnd || next == Ascii.bar else { return node }
            guard position + 1 < text.count, text[position + 1] == text[position] else { return nil }
            position += 2
            skipBlanks()
            guard let right = negatable() else { return nil }
            node = isAnd ? .and(node, right) : .or(node, right)
        }
    }

    private mutating func negatable() -> PlainNode? {
        if take(.not) {
            skipBlanks()
            if reservedWord == .not { return nil }
            return command().map { .not($0) }
        }
        return command()
    }

    private mutating func command() -> PlainNode? {
        switch reservedWord {
        case .if:
            guard let choice = choice() else { return nil }
            return grouped(choice, isSubshell: false, isGroup: false)
        case .open:
            _ = take(.open)
            guard let list = list(), take(.close) else { return nil }
            return grouped(list, isSubshell: false)
        case nil: break
        default: return nil
        }
        if next == Ascii.leftParen {
            position += 1
            if next == Ascii.leftParen { return nil }
            guard let list = list(), next == Ascii.rightParen else { return nil }
            position += 1
            return grouped(list, isSubshell: true)
        }
        return simpleCommand().map { .command($0) }
    }

    private mutating func choice() -> PlainNode? {
        var branches: [(condition: PlainNode, body: PlainNode)] = []
        var otherwise: PlainNode?
        guard take(.if) else { return nil }
        repeat {
            guard let condition = list(), take(.then), let body = list() else { return nil }
            branches.append((condition, body))
        } while take(.elif)
        if take(.else) {
            guard let body = list() else { return nil }
            otherwise = body
        }
        guard take(.fi) else { return nil }
        return .choice(branches, otherwise: otherwise)
    }

    /// A compound command and the redirections behind it.
    private mutating func grouped(_ list: PlainNode, isSubshell: Bool, isGroup: Bool = true) -> PlainNode? {
        var redirections: [PlainRedirection] = []
        while true {
            skipBlanks()
            guard let next else { break }
            if next == Ascii.semicolon || next == Ascii.ampersand || next == Ascii.bar || next == Ascii.rightParen {
                break
            }
            guard let redirection = redirection() else {
                // A reserved word may follow at once (`fi fi`, `) then`).
                if reservedWord != nil { break }
                return nil
            }
            // What is substituted inside would write its errors elsewhere than what it is part of.
            if case .errorsToOutput = redirection { return nil }
            redirections.append(redirection)
        }
        if !isGroup, redirections.isEmpty { return list }
        return .group(list, redirections, isSubshell: isSubshell)
    }

    // MARK: Simple commands

    private mutating func simpleCommand() -> PlainCommand? {
        var assignments: [Bytes] = []
        var words: [PlainWord] = []
        var redirections: [PlainRedirection] = []
        while true {
            skipBlanks()
            guard let byte = next, byte != Ascii.semicolon, byte != Ascii.ampersand, byte != Ascii.bar,
                byte != Ascii.rightParen
            else { break }
            if isAtRedirection {
                guard let redirection = redirection() else { return nil }
                redirections.append(redirection)
                continue
            }
            guard let word = word() else { return nil }
            if words.isEmpty, let assignment = Self.assignment(word) {
                guard let assignment = assignment.plain else { return nil }
                assignments.append(assignment)
                continue
            }
            words.append(word)
        }
        guard let first = words.first, !first.isQuoted, let name = first.literal else { return nil }
        guard let kind = Self.kind(name, &words) else { return nil }
        if kind != .program, !assignments.isEmpty { return nil }
        return PlainCommand(kind: kind, assignments: assignments, words: words, redirections: redirections)
    }

    private static func kind(_ name: Bytes, _ words: inout [PlainWord]) -> PlainCommand.Kind? {
        switch name.text {
        case ":", "true": return .succeeds
        case "false": return .fails
        case "echo": return .echo
        case "test": return .test
        case "[":
            guard words.count > 1, words.last?.literal == [Ascii.rightBracket] else { return nil }
            words.removeLast()
            return .test
        case "exit":
            guard words.count <= 2 else { return nil }
            if words.count == 2 {
                guard let status = words[1].literal, (1...3).contains(status.count), status.allSatisfy(\.isDigit),
                    (Int(status.text) ?? 256) < 256
                else { return nil }
            }
            return .exit
        default:
            let isName = name.allSatisfy { $0.isAlphanumeric || Bytes("/._+-").contains($0) }
            guard isName, !DirectCommand.builtins.contains(name) else { return nil }
            return .program
        }
    }

    /// A word that begins with a name and `=`; nil if it does not. `plain` is nil if its value is more than text, or if
    /// it would change where programs are found.
    private static func assignment(_ word: PlainWord) -> Assignment? {
        guard case .text(let text, isQuoted: false) = word.parts.first, let equals = text.firstIndex(of: Ascii.equals)
        else { return nil }
        let name = text[..<equals]
        guard let first = name.first, first.isAlpha || first == Ascii.underscore,
            name.allSatisfy({ $0.isAlphanumeric || $0 == Ascii.underscore })
        else { return nil }
        return Assignment(plain: Bytes(name) == Bytes("PATH") ? nil : word.literal)
    }

    private struct Assignment {
        var plain: Bytes?
    }

    // MARK: Redirections

    private var isAtRedirection: Bool {
        guard let next else { return false }
        if next == Ascii.less || next == Ascii.greater { return true }
        guard next.isDigit else { return false }
        var index = position
        while index < text.count, text[index].isDigit { index += 1 }
        return index < text.count && (text[index] == Ascii.less || text[index] == Ascii.greater)
    }

    private mutating func redirection() -> PlainRedirection? {
        guard isAtRedirection else { return nil }
        var number: UInt8?
        if let digit = next, digit.isDigit {
            guard position + 1 < text.count, !text[position + 1].isDigit else { return nil }
            number = digit - Ascii.zero
            position += 1
        }
        let isInput = next == Ascii.less
        position += 1
        if isInput {
            guard number == nil || number == 0, takesNull() else { return nil }
            return .inputFromNull
        }
        let from = number ?? 1
        guard from == 1 || from == 2 else { return nil }
        if next == Ascii.ampersand {
            position += 1
            guard let to = next, to == 0x31 || to == 0x32 else { return nil }
            position += 1
            if let next, !Self.endsWord[Int(next)] { return nil }
            guard to - Ascii.zero != from else { return nil }
            return from == 2 ? .errorsToOutput : .outputToErrors
        }
        if next == Ascii.greater { position += 1 }
        guard takesNull() else { return nil }
        return from == 1 ? .outputToNull : .errorsToNull
    }

    private mutating func takesNull() -> Bool {
        skipBlanks()
        let null = Bytes("/dev/null")
        guard text.count - position >= null.count, text[position..<position + null.count].elementsEqual(null) else {
            return false
        }
        position += null.count
        return next.map { Self.endsWord[Int($0)] } ?? true
    }

    // MARK: Tokens

    mutating func skipBlanks() {
        while let next, next == Ascii.space || next == Ascii.tab { position += 1 }
    }

    private enum Reserved: CaseIterable {
        case `if`, then, elif, `else`, fi, open, close, not

        var text: StaticString {
            switch self {
            case .if: "if"
            case .then: "then"
            case .elif: "elif"
            case .else: "else"
            case .fi: "fi"
            case .open: "{"
            case .close: "}"
            case .not: "!"
            }
        }
    }

    private var reservedWord: Reserved? {
        guard let next, !next.isAlphanumeric || next == 0x69 || next == 0x74 || next == 0x65 || next == 0x66 else {
            return nil
        }
        return Reserved.allCases.first { word in
            word.text.withUTF8Buffer { bytes in
                guard text.count - position >= bytes.count,
                    text[position..<position + bytes.count].elementsEqual(bytes)
                else { return false }
                let end = position + bytes.count
                return end == text.count || Self.endsWord[Int(text[end])]
            }
        }
    }

    private mutating func take(_ word: Reserved) -> Bool {
        skipBlanks()
        guard reservedWord == word else { return false }
        position += word.text.utf8CodeUnitCount
        return true
    }

    static let endsWord = table(" \t;&|()<>")
    /// Outside of quotes these mean something that is not understood here.
    static let hasMeaning = table("#^{}?[]$`~!*\\\"'")

    private static func table(_ characters: StaticString) -> [Bool] {
        var table = [Bool](repeating: false, count: 256)
        for byte in Bytes(characters) { table[Int(byte)] = true }
        return table
    }

}
