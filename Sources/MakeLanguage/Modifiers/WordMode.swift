import Text

/// How the modifiers of one chain see a value; `:ts`, `:tW`, `:tw`, `:[*]` and `:[@]` change it for those that follow
/// (make-language.md S4-02).
struct WordMode: Equatable {
    /// Written between words; nil: nothing.
    var separator: UInt8? = Ascii.space
    /// The whole value is one word, blanks and all.
    var isOneWord = false
    /// Words that become empty keep their separators (S4-03).
    var keepsEmptyWords = false
}

/// Gives each word of a value to `body`, which appends what becomes of it. Words that become empty disappear together
/// with their separator (make-language.md S4-03). A value without words counts as one empty word, so that `:S/^/x/`
/// makes `x` of it.
@inline(__always)
func mapWords(
    _ value: Bytes, _ mode: WordMode, extra: Int = 0,
    _ body: (_ bytes: Span<UInt8>, _ word: Range<Int>, _ output: inout WordOutput) -> Void
) -> Bytes {
    collected(capacity: value.count + extra) { output in
        let bytes = value.span
        if mode.isOneWord {
            body(bytes, 0..<bytes.count, &output)
            return
        }
        let separator = mode.separator
        var needsSeparator = false
        var words = WordCursor()
        // A value without words is one empty word.
        var next = words.next(in: bytes) ?? 0..<0
        while true {
            let end = output.count
            if needsSeparator, let separator { output.append(separator) }
            let start = output.count
            body(bytes, next, &output)
            if output.count > start || mode.keepsEmptyWords {
                needsSeparator = true
            } else if start > end {
                output.removeLast()
            }
            // The caller sees that it is too long.
            guard output.count <= TextLimit.bytes, let word = words.next(in: bytes) else { return }
            next = word
        }
    }
}

extension Array where Element == UInt8 {
    /// Appends a part of other bytes without the reference counting of a slice.
    @inline(__always)
    mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        bytes.extracting(range).withUnsafeBufferPointer { append(contentsOf: $0) }
    }
}

/// The words of a value joined again: what remains of it when the mode changes.
func joinedWords(_ value: Bytes, _ mode: WordMode) -> Bytes {
    mapWords(value, mode) { bytes, word, output in output.append(bytes, word) }
}

/// The ranges of all words, for the modifiers that need them at once.
func wordRanges(_ value: Bytes) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(value.count / 8 + 1)
    var words = WordCursor()
    while let word = words.next(in: value.span) { ranges.append(word) }
    return ranges
}
