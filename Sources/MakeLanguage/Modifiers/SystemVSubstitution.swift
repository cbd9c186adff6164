import Text

/// The left side of `:from=to` (make-language.md section 4.2): with `%` a prefix and a suffix around a stem,
/// without it a suffix.
struct SystemVPattern: Equatable {
    let prefix: Bytes
    let suffix: Bytes
    /// Whether there is a `%`: then the stem goes where the right side says, else it stays before it.
    let hasStem: Bool
    /// A right side without `%` comes behind the stem instead of replacing the word.
    let keepsStem: Bool

    init(_ old: Bytes, keepsStem: Bool = false) {
        self.keepsStem = keepsStem
        if let percent = old.firstIndex(of: Ascii.percent) {
            prefix = Bytes(old[..<percent])
            suffix = Bytes(old[(percent + 1)...])
            hasStem = true
        } else {
            prefix = []
            suffix = old
            hasStem = keepsStem
        }
    }

    /// The part of the word between prefix and suffix.
    func stem(of word: Range<Int>, in bytes: Span<UInt8>) -> Range<Int>? {
        guard word.count >= prefix.count + suffix.count else { return nil }
        let start = word.lowerBound + prefix.count
        let end = word.upperBound - suffix.count
        for offset in prefix.indices where bytes[word.lowerBound + offset] != prefix[offset] { return nil }
        for offset in suffix.indices where bytes[end + offset] != suffix[offset] { return nil }
        return start..<end
    }
}

/// `:from=to`. `new` gives the right side, expanded anew for each word that matches; in it the stem replaces the first
/// `%`, but only if the left side has a `%` too (make-language.md section 4.2).
func substituteSystemV(_ value: Bytes, _ old: SystemVPattern, _ mode: WordMode, new: () -> Bytes) -> Bytes {
    mapWords(value, mode) { bytes, word, output in
        if word.isEmpty { return }
        guard let stem = old.stem(of: word, in: bytes) else {
            output.append(bytes, word)
            return
        }
        let new = new()
        if !old.hasStem {
            output.append(bytes, stem)
            output += new
        } else if let percent = new.firstIndex(of: Ascii.percent) {
            output.append(new.span, 0..<percent)
            output.append(bytes, stem)
            output.append(new.span, (percent + 1)..<new.count)
        } else {
            if old.keepsStem { output.append(bytes, stem) }
            output += new
        }
    }
}
