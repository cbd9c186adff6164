package import Text

/// Text with expressions in it, taken apart once and evaluated often.
package final class Template: Sendable {
    enum Part: Sendable {
        case literal(Bytes)
        /// `$$`
        case dollar
        /// An unescaped `&` in the right side of `:S`.
        case ampersand
        /// The item of a loop's variable, by its number (`LoopValue`).
        case loopValue(Int)
        case expression(Expression)
    }

    /// The text as it was written.
    package let source: Bytes
    /// The whole text, if there is no expression in it.
    package let literal: Bytes?
    /// Of a text that is not literal.
    private let several: [Part]

    var parts: [Part] {
        guard let literal else { return several }
        return literal.isEmpty ? [] : [.literal(literal)]
    }

    init(source: Bytes, parts: [Part]) {
        self.source = source
        several = parts
        if parts.isEmpty {
            literal = []
        } else if parts.count == 1, case .literal(let bytes) = parts[0] {
            literal = bytes
        } else {
            literal = nil
        }
    }

    init(source: Bytes, literal: Bytes) {
        self.source = source
        self.literal = literal
        several = []
    }

    /// The text without the escapes of the part that it was, expressions as they were written.
    var unexpanded: Bytes {
        Bytes(
            parts.map { part in
                switch part {
                case .literal(let bytes): bytes
                case .dollar: [Ascii.dollar, Ascii.dollar]
                case .ampersand: [Ascii.ampersand]
                case .loopValue(let number): LoopValue.mark(number)
                case .expression(let expression): expression.text
                }
            }.joined())
    }

    static let empty = Template(source: [], literal: [])
}

/// A text that is compiled when it is first evaluated, by whichever thread comes first. Of a makefile's text, which is
/// kept, it is a part.
package final class LazyTemplate: Sendable {
    private let text: Bytes
    private let start: Int
    private let end: Int
    private let compiled = Once<Template>()

    package init(_ source: Bytes) {
        text = source
        start = 0
        end = source.count
    }

    init(_ text: Bytes, _ range: Range<Int>) {
        self.text = text
        start = range.lowerBound
        end = range.upperBound
    }

    package var source: Bytes { end - start == text.count ? text : Bytes(text[start..<end]) }
    var count: Int { end - start }

    func contains(_ byte: UInt8) -> Bool {
        text.withUnsafeBufferPointer { $0[start..<end].contains(byte) }
    }

    func append(to out: inout Bytes) {
        text.withUnsafeBufferPointer { out.append(contentsOf: UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    func template(_ language: Language) -> Template {
        compiled.load() ?? compiled.storeIfNil(TemplateCompiler.compile(source, language))
    }
}
