package import Text

extension Evaluator {
    /// A text with modifiers applied as to the value of a variable; they are written as behind its first colon.
    package func apply(modifiers: Bytes, to text: Bytes) -> Bytes {
        let compiler = TemplateCompiler(text: modifiers, language: language, depth: 0)
        var chain = ModifierChain(evaluator: self, scope: nil, mode: .plain, name: emptyName)
        chain.start(text)
        if case .value(let value) = chain.apply(compiler.modifiers(from: 0, open: 0, close: nil).0) { return value }
        return []
    }
}
