internal import Text

extension ModifierChain {
    /// `:C` (make-language.md 4.2).
    mutating func substituteRegex(
        _ pattern: Template, _ replacement: Template, _ flags: Modifier.SubstitutionFlags
    ) -> Bool {
        let text = part(pattern)
        var matcher: RegexMatcher
        do throws(RegexError) {
            matcher = try evaluator.matcher(for: text)
        } catch {
            evaluator.report(.plain, Bytes("Regex compilation error: ") + error.message)
            return markFailed()
        }
        let to = RegexReplacement(part(replacement))
        let flags = RegexFlags(global: flags.global, firstOnly: flags.firstOnly, wholeValue: flags.wholeValue)
        value = MakeLanguage.substituteRegex(value, &matcher, to, flags, words) { number in
            evaluator.report(.plain, Bytes("No subexpression \\\(number)"))
        }
        return true
    }
}

extension Evaluator {
    /// A pattern's matcher, compiled once.
    func matcher(for pattern: Bytes) throws(RegexError) -> RegexMatcher {
        if let known = matchers[pattern] { return known }
        let matcher = RegexMatcher(try ExtendedRegex(pattern))
        matchers[pattern] = matcher
        return matcher
    }
}
