internal import Text

/// `NAME !!= command`: the command is run when the variable is first needed (make-language.md S3-17).
extension Variable {
    /// - Parameter command: what remains when its expressions are expanded.
    func set(lazyCommand command: Bytes, _ language: Language) {
        let run = Modifier.lazyOutput(command, of: name)
        let expression = Expression(
            name: .fixed(language.names.intern([])), modifiers: [run], otherText: command)
        set(Template(source: command, parts: [.expression(expression)]))
    }
}

extension ModifierChain {
    /// Runs the command and has the variable remember what it said.
    mutating func outputOnce(of command: Bytes, for owner: NameID) {
        let output = evaluator.output(ofCommand: command, .warning)
        evaluator.lookup(owner, nil)?.set(dollarsDoubled(output))
        start(output)
    }
}

/// A text whose expansion is the text.
func dollarsDoubled(_ text: Bytes) -> Bytes {
    guard text.contains(Ascii.dollar) else { return text }
    return text.reduce(into: []) { out, byte in
        out.append(byte)
        if byte == Ascii.dollar { out.append(byte) }
    }
}
