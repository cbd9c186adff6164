internal import Text

/// Takes text with expressions apart (make-language.md 3.3, 4.1). Reports nothing: what is wrong becomes part of the
/// result and is reported when it is evaluated, as make(1) does.
struct TemplateCompiler {
    /// Expressions inside expressions beyond this depth are an error; real makefiles stay below ten.
    static let maximalDepth = 500

    let text: Bytes
    let language: Language
    let depth: Int

    static func compile(_ text: Bytes, _ language: Language, depth: Int = 0) -> Template {
        // Marks stand behind a dollar, but where they are taken out of a body there may be none.
        guard text.contains(Ascii.dollar) || text.contains(LoopValue.first) else {
            return text.isEmpty ? .empty : Template(source: text, parts: [.literal(text)])
        }
        return TemplateCompiler(text: text, language: language, depth: depth).whole()
    }

    private func whole() -> Template {
        var builder = PartBuilder()
        var index = 0
        while index < text.count {
            let start = index
            while index < text.count, text[index] != Ascii.dollar { index += 1 }
            builder.append(text[start..<index])
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
                name: .fixed(name), spelling: [open], modifiers: [], text: own ?? Bytes(text[start..<start + 2]))
            return (expression, start + 2)
        }
        guard depth < Self.maximalDepth else {
            let expression = Expression(
                name: .fixed(language.names.intern([])), spelling: [], modifiers: [.invalid(.nestedTooDeeply)], text: []
            )
            return (expression, text.count)
        }
        return braced(at: start, open: open)
    }

    private func braced(at start: Int, open: UInt8) -> (Expression, end: Int) {
        let close = open == Ascii.leftBrace ? Ascii.rightBrace : Ascii.rightParen
        let nested = TemplateCompiler(text: text, language: language, depth: depth + 1)
        var name = PartBuilder()
        var index = start + 2
        var level = 1
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
        let spelling = Bytes(text[start + 2..<min(index, text.count)])
        let compiledName = name.template(source: spelling)
        guard index < text.count else {
            let expression = Expression(
                name: .computed(compiledName), spelling: spelling, modifiers: [], text: Bytes(text[start...]),
                isUnclosed: true)
            return (expression, text.count)
        }
        var modifiers: [Modifier] = []
        if text[index] == Ascii.colon {
            (modifiers, index) = nested.modifiers(from: index + 1, open: open, close: close)
        } else {
            index += 1
        }
        let expression = Expression(
            name: classify(compiledName), spelling: spelling, modifiers: modifiers, text: Bytes(text[start..<index]))
        return (expression, index)
    }

    private func classify(_ name: Template) -> Expression.Name {
        guard let fixed = name.literal else { return .computed(name) }
        if fixed.count == 2, Bytes("@%?*!<>").contains(fixed[0]) {
            let local = language.names.intern([fixed[0]])
            if fixed[1] == UInt8(ascii: "D") { return .directoryPart(local) }
            if fixed[1] == UInt8(ascii: "F") { return .filePart(local) }
        }
        return .fixed(LocalName.canonical(language.names.intern(fixed)))
    }
}

/// Collects the parts of a template, joining literal bytes.
struct PartBuilder {
    private var parts: [Template.Part] = []
    private var literal: Bytes = []

    mutating func append(_ byte: UInt8) { literal.append(byte) }
    mutating func append(_ bytes: ArraySlice<UInt8>) { literal += bytes }

    mutating func append(_ part: Template.Part) {
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
        flush()
        return parts.isEmpty && source.isEmpty ? .empty : Template(source: source, parts: parts)
    }
}
