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

    /// Byte by byte: looking at eight of them at once was measured to take twice as long for words of usual length.
    private static func word(in value: Span<UInt8>, from place: Int) -> Range<Int>? {
        let end = value.count
        var place = place
        while place < end && isSeparator(value[place]) { place += 1 }
        if place == end { return nil }
        let start = place
        var quote: UInt8 = 0
        while place < end {
            let byte = value[place]
            if byte >= Ascii.leftParen && byte != Ascii.backslash {
                place += 1
                continue
            }
            switch byte {
            case Ascii.backslash:
                place += 1
                if place == end { return start..<end }
            case Ascii.quote, Ascii.apostrophe:
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

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == Ascii.space || byte == Ascii.tab || byte == Ascii.newline
    }
}

/// The words of a value as byte strings of their own.
package func quotedWords(_ value: Bytes) -> [Bytes] { Words(of: value).map { Bytes(value[$0]) } }
