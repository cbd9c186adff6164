internal import Text

/// `Malformed conditional (x)`: which of the usual slips it is.
enum ConditionAdvice {
    private static let functions = ["defined", "empty", "exists", "make", "target", "commands"]

    static func advice(_ condition: Bytes, _ line: Bytes) -> Advice {
        let start = line.offset(of: condition) ?? line.indentation
        func at(_ offset: Int, _ expected: String, _ mend: String) -> Advice {
            Advice(column: start + offset, expected: expected, mend: mend)
        }
        if condition.isEmpty { return Advice(column: line.count, expected: "a condition", mend: ".if defined(NAME)") }
        let words = condition.plainWords
        if let bracket = words.first, bracket == Bytes("[") || bracket == Bytes("[[") || bracket == Bytes("test") {
            return at(
                0, "a condition of make, not of the shell",
                ".if ${NAME} == \"text\", .if exists(file), .if !empty(NAME)")
        }
        if let option = words.first, option.count == 2, option.first == Ascii.minus {
            return at(
                0, "a function; tests with a letter are the shell's", fileTest(option[1], words.dropFirst().first))
        }
        if let slip = equalsSign(condition) { return at(slip.offset, slip.expected, slip.mend) }
        if let operation = danglingOperator(condition) {
            return at(operation, "something behind the operator", "finish the condition, or leave the operator out")
        }
        for name in functions {
            guard let offset = condition.offset(of: Bytes(name + " ")) else { continue }
            let behind = Bytes(condition.dropFirst(offset + name.count)).trimmed
            guard behind.first != UInt8(ascii: "("), let argument = behind.plainWords.first else { continue }
            return at(offset, "the argument in parentheses", "\(name)(\(argument.text))")
        }
        if let bare = bareLeftSide(condition) {
            return at(
                0, "an expression, a number or a quoted text on the left side", "${\(bare.text)} or \"\(bare.text)\"")
        }
        if let word = wordTooMany(condition) {
            return at(
                condition.count - word.count, "&& or || between two comparisons",
                "quote a text with blanks: \"two words\"")
        }
        if let name = undefinedOperand(condition) {
            return at(
                condition.offset(of: Bytes("$")) ?? 0, "a variable that is defined",
                "\"${\(name.text)}\", ${\(name.text):U} or defined(\(name.text))")
        }
        if parentheses(condition) > 0 { return at(condition.count, "a closing parenthesis", "\(condition.text))") }
        if parentheses(condition) < 0 { return at(0, "as many opening as closing parentheses", "remove one") }
        return at(
            0, "operands with ==, !=, <, <=, >, >=, joined by && and ||",
            "quote texts with blanks: ${NAME} == \"two words\"")
    }

    private static func fileTest(_ letter: UInt8, _ argument: Bytes?) -> String {
        let name = argument?.text ?? "file"
        switch letter {
        case UInt8(ascii: "n"): return "!empty(NAME)"
        case UInt8(ascii: "z"): return "empty(NAME)"
        default: return "exists(\(name))"
        }
    }

    /// `=` or `===` for `==`, `=!` for `!=`, `=>` for `>=`.
    private static func equalsSign(_ condition: Bytes) -> (offset: Int, expected: String, mend: String)? {
        var quoted = false
        var index = 0
        while index < condition.count {
            defer { index += 1 }
            if condition[index] == Ascii.quote { quoted.toggle() }
            guard !quoted, condition[index] == Ascii.equals else { continue }
            let run = condition[index...].prefix { $0 == Ascii.equals }.count
            let before = index > 0 ? condition[index - 1] : Ascii.space
            let behind = index + run < condition.count ? condition[index + run] : Ascii.space
            let isLast = behind == UInt8(ascii: ">") || behind == UInt8(ascii: "<") || behind == UInt8(ascii: "!")
            if run == 1, isLast {
                let mend = String(decoding: [behind], as: UTF8.self) + "="
                return (index, "an operator: == != < <= > >=", mend)
            }
            let isComparison = before == UInt8(ascii: "!") || before == UInt8(ascii: "<") || before == UInt8(ascii: ">")
            // `:` would be the beginning of a modifier like `:=`.
            if run == 1, !isComparison, before == Ascii.space {
                return (index, "two equals signs for a comparison", "==")
            }
            if run > 2 { return (index, "two equals signs for a comparison", "==") }
            index += run - 1
        }
        return nil
    }

    private static func danglingOperator(_ condition: Bytes) -> Int? {
        let text = condition.trimmed
        for operation in ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!"] where text.hasSuffix(Bytes(operation)) {
            return condition.offset(of: Bytes(operation), from: text.count - operation.utf8.count)
        }
        return nil
    }

    /// The left side of a comparison if it is a plain word.
    private static func bareLeftSide(_ condition: Bytes) -> Bytes? {
        let words = condition.plainWords
        guard words.count >= 3, let word = words.first, ["==", "!="].contains(words[1].text) else { return nil }
        let isPlain = word.allSatisfy { $0.isAlpha || $0 == Ascii.underscore || $0 == Ascii.dot }
        return isPlain ? word : nil
    }

    /// What stands behind a whole comparison.
    private static func wordTooMany(_ condition: Bytes) -> Bytes? {
        let words = condition.plainWords
        guard words.count == 4, ["==", "!=", "<", "<=", ">", ">="].contains(words[1].text) else { return nil }
        return words[2].contains(Ascii.quote) || words[3].first == UInt8(ascii: "&")
            || words[3].first == UInt8(ascii: "|")
            ? nil : words[3]
    }

    /// The name in an expression without quotes and without modifiers.
    private static func undefinedOperand(_ condition: Bytes) -> Bytes? {
        guard let dollar = condition.firstIndex(of: Ascii.dollar), dollar + 2 < condition.count else { return nil }
        if dollar > 0, condition[dollar - 1] == Ascii.quote { return nil }
        guard condition[dollar + 1] == UInt8(ascii: "{") || condition[dollar + 1] == UInt8(ascii: "(") else {
            return nil
        }
        let name = condition[(dollar + 2)...].prefix {
            $0.isAlpha || $0 == Ascii.underscore || $0 == Ascii.dot || $0.isDigit
        }
        let end = dollar + 2 + name.count
        guard !name.isEmpty, end < condition.count,
            condition[end] == UInt8(ascii: "}") || condition[end] == UInt8(ascii: ")")
        else { return nil }
        return Bytes(name)
    }

    private static func parentheses(_ condition: Bytes) -> Int {
        condition.reduce(0) { $0 + ($1 == UInt8(ascii: "(") ? 1 : $1 == UInt8(ascii: ")") ? -1 : 0) }
    }
}
