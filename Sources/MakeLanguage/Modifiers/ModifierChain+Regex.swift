internal import Text

extension ModifierChain {
    /// `:C` (make-language.md 4.2).
    mutating func substituteRegex(
        _ pattern: Template, _ replacement: Template, _ flags: Modifier.SubstitutionFlags
    ) -> Bool {
        let text = part(pattern)
        let compiled: CompiledPattern
        do throws(RegexError) {
            compiled = try evaluator.matcher(for: text)
        } catch {
            evaluator.report(.plain, Bytes("Regex compilation error: ") + error.message)
            return markFailed()
        }
        let to = RegexReplacement(part(replacement))
        let flags = RegexFlags(global: flags.global, firstOnly: flags.firstOnly, wholeValue: flags.wholeValue)
        value = MakeLanguage.substituteRegex(value, &compiled.matcher, to, flags, words) { number in
            evaluator.report(.plain, Bytes("No subexpression \\\(number)"))
        }
        return true
    }
}

/// Keeps what a matcher learns of its pattern from one use to the next.
final class CompiledPattern {
    var matcher: RegexMatcher
    init(_ matcher: RegexMatcher) { self.matcher = matcher }
}

extension Evaluator {
    /// A pattern's matcher, compiled once.
    func matcher(for pattern: Bytes) throws(RegexError) -> CompiledPattern {
        if let known = matchers[pattern] { return known }
        let matcher = CompiledPattern(RegexMatcher(try ExtendedRegex(pattern)))
        matchers[pattern] = matcher
        return matcher
    }
}
