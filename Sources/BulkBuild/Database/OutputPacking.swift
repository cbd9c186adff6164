internal import Pkgsrc
internal import Text

/// Nine tenths of what packages print are the names of the same files in SCAN_DEPENDS: these become numbers.
///
/// A packed output is, in turn, a text and a list of words with blanks between them, each with its length in front.
struct OutputPacking {
    private(set) var words = Interner()
    /// So many of the words are in the database.
    var savedWords = 0

    mutating func add(word: Bytes) { _ = words.intern(word) }

    mutating func packed(_ output: Bytes) -> Bytes {
        var writer = PackedWriter()
        var textStart = 0
        var start = 0
        let mark = IndexField.scanDepends + [Ascii.equals]
        while start < output.count {
            let end = output.index(of: Ascii.newline, from: start)
            let value = start + mark.count
            if value < end, output[start..<value].elementsEqual(mark), isPlainList(output, value..<end) {
                writer.add(output[textStart..<value])
                let list = output[value..<end].split(separator: Ascii.space)
                writer.add(list.count)
                for word in list { writer.add(Int(words.intern(output, word.indices).raw)) }
                textStart = end
            }
            start = end + 1
        }
        writer.add(output[textStart...])
        return writer.bytes
    }

    /// Nil if that is no packed output of these words.
    func unpacked(_ packed: Bytes) -> Bytes? {
        var reader = PackedReader(packed)
        guard var output = reader.text() else { return nil }
        while !reader.isAtEnd {
            guard let count = reader.number() else { return nil }
            for index in 0..<count {
                guard let word = reader.number(), word < words.count else { return nil }
                if index > 0 { output.append(Ascii.space) }
                output += words.name(NameID(raw: UInt32(word)))
            }
            guard let text = reader.text() else { return nil }
            output += text
        }
        return output
    }

    /// Whether the words with one blank between them are exactly the text.
    private func isPlainList(_ text: Bytes, _ range: Range<Int>) -> Bool {
        guard text[range.lowerBound] != Ascii.space, text[range.upperBound - 1] != Ascii.space else { return false }
        var wasBlank = false
        for byte in text[range] {
            if byte == Ascii.space && wasBlank { return false }
            wasBlank = byte == Ascii.space
        }
        return true
    }
}
