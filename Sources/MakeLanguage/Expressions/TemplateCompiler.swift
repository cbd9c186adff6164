internal import Text

/// Takes text with expressions apart (make-language.md 3.3, 4.1). Reports nothing: what is wrong becomes part of the
/// result and is reported when it is evaluated, as make(1) does.
struct TemplateCompiler {
    /// Expressions inside expressions beyond this depth are an error; real makefiles stay below ten.
    static let maximalDepth = 500

    let text: Bytes
    let language: Language
    let depth: Int

    /// True if the text stands for itself.
    static func isLiteral(_ text: Bytes) -> Bool {
        // Marks stand behind a dollar, but where they are taken out of a body there may be none.
        text.index(of: Ascii.dollar, from: 0) == text.count && text.index(of: LoopValue.first, from: 0) == text.count
    }

    static func compile(_ text: Bytes, _ language: Language, depth: Int = 0) -> Template {
        guard !isLiteral(text) else {
            return text.isEmpty ? .empty : Template(source: text, literal: text)
        }
        let compiler = TemplateCompiler(text: text, language: language, depth: depth)
        guard compiler.isNestedTooDeeply else { return compiler.whole() }
        return Template(source: text, parts: [.expression(compiler.tooDeep())])
    }

    /// True if the expressions of a long text stand so deep in each other that it is not worth taking apart: each level
    /// would look through what is left of the text.
    var isNestedTooDeeply: Bool {
        guard text.count > 4 * Self.maximalDepth else { return false }
        var level = 0
        var index = 0
        while index < text.count {
            switch text[index] {
            case Ascii.backslash: index += 1
            case Ascii.dollar:
                index += 1
                guard index < text.count else { return false }
                if text[index] == Ascii.leftBrace || text[index] == Ascii.leftParen { level += 1 }
                if level > Self.maximalDepth { return true }
            case Ascii.rightBrace, Ascii.rightParen: level = max(0, level - 1)
            default: break
            }
            index += 1
        }
        return false
    }

    private func tooDeep() -> Expression {
        Expression(
            name: .fixed(language.names.intern([])), modifiers: [.invalid(.nestedTooDeeply)], in: text, from: 0,
            nameEnd: 0, to: 0, otherText: [])
    }

    private func whole() -> Template {
        var builder = PartBuilder()
        var index = 0
        while index < text.count {
            let start = index
            index = text.index(of: Ascii.dollar, from: index)
            builder.append(text, start..<index)
            guard index < text.count else { break }
            if index + 1 < text.count, text[index + 1] == Ascii.dollar {
                builder.append(.dollar)
                index += 2
            } else {
                index = expression(at: index, into: &builder)
            }
        }
        return builder.template(source: text)
    }

    /// Takes the expression whose `$` stands at `start`; returns the index behind it.
    func expression(at start: Int, into builder: inout PartBuilder) -> Int {
        guard let (expression, end) = expression(at: start) else { return start + 1 }
        builder.append(.expression(expression))
        return end
    }

    /// The expression whose `$` stands at `start`, and the index behind it; nil for a lone `$` (S3-26).
    func expression(at start: Int) -> (Expression, end: Int)? {
        guard start + 1 < text.count else { return nil }
        let open = text[start + 1]
        switch open {
        case Ascii.dollar, Ascii.colon, Ascii.rightBrace, Ascii.rightParen: return nil
        case Ascii.leftBrace, Ascii.leftParen: break
        default:
            let name = language.names.intern(text, start + 1..<start + 2)
            // Outside of a target `$@` and its kin stay, in their long form.
            let own = LocalName.longForm(name).map { Bytes("$(") + $0 + [Ascii.rightParen] }
            let expression = Expression(
                name: .fixed(name), modifiers: [], in: text, from: start, nameEnd: start + 2, to: start + 2,
                otherText: own)
            return (expression, start + 2)
        }
        guard depth < Self.maximalDepth else { return (tooDeep(), text.count) }
        return braced(at: start, open: open)
    }

    /// The expression whose opening brace stands behind `start`, whatever stands there.
    func braced(at start: Int, open: UInt8) -> (Expression, end: Int) {
        let close = open == Ascii.leftBrace ? Ascii.rightBrace : Ascii.rightParen
        let nested = TemplateCompiler(text: text, language: language, depth: depth + 1)
        let (name, nameEnd) = self.name(from: start + 2, open: open, close: close, nested)
        var index = nameEnd
        guard index < text.count else {
            let expression = Expression(
                name: name, modifiers: [], in: text, from: start, nameEnd: text.count, to: text.count, isUnclosed: true)
            return (expression, text.count)
        }
        var modifiers: [Modifier] = []
        if text[index] == Ascii.colon {
            (modifiers, index) = nested.modifiers(from: index + 1, open: open, close: close)
        } else {
            index += 1
        }
        let expression = Expression(
            name: name, modifiers: modifiers, in: text, from: start, nameEnd: nameEnd, to: index)
        return (expression, index)
    }

    /// The name from `start` to a colon or the closing brace, and where that stands.
    private func name(
        from start: Int, open: UInt8, close: UInt8, _ nested: TemplateCompiler
    ) -> (Expression.Name, end: Int) {
        var index = start
        var level = 1
        let bytes = text.span
        while index < bytes.count {
            let byte = bytes[index]
            if byte == Ascii.dollar || byte == LoopValue.first {
                return computedName(from: start, level: level, at: index, open: open, close: close, nested)
            }
            if byte == Ascii.colon, level == 1 { break }
            if byte == close {
                level -= 1
                if level == 0 { break }
            } else if byte == open {
                level += 1
            }
            index += 1
        }
        return (fixedName(start..<index), index)
    }

    private func computedName(
        from start: Int, level: Int, at first: Int, open: UInt8, close: UInt8, _ nested: TemplateCompiler
    ) -> (Expression.Name, end: Int) {
        var name = PartBuilder()
        name.append(text, start..<first)
        var index = first
        var level = level
        scan: while index < text.count {
            let byte = text[index]
            switch byte {
            case Ascii.colon where level == 1: break scan
            case close:
                level -= 1
                if level == 0 { break scan }
                name.append(byte)
            case Ascii.dollar:
                index = nested.expression(at: index, into: &name)
                continue scan
            default:
                if byte == open { level += 1 }
                name.append(byte)
            }
            index += 1
        }
        let template = name.template(source: Bytes(text[start..<index]))
        // A lone dollar gives nothing.
        guard let literal = template.literal else { return (.computed(template), index) }
        return (TemplateCompiler(text: literal, language: language, depth: depth).fixedName(literal.indices), index)
    }

    private func fixedName(_ range: Range<Int>) -> Expression.Name {
        if range.count == 2, language.dialect.variablesWithParts.contains(text[range.lowerBound]) {
            let local = language.names.intern(text, range.lowerBound..<range.lowerBound + 1)
            if text[range.lowerBound + 1] == UInt8(ascii: "D") { return .directoryPart(local) }
            if text[range.lowerBound + 1] == UInt8(ascii: "F") { return .filePart(local) }
        }
        return .fixed(LocalName.canonical(language.names.intern(text, range)))
    }
}

/// Collects the parts of a template, joining literal bytes.
struct PartBuilder {
    private var parts: [Template.Part] = []
    private var literal: Bytes = []

    mutating func append(_ byte: UInt8) { literal.append(byte) }

    mutating func append(_ text: Bytes, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        text.withUnsafeBufferPointer { bytes in
            let run = UnsafeBufferPointer(rebasing: bytes[range])
            if literal.isEmpty { literal = Bytes(run) } else { literal.append(contentsOf: run) }
        }
    }

    mutating func append(_ part: Template.Part) {
        if parts.isEmpty { parts.reserveCapacity(3) }
        flush()
        parts.append(part)
    }

    private mutating func flush() {
        guard !literal.isEmpty else { return }
        if literal.contains(LoopValue.first) { appendMarks() } else { parts.append(.literal(literal)) }
        literal = []
    }

    private mutating func appendMarks() {
        let literal = literal
        let bytes = literal.span
        var start = 0
        var index = 0
        while index < bytes.count {
            guard let number = LoopValue.number(in: bytes, at: index) else {
                index += 1
                continue
            }
            if start < index { parts.append(.literal(Bytes(literal[start..<index]))) }
            parts.append(.loopValue(number))
            index += LoopValue.length
            start = index
        }
        if start < bytes.count { parts.append(.literal(Bytes(literal[start...]))) }
    }

    consuming func template(source: Bytes) -> Template {
        if parts.isEmpty, !literal.contains(LoopValue.first) {
            return source.isEmpty && literal.isEmpty ? .empty : Template(source: source, literal: literal)
        }
        flush()
        return Template(source: source, parts: parts)
    }
}
