internal import Text

/// Takes a condition apart: Or -> And (`||` And)*, And -> Term (`&&` Term)*,
/// Term -> `!` Term | `(` Or `)` | function `(` argument `)` | operand [operator operand] (make-language.md S5-02).
struct ConditionCompiler {
    /// Nested parentheses and negations beyond this are malformed.
    private static let maximalDepth = 1000

    private let text: Bytes
    private let language: Language
    private let expressions: TemplateCompiler
    /// `:?` allows bare words as left operands; `.if` does not (S5-07).
    private let bareLeftOperands: Bool
    private var index = 0
    private var depth = 0

    static func compile(_ text: Bytes, _ language: Language, bareLeftOperands: Bool) -> ConditionResult {
        var compiler = ConditionCompiler(text: text, language: language, bareLeftOperands: bareLeftOperands)
        do throws(ConditionProblem) {
            if compiler.expressions.isNestedTooDeeply { throw .malformed }
            let condition = try compiler.or()
            compiler.skipBlanks()
            guard compiler.index == text.count else {
                return ConditionResult(condition: condition, problem: .malformed)
            }
            return ConditionResult(condition: condition, problem: nil)
        } catch {
            return ConditionResult(condition: nil, problem: error)
        }
    }

    private init(text: Bytes, language: Language, bareLeftOperands: Bool) {
        self.text = text
        self.language = language
        self.bareLeftOperands = bareLeftOperands
        expressions = TemplateCompiler(text: text, language: language, depth: 0)
    }

    private var byte: UInt8 { index < text.count ? text[index] : 0 }
    private func byte(_ offset: Int) -> UInt8 { index + offset < text.count ? text[index + offset] : 0 }

    private mutating func skipBlanks() {
        while byte == Ascii.space || byte == Ascii.tab { index += 1 }
    }

    /// `||`, or a single `|`.
    private mutating func takes(_ operation: UInt8) -> Bool {
        skipBlanks()
        guard byte == operation else { return false }
        index += byte(1) == operation ? 2 : 1
        return true
    }

    private mutating func or() throws(ConditionProblem) -> Condition {
        var terms = [try and()]
        while takes(Ascii.bar) { terms.append(try and()) }
        return terms.count == 1 ? terms[0] : .or(terms)
    }

    private mutating func and() throws(ConditionProblem) -> Condition {
        var terms = [try term()]
        while takes(Ascii.ampersand) { terms.append(try term()) }
        return terms.count == 1 ? terms[0] : .and(terms)
    }

    private mutating func term() throws(ConditionProblem) -> Condition {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.maximalDepth else { throw .malformed }
        skipBlanks()
        switch byte {
        case 0, Ascii.bar, Ascii.ampersand, Ascii.rightParen: throw .malformed
        case Ascii.exclamation:
            index += 1
            return .not(try term())
        case Ascii.leftParen:
            index += 1
            let inner = try or()
            skipBlanks()
            guard byte == Ascii.rightParen else { throw .malformed }
            index += 1
            return inner
        case Ascii.quote, Ascii.dollar: return try comparison()
        // A sign begins a number, which only a variable can hold (S5-05).
        case let first where first.isDigit || first == Ascii.minus || first == Ascii.plus: return try comparison()
        default: return try functionOrWord()
        }
    }

    // MARK: Functions and words

    private mutating func functionOrWord() throws(ConditionProblem) -> Condition {
        for (name, function) in Self.functions where text[index...].starts(with: name) {
            var next = index + name.count
            while next < text.count, text[next] == Ascii.space || text[next] == Ascii.tab { next += 1 }
            guard next < text.count, text[next] == Ascii.leftParen else { continue }
            index = next
            guard let function else { return try emptyFunction() }
            let argument = try argument(of: name)
            if function == .exists, argument.source.isEmpty, language.dialect.wantsNameToExist { throw .malformed }
            if function == .defined, let name = argument.literal {
                return .isDefined(
                    LocalName.canonical(language.names.intern(name)), isDotted: name.first == Ascii.dot)
            }
            return .function(function, argument)
        }
        let start = index
        let word = try bareWord()
        let end = index
        skipBlanks()
        // `a == b`: defined(a) would make no sense, so it is a comparison whose left side is not allowed.
        if byte == Ascii.equals || byte == Ascii.exclamation {
            index = start
            return try comparison()
        }
        index = end
        guard !word.source.isEmpty else { throw .malformed }
        return .word(word)
    }

    private static let functions: [(Bytes, ConditionFunction?)] = [
        (Bytes("defined"), .defined), (Bytes("make"), .make), (Bytes("exists"), .exists), (Bytes("empty"), nil),
        (Bytes("target"), .target), (Bytes("commands"), .commands),
    ]

    /// `empty(V:mods)` has the syntax of an expression (S4-13).
    private mutating func emptyFunction() throws(ConditionProblem) -> Condition {
        let (expression, end) = expressions.braced(at: index - 1, open: Ascii.leftParen)
        if expression.isUnclosed { throw .unclosed(expression) }
        index = end
        return .empty(expression)
    }

    /// The text between the parentheses, blanks around it dropped.
    private mutating func argument(of name: Bytes) throws(ConditionProblem) -> Template {
        index += 1
        skipBlanks()
        let template = try bareWord(untilParenthesis: true)
        skipBlanks()
        guard byte == Ascii.rightParen else { throw .missingParenthesis(name) }
        index += 1
        return template
    }

    /// Text up to a blank, an operator or a closing parenthesis; expressions and nested parentheses belong to it.
    private mutating func bareWord(untilParenthesis: Bool = false) throws(ConditionProblem) -> Template {
        var builder = PartBuilder()
        let start = index
        var level = 0
        scan: while index < text.count {
            switch byte {
            case Ascii.space, Ascii.tab: break scan
            case Ascii.ampersand, Ascii.bar:
                if level == 0 { break scan }
                builder.append(byte)
            case Ascii.leftParen:
                level += 1
                builder.append(byte)
            case Ascii.rightParen:
                level -= 1
                if level < 0 { break scan }
                builder.append(byte)
            case Ascii.dollar:
                guard let (expression, end) = expressions.expression(at: index) else {
                    index += 1
                    continue scan
                }
                if expression.isUnclosed { throw .unclosed(expression) }
                builder.append(.expression(expression))
                index = end
                continue scan
            default:
                appendRun(to: &builder)
                continue scan
            }
            index += 1
        }
        return builder.template(source: Bytes(text[start..<index]))
    }

    /// Takes the byte here and those behind it that mean nothing to a condition.
    private mutating func appendRun(to builder: inout PartBuilder) {
        let begin = index
        repeat { index += 1 } while index < text.count && isPlain(text[index])
        builder.append(text, begin..<index)
    }

    private func isPlain(_ byte: UInt8) -> Bool {
        byte.isAlphanumeric || byte == Ascii.underscore || byte == Ascii.dot || byte == Ascii.slash
            || byte == Ascii.minus
    }

    // MARK: Comparisons

    private mutating func comparison() throws(ConditionProblem) -> Condition {
        let left = try operand(isLeft: true)
        skipBlanks()
        let comparison: Comparison
        let spelling: StaticString
        switch (byte, byte(1)) {
        case (Ascii.equals, Ascii.equals): (comparison, spelling) = (.equal, "==")
        case (Ascii.exclamation, Ascii.equals): (comparison, spelling) = (.notEqual, "!=")
        case (Ascii.less, Ascii.equals): (comparison, spelling) = (.lessOrEqual, "<=")
        case (Ascii.greater, Ascii.equals): (comparison, spelling) = (.greaterOrEqual, ">=")
        case (Ascii.less, _): (comparison, spelling) = (.less, "<")
        case (Ascii.greater, _): (comparison, spelling) = (.greater, ">")
        default: return .value(left)
        }
        index += spelling.utf8CodeUnitCount
        skipBlanks()
        guard index < text.count else { throw .missingRightSide(Bytes(spelling)) }
        let right = try operand(isLeft: false)
        return .comparison(left, comparison, right)
    }

    private mutating func operand(isLeft: Bool) throws(ConditionProblem) -> Condition.Operand {
        let start = index
        let isQuoted = byte == Ascii.quote
        if isQuoted { index += 1 }
        var builder = PartBuilder()
        scan: while index < text.count {
            switch byte {
            case Ascii.backslash:
                index += 1
                if index < text.count {
                    builder.append(byte)
                    index += 1
                }
                continue scan
            case Ascii.quote:
                if isQuoted {
                    index += 1
                    break scan
                }
                builder.append(byte)
            case Ascii.rightParen, Ascii.exclamation, Ascii.equals, Ascii.greater, Ascii.less, Ascii.space, Ascii.tab:
                if !isQuoted { break scan }
                builder.append(byte)
            case Ascii.dollar:
                // `$$` is no escape here, and a lone dollar nothing.
                guard let (expression, end) = expressions.expression(at: index) else { throw .malformed }
                if expression.isUnclosed { throw .unclosed(expression) }
                builder.append(.expression(expression))
                index = end
                continue scan
            case let first where isLeft && !bareLeftOperands && !isQuoted && index == start && !first.isDigit:
                throw .malformed
            default:
                appendRun(to: &builder)
                continue scan
            }
            index += 1
        }
        // A quotation mark that is not closed is no mistake.
        guard index > start else { throw .malformed }
        return Condition.Operand(
            template: builder.template(source: Bytes(text[start..<index])), isQuoted: isQuoted)
    }
}
