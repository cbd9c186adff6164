import Text

/// How much text one expansion may make: more is no makefile but a mistake, or an attack on the memory of the machine.
enum TextLimit {
    static let bytes = 64 << 20
    /// What each expansion counts for besides its text, so that those that make nothing come to an end too.
    static let expansion = 16
}

extension Evaluator {
    /// Ends the evaluation.
    func giveUpOnLength() {
        guard !hasFailedFatally else { return }
        giveUp(Bytes("Expansion makes more than \(textLimit >> 20) MiB of text"))
    }
}
