internal import Text

/// Takes a script apart (POSIX, Shell Command Language), or refuses it.
struct ShellParser {
    private let text: Bytes
    private var index = 0
    /// Commands inside of commands, bounded so that no input overflows the stack.
    private var depth = 0

    init(_ text: Bytes) { self.text = text }

    static func parse(_ text: Bytes) throws(NeedsShell) -> ShellScript {
        var parser = ShellParser(text)
        let script = try parser.script(until: [])
        guard parser.index == text.count else { throw NeedsShell() }
        return script
    }

    // MARK: Lists

    /// Commands up to one of the reserved words, `)` or the end; the word is not taken.
    private mutating func script(until ends: [Bytes]) throws(NeedsShell) -> ShellScript {
        depth += 1
        defer { depth -= 1 }
        guard depth < 40 else { throw NeedsShell() }
        var commands: [ShellAndOr] = []
        while true {
            skipNewlines()
            if index == text.count || text[index] == Ascii.rightParen || atReserved(ends) {
                return ShellScript(commands: commands)
            }
            commands.append(try andOr())
            skipBlanks()
            guard index < text.count else { continue }
            switch text[index] {
            case Ascii.semicolon:
                index += 1
                if index < text.count, text[index] == Ascii.semicolon { throw NeedsShell() }
            case Ascii.newline: index += 1
            case Ascii.rightParen: break
            default: throw NeedsShell()
            }
        }
    }

    private mutating func andOr() throws(NeedsShell) -> ShellAndOr {
        var list = ShellAndOr(first: try pipeline())
        while true {
            skipBlanks()
            if take("&&") {
                skipNewlines()
                list.rest.append((.and, try pipeline()))
            } else if take("||") {
                skipNewlines()
                list.rest.append((.or, try pipeline()))
            } else {
                return list
            }
        }
    }

    private mutating func pipeline() throws(NeedsShell) -> ShellPipeline {
        skipBlanks()
        var isNegated = false
        if atReserved([Bytes("!")]) {
            isNegated = true
            index += 1
            skipBlanks()
        }
        let start = index
        var stages = [try command()]
        while true {
            skipBlanks()
            guard index < text.count, text[index] == Ascii.bar, index + 1 == text.count || text[index + 1] != Ascii.bar
            else { break }
            index += 1
            skipNewlines()
            stages.append(try command())
        }
        return ShellPipeline(
            isNegated: isNegated, stages: stages, source: stages.count > 1 ? Bytes(text[start..<index]) : [])
    }

    // MARK: Commands

    private mutating func command() throws(NeedsShell) -> ShellCommandForm {
        skipBlanks()
        guard index < text.count else { throw NeedsShell() }
        var form: ShellCommandForm
        if text[index] == Ascii.leftParen {
            index += 1
            form = ShellCommandForm(body: .subshell(try script(until: [])))
            guard take(")") else { throw NeedsShell() }
        } else if takeReserved("{") {
            form = ShellCommandForm(body: .group(try script(until: [Bytes("}")])))
            guard takeReserved("}") else { throw NeedsShell() }
        } else if takeReserved("if") {
            form = ShellCommandForm(body: try choice())
        } else if takeReserved("for") {
            form = ShellCommandForm(body: try loop())
        } else {
            if atReserved(Self.refused) { throw NeedsShell() }
            return try simple()
        }
        skipBlanks()
        while let redirection = try redirection() {
            form.redirections.append(redirection)
            skipBlanks()
        }
        return form
    }

    /// Reserved words that begin what is not understood, or stand where they should not.
    private static let refused = [
        "case", "esac", "while", "until", "do", "done", "then", "else", "elif", "fi", "in", "}", "function", "[[",
    ].map { Bytes($0) }

    private mutating func choice() throws(NeedsShell) -> ShellCommandForm.Body {
        var branches: [(ShellScript, ShellScript)] = []
        while true {
            let condition = try script(until: [Bytes("then")])
            guard takeReserved("then") else { throw NeedsShell() }
            let body = try script(until: [Bytes("else"), Bytes("elif"), Bytes("fi")])
            guard !condition.commands.isEmpty, !body.commands.isEmpty else { throw NeedsShell() }
            branches.append((condition, body))
            if takeReserved("elif") { continue }
            var otherwise: ShellScript?
            if takeReserved("else") {
                let script = try script(until: [Bytes("fi")])
                guard !script.commands.isEmpty else { throw NeedsShell() }
                otherwise = script
            }
            guard takeReserved("fi") else { throw NeedsShell() }
            return .choice(branches, otherwise: otherwise)
        }
    }

    private mutating func loop() throws(NeedsShell) -> ShellCommandForm.Body {
        skipBlanks()
        guard let name = name() else { throw NeedsShell() }
        skipNewlines()
        guard takeReserved("in") else { throw NeedsShell() }
        var words: [ShellWord] = []
        while true {
            skipBlanks()
            guard index < text.count else { throw NeedsShell() }
            if text[index] == Ascii.semicolon || text[index] == Ascii.newline { break }
            words.append(try word())
        }
        index += 1
        skipNewlines()
        guard takeReserved("do") else { throw NeedsShell() }
        let body = try script(until: [Bytes("done")])
        guard takeReserved("done"), !body.commands.isEmpty else { throw NeedsShell() }
        return .loop(name: name, words: words, body: body)
    }

    private mutating func simple() throws(NeedsShell) -> ShellCommandForm {
        var assignments: [(name: Bytes, value: ShellWord)] = []
        var words: [ShellWord] = []
        var redirections: [ShellRedirection] = []
        while true {
            skipBlanks()
            if let redirection = try redirection() {
                redirections.append(redirection)
                continue
            }
            guard index < text.count, !Self.endsCommand(text[index]) else { break }
            if words.isEmpty, let name = assignedName() {
                assignments.append((name, try word(isValue: true)))
            } else {
                words.append(try word())
            }
        }
        guard !assignments.isEmpty || !words.isEmpty || !redirections.isEmpty else { throw NeedsShell() }
        // `name()` defines a function.
        if index < text.count, text[index] == Ascii.leftParen { throw NeedsShell() }
        return ShellCommandForm(
            body: .simple(assignments: assignments, words: words), redirections: redirections)
    }

    private static func endsCommand(_ byte: UInt8) -> Bool {
        byte == Ascii.semicolon || byte == Ascii.newline || byte == Ascii.bar || byte == Ascii.ampersand
            || byte == Ascii.rightParen || byte == Ascii.leftParen || byte == Ascii.hash
    }

    /// `NAME=`, taken.
    private mutating func assignedName() -> Bytes? {
        let start = index
        guard let name = name(), index < text.count, text[index] == Ascii.equals else {
            index = start
            return nil
        }
        index += 1
        return name
    }

    private mutating func name() -> Bytes? {
        let start = index
        while index < text.count, text[index].isAlphanumeric || text[index] == Ascii.underscore {
            if index == start, text[index].isDigit { return nil }
            index += 1
        }
        return index == start ? nil : Bytes(text[start..<index])
    }

    private mutating func redirection() throws(NeedsShell) -> ShellRedirection? {
        let forms: [(StaticString, ShellRedirection)] = [
            ("2>&1", .errorsToOutput), ("1>&2", .outputToErrors), (">&2", .outputToErrors),
        ]
        for (form, meaning) in forms where take(form) {
            guard isAtEndOfWord else { throw NeedsShell() }
            return meaning
        }
        let targets: [(StaticString, ShellRedirection)] = [
            ("2>", .errorsToNull), ("1>", .outputToNull), (">", .outputToNull), ("<", .noInput),
        ]
        for (form, meaning) in targets where take(form) {
            skipBlanks()
            guard take("/dev/null"), isAtEndOfWord else { throw NeedsShell() }
            return meaning
        }
        return nil
    }

    private var isAtEndOfWord: Bool {
        index == text.count || text[index] == Ascii.space || text[index] == Ascii.tab
            || Self.endsCommand(text[index]) && text[index] != Ascii.hash
    }

    // MARK: Words

    /// - Parameter isValue: what is assigned, which may be nothing.
    private mutating func word(isValue: Bool = false) throws(NeedsShell) -> ShellWord {
        var word = ShellWord()
        var plain: Bytes = []
        let start = index
        func flush() {
            if !plain.isEmpty { word.parts.append(.literal(plain, isQuoted: false)) }
            plain = []
        }
        scan: while index < text.count {
            let byte = text[index]
            switch byte {
            case Ascii.space, Ascii.tab, Ascii.newline, Ascii.semicolon, Ascii.bar, Ascii.ampersand, Ascii.leftParen,
                Ascii.rightParen:
                break scan
            case Ascii.less, Ascii.greater:
                // A number before it would be a descriptor.
                if plain.last?.isDigit == true, plain.allSatisfy(\.isDigit), word.parts.isEmpty { throw NeedsShell() }
                break scan
            case Ascii.apostrophe:
                flush()
                guard let end = text[(index + 1)...].firstIndex(of: Ascii.apostrophe) else { throw NeedsShell() }
                word.parts.append(.literal(Bytes(text[(index + 1)..<end]), isQuoted: true))
                index = end + 1
            case Ascii.quote:
                flush()
                index += 1
                try quoted(into: &word)
            case Ascii.backslash:
                guard index + 1 < text.count else { throw NeedsShell() }
                if text[index + 1] != Ascii.newline {
                    flush()
                    word.parts.append(.literal([text[index + 1]], isQuoted: true))
                }
                index += 2
            case Ascii.dollar, Ascii.backquote:
                flush()
                word.parts.append(try expansion(isQuoted: false))
            case Ascii.leftBrace: throw NeedsShell()
            case UInt8(ascii: "~"):
                if index == start || isValue { throw NeedsShell() }
                plain.append(byte)
                index += 1
            default:
                plain.append(byte)
                index += 1
            }
        }
        flush()
        if word.parts.isEmpty, !isValue { throw NeedsShell() }
        return word
    }

    /// What stands between double quotes; the first was taken.
    private mutating func quoted(into word: inout ShellWord) throws(NeedsShell) {
        var plain: Bytes = []
        var isEmpty = true
        while index < text.count {
            let byte = text[index]
            switch byte {
            case Ascii.quote:
                if !plain.isEmpty || isEmpty { word.parts.append(.literal(plain, isQuoted: true)) }
                index += 1
                return
            case Ascii.backslash where index + 1 < text.count:
                let next = text[index + 1]
                if next == Ascii.newline {
                    index += 2
                    continue
                }
                if next != Ascii.dollar, next != Ascii.backquote, next != Ascii.quote, next != Ascii.backslash {
                    plain.append(byte)
                }
                plain.append(next)
                index += 2
            case Ascii.dollar, Ascii.backquote:
                if !plain.isEmpty { word.parts.append(.literal(plain, isQuoted: true)) }
                plain = []
                isEmpty = false
                word.parts.append(try expansion(isQuoted: true))
            default:
                plain.append(byte)
                index += 1
            }
        }
        throw NeedsShell()
    }

    /// `$x`, `${x...}`, `$(...)`, backquotes; a dollar that begins nothing is one.
    private mutating func expansion(isQuoted: Bool) throws(NeedsShell) -> ShellWord.Part {
        if text[index] == Ascii.backquote { return try backquoted(isQuoted: isQuoted) }
        index += 1
        guard index < text.count else { return .literal([Ascii.dollar], isQuoted: true) }
        switch text[index] {
        case Ascii.leftParen:
            index += 1
            if index < text.count, text[index] == Ascii.leftParen { throw NeedsShell() }
            let script = try script(until: [])
            guard take(")") else { throw NeedsShell() }
            return .command(script, isQuoted: isQuoted)
        case Ascii.leftBrace:
            index += 1
            guard let name = name(), index < text.count else { throw NeedsShell() }
            let form = try parameterForm(isQuoted: isQuoted)
            guard take("}") else { throw NeedsShell() }
            return .parameter(name, form, isQuoted: isQuoted)
        case Ascii.question:
            index += 1
            return .parameter([Ascii.question], .plain, isQuoted: isQuoted)
        default:
            if let name = name() { return .parameter(name, .plain, isQuoted: isQuoted) }
            // Digits and special parameters.
            if text[index].isDigit || Bytes("@*#-$!'\"").contains(text[index]) { throw NeedsShell() }
            return .literal([Ascii.dollar], isQuoted: true)
        }
    }

    /// What stands behind the name in braces. The words of alternatives may be nothing, or plain text.
    private mutating func parameterForm(isQuoted: Bool) throws(NeedsShell) -> ShellParameterForm {
        if text[index] == Ascii.rightBrace { return .plain }
        var alsoIfEmpty = false
        if text[index] == Ascii.colon {
            alsoIfEmpty = true
            index += 1
        }
        guard index < text.count, text[index] == Ascii.minus || text[index] == Ascii.plus else { throw NeedsShell() }
        let isFallback = text[index] == Ascii.minus
        index += 1
        let start = index
        while index < text.count, text[index] != Ascii.rightBrace {
            guard text[index].isAlphanumeric || Bytes("/._,:=+-").contains(text[index]) else { throw NeedsShell() }
            index += 1
        }
        let word =
            start == index
            ? ShellWord() : ShellWord(parts: [.literal(Bytes(text[start..<index]), isQuoted: isQuoted)])
        return isFallback
            ? .fallback(word, alsoIfEmpty: alsoIfEmpty) : .alternative(word, alsoIfEmpty: alsoIfEmpty)
    }

    private mutating func backquoted(isQuoted: Bool) throws(NeedsShell) -> ShellWord.Part {
        index += 1
        var inner: Bytes = []
        while index < text.count, text[index] != Ascii.backquote {
            if text[index] == Ascii.backslash, index + 1 < text.count {
                let next = text[index + 1]
                let isEscaped = next == Ascii.dollar || next == Ascii.backquote || next == Ascii.backslash
                if isQuoted, next == Ascii.quote { throw NeedsShell() }
                if !isEscaped { inner.append(Ascii.backslash) }
                inner.append(next)
                index += 2
            } else {
                inner.append(text[index])
                index += 1
            }
        }
        guard index < text.count, depth < 40 else { throw NeedsShell() }
        index += 1
        var parser = ShellParser(inner)
        parser.depth = depth + 1
        let script = try parser.script(until: [])
        guard parser.index == inner.count else { throw NeedsShell() }
        return .command(script, isQuoted: isQuoted)
    }

    // MARK: Tokens

    private mutating func take(_ token: StaticString) -> Bool {
        let length = token.utf8CodeUnitCount
        guard index + length <= text.count else { return false }
        for offset in 0..<length where text[index + offset] != token.utf8Start[offset] { return false }
        index += length
        return true
    }

    private func isReserved(_ word: Bytes) -> Bool {
        let end = index + word.count
        guard end <= text.count, text[index..<end].elementsEqual(word) else { return false }
        guard end < text.count else { return true }
        return text[end].isSpace || Self.endsCommand(text[end]) && text[end] != Ascii.hash
            || text[end] == Ascii.less || text[end] == Ascii.greater
    }

    private func atReserved(_ words: [Bytes]) -> Bool { words.contains(where: isReserved) }

    private mutating func takeReserved(_ word: StaticString) -> Bool {
        skipBlanks()
        guard isReserved(Bytes(word)) else { return false }
        index += word.utf8CodeUnitCount
        return true
    }

    private mutating func skipBlanks() {
        while index < text.count {
            if text[index] == Ascii.space || text[index] == Ascii.tab {
                index += 1
            } else if text[index] == Ascii.backslash, index + 1 < text.count, text[index + 1] == Ascii.newline {
                index += 2
            } else {
                return
            }
        }
    }

    private mutating func skipNewlines() {
        while true {
            skipBlanks()
            guard index < text.count, text[index] == Ascii.newline else { return }
            index += 1
        }
    }

}
