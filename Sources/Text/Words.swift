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
        let end = value.count
        while position < end && Words.isSeparator(value[position]) { position += 1 }
        if position == end { return nil }
        let start = position
        var quote: UInt8 = 0
        scan: while position < end {
            let byte = value[position]
            if byte > Ascii.backslash {
                position += 1
                continue
            }
            switch byte {
            case Ascii.backslash:
                position += 1
                if position == end { break scan }
            case Ascii.quote, Ascii.apostrophe:
                if quote == 0 { quote = byte } else if quote == byte { quote = 0 }
            case Ascii.space, Ascii.tab, Ascii.newline:
                if quote == 0 { break scan }
            default:
                break
            }
            position += 1
        }
        return start..<position
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == Ascii.space || byte == Ascii.tab || byte == Ascii.newline
    }
}

/// The words of a value as byte strings of their own.
package func quotedWords(_ value: Bytes) -> [Bytes] { Words(of: value).map { Bytes(value[$0]) } }
