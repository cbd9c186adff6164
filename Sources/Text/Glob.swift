/// A pattern of `:M` and `:N`, of wildcards in sources and of `.if` matches: `*`, `?`, `[a-z]`, `[^a-z]` and `\x`,
/// always for the whole text (make-language.md section 4.2). `[!x]` is no negation, neither `/` nor a leading `.` is
/// special, and `[` without `]` ends with the pattern.
///
/// Observed in bmake: inside brackets a backslash is literal, a range may run downwards, and `]` may be the end of a
/// range (`[a-]`), or the pattern (`[a-` is `[a]`); `[]` matches nothing and `[^]` every byte.
package struct Glob: Sendable {
    private enum Kind {
        case everything
        case literal
        case prefix
        case suffix
        case general
    }

    package let pattern: Bytes
    private let kind: Kind

    package init(_ pattern: Bytes) {
        self.pattern = pattern
        kind = Glob.kind(of: pattern)
    }

    package func matches(_ text: Bytes) -> Bool { matches(text.span, in: 0..<text.count) }

    /// Whether the pattern matches the bytes of `text` in `range`.
    package func matches(_ text: Bytes, in range: Range<Int>) -> Bool { matches(text.span, in: range) }

    package func matches(_ text: Span<UInt8>, in range: Range<Int>) -> Bool {
        switch kind {
        case .everything: true
        case .literal: range.count == pattern.count && equal(text, range.lowerBound, 0, pattern.count)
        case .prefix: range.count >= pattern.count - 1 && equal(text, range.lowerBound, 0, pattern.count - 1)
        case .suffix:
            range.count >= pattern.count - 1
                && equal(text, range.upperBound - (pattern.count - 1), 1, pattern.count - 1)
        case .general: matchesGeneral(text, range)
        }
    }

    private static func kind(of pattern: Bytes) -> Kind {
        var stars = 0
        for byte in pattern {
            switch byte {
            case Ascii.star: stars += 1
            case Ascii.question, Ascii.leftBracket, Ascii.backslash: return .general
            default: break
            }
        }
        if stars == 0 { return .literal }
        if stars == pattern.count { return .everything }
        if stars > 1 { return .general }
        if pattern.last == Ascii.star { return .prefix }
        return pattern.first == Ascii.star ? .suffix : .general
    }

    private func equal(_ text: Span<UInt8>, _ start: Int, _ patternStart: Int, _ count: Int) -> Bool {
        let pattern = pattern.span
        for offset in 0..<count where text[start + offset] != pattern[patternStart + offset] { return false }
        return true
    }

    /// Every element but `*` takes exactly one byte, so that it is enough to retry after the last `*`:
    /// the time is at most the product of both lengths.
    private func matchesGeneral(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var position = range.lowerBound
        var element = 0
        var elementAfterStar: Int?
        var retry = position
        while true {
            if element < pattern.count && pattern[element] == Ascii.star {
                element += 1
                if element == pattern.count { return true }
                elementAfterStar = element
                retry = position
                continue
            }
            if position == range.upperBound && element == pattern.count { return true }
            if position < range.upperBound && element < pattern.count,
                let next = elementEnd(element, matching: text[position])
            {
                element = next
                position += 1
                continue
            }
            guard let again = elementAfterStar, retry < range.upperBound else { return false }
            retry += 1
            if let literal = literal(at: again) {
                while retry < range.upperBound && text[retry] != literal { retry += 1 }
                if retry == range.upperBound { return false }
            }
            position = retry
            element = again
        }
    }

    /// The byte that an element stands for if it is no other kind; such a byte is quickly looked for.
    private func literal(at element: Int) -> UInt8? {
        switch pattern[element] {
        case Ascii.star, Ascii.question, Ascii.leftBracket, Ascii.backslash: nil
        default: pattern[element]
        }
    }

    /// Where the next element begins if the one at `start` matches `byte`.
    private func elementEnd(_ start: Int, matching byte: UInt8) -> Int? {
        switch pattern[start] {
        case Ascii.question:
            return start + 1
        case Ascii.leftBracket:
            return bracketEnd(start + 1, matching: byte)
        case Ascii.backslash where start + 1 < pattern.count:
            return pattern[start + 1] == byte ? start + 2 : nil
        default:
            return pattern[start] == byte ? start + 1 : nil
        }
    }

    private func bracketEnd(_ start: Int, matching byte: UInt8) -> Int? {
        var index = start
        let negated = index < pattern.count && pattern[index] == Ascii.caret
        if negated { index += 1 }
        var found = false
        while index < pattern.count && pattern[index] != Ascii.rightBracket {
            let low = pattern[index]
            if index + 1 < pattern.count && pattern[index + 1] == Ascii.minus {
                let high = index + 2 < pattern.count ? pattern[index + 2] : low
                found = min(low, high) <= byte && byte <= max(low, high)
                if found { break }
                index += 3
            } else {
                found = low == byte
                if found { break }
                index += 1
            }
        }
        if found == negated { return nil }
        while index < pattern.count && pattern[index] != Ascii.rightBracket { index += 1 }
        return min(index + 1, pattern.count)
    }
}

/// Whether the whole text matches the pattern; for many texts make one `Glob` of the pattern.
package func globMatches(_ text: Bytes, _ pattern: Bytes) -> Bool {
    Glob(pattern).matches(text)
}
