internal import CText
import Text

/// Finds the words of a value one after the other: what `Words` finds, for loops over many.
///
/// Of 64 bytes at once it learns where words begin and end, as far as there is neither a quote nor a backslash.
struct WordCursor {
    /// Of the block that is looked at: bits where a word begins, and where one ends, in turn; those of words given are gone.
    private var edges: UInt64 = 0
    private var block = 0
    /// Where the next block begins, if no word reaches into it.
    private var rest = 0

    /// The next word; the value is the same in all calls.
    @inline(__always)
    mutating func next(in value: Span<UInt8>) -> Range<Int>? {
        let ends = edges & (edges &- 1)
        guard ends != 0 else { return nextBlock(value) }
        let start = block + edges.trailingZeroBitCount
        edges = ends & (ends &- 1)
        return Range(uncheckedBounds: (start, block + ends.trailingZeroBitCount))
    }

    @inline(never)
    private mutating func nextBlock(_ value: Span<UInt8>) -> Range<Int>? {
        var place = edges == 0 ? rest : block + edges.trailingZeroBitCount
        edges = 0
        while place + 64 <= value.count {
            let masks = value.withUnsafeBufferPointer { ct_word_masks($0.baseAddress.unsafelyUnwrapped + place) }
            let plain = masks.quotes.trailingZeroBitCount
            // No word reaches to the block, so it is as if a separator stood before it.
            var edges = masks.separators ^ (masks.separators << 1 | 1)
            if plain < 64 { edges &= (1 << UInt64(plain)) - 1 }
            let ends = edges & (edges &- 1)
            if ends != 0 {
                self.edges = ends & (ends &- 1)
                block = place
                rest = place + min(plain, 64)
                let start = place + edges.trailingZeroBitCount
                return Range(uncheckedBounds: (start, place + ends.trailingZeroBitCount))
            }
            let start = min(edges.trailingZeroBitCount, plain)
            place += start
            // The word has a quote, or is longer than the block.
            if plain < 64 || start == 0 { break }
        }
        guard let word = Words.word(in: value, from: place) else {
            rest = value.count
            return nil
        }
        rest = word.upperBound
        return word
    }
}
