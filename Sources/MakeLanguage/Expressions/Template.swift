internal import Synchronization
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
    let parts: [Part]

    init(source: Bytes, parts: [Part]) {
        self.source = source
        self.parts = parts
    }

    /// The whole text, if there is no expression in it.
    package var literal: Bytes? {
        if parts.isEmpty { return [] }
        if parts.count == 1, case .literal(let bytes) = parts[0] { return bytes }
        return nil
    }

    static let empty = Template(source: [], parts: [])
}

/// A text that is compiled when it is first evaluated, by whichever thread comes first.
package final class LazyTemplate: Sendable {
    package let source: Bytes
    private let compiled = AtomicLazyReference<Template>()

    package init(_ source: Bytes) { self.source = source }

    func template(_ language: Language) -> Template {
        compiled.load() ?? compiled.storeIfNil(TemplateCompiler.compile(source, language))
    }
}
