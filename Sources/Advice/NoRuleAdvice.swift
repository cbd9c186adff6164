package import Text

/// `don't know how to make X`: a misspelt name, a file that is elsewhere, an idiom of GNU make.
package enum NoRuleAdvice {
    /// - Parameters:
    ///   - targets: names that rules know.
    ///   - files: names in the current directory.
    package static func advice(_ name: Bytes, targets: [Bytes], files: [Bytes]) -> Advice {
        if name == Bytes("|") {
            return Advice(
                expected: "sources only; order without dependency (`|') is GNU make's",
                mend: ".ORDER: first second, or first .WAIT second")
        }
        if name.contains(UInt8(ascii: "%")) {
            return Advice(
                expected: "a name; rules with `%' are GNU make's",
                mend: "a suffix rule: .SUFFIXES: .c .o and .c.o: for %.o: %.c")
        }
        if name.first == Ascii.dot, let special = Spelling.nearest(to: name, among: SpecialNames.sources) {
            return Advice(expected: "a file, a target or a special source", mend: special.text)
        }
        if let near = Spelling.nearest(to: name, among: targets) {
            return Advice(expected: "a file or a target; there is a target of a similar name", mend: near.text)
        }
        if let near = Spelling.nearest(to: name, among: files) {
            return Advice(expected: "a file or a target; there is a file of a similar name", mend: near.text)
        }
        return Advice(
            expected: "a file that exists, or a rule for it",
            mend: name.contains(Ascii.slash)
                ? "a rule whose target is spelled like this" : ".PATH: directory finds files that are elsewhere")
    }
}
