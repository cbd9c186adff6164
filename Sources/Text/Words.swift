/// The words of a value, as ranges of its bytes: runs of blank, tab and newline separate them, except inside
/// `"..."`, inside `'...'` and after a backslash. Quotes and backslashes stay in the word (make-language.md S0-02).
/// An unfinished quotation reaches to the end of the value.
package struct Words: Sequence, IteratorProtocol {
    private let value: Bytes
    private var position = 0

    package init(of value: Bytes) {
        self.value = value
    }

    package mutating func next() -> Range<Int>? {
        guard let word = Words.word(in: value.span, from: position) else { return nil }
        position = word.upperBound
        return word
    }

    /// The next word at or behind `place`, which is not inside of one; nil if there is none.
    ///
    /// Of eight bytes at once one learns where the first is that can mean something: those below `(`, and the backslash.
    package static func word(in value: Span<UInt8>, from place: Int) -> Range<Int>? {
        let end = value.count
        var place = place
        while place < end && isSeparator(value[unchecked: place]) { place += 1 }
        if place == end { return nil }
        let start = place
        var quote: UInt8 = 0
        while place < end {
            if place + 8 <= end {
                let plain = plainBytes(value, at: place)
                place += plain
                if plain == 8 { continue }
            }
            switch value[unchecked: place] {
            case Ascii.backslash:
                place += 1
                if place == end { return start..<end }
            case Ascii.quote, Ascii.apostrophe:
                let byte = value[unchecked: place]
                if quote == 0 { quote = byte } else if quote == byte { quote = 0 }
            case Ascii.space, Ascii.tab, Ascii.newline:
                if quote == 0 { return start..<place }
            default:
                break
            }
            place += 1
        }
        return start..<end
    }

    /// How many of the eight bytes at `place` come before one that is below `(` or a backslash.
    @inline(__always)
    private static func plainBytes(_ value: Span<UInt8>, at place: Int) -> Int {
        let eight = value.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt64.self) }
        let ones: UInt64 = 0x0101_0101_0101_0101
        let noBackslash = eight.littleEndian ^ (ones &* UInt64(Ascii.backslash))
        let low = (eight.littleEndian &- ones &* UInt64(Ascii.leftParen)) & ~eight.littleEndian
        let found = (low | (noBackslash &- ones) & ~noBackslash) & (ones << 7)
        return found.trailingZeroBitCount >> 3
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == Ascii.space || byte == Ascii.tab || byte == Ascii.newline
    }
}

/// The words of a value as byte strings of their own.
package func quotedWords(_ value: Bytes) -> [Bytes] { Words(of: value).map { Bytes(value[$0]) } }
