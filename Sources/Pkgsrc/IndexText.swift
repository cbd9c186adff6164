package import Text

/// A whole scan file in one buffer, with where its records begin. A record is taken out when it is asked for.
package struct IndexText: Sendable {
    package let text: Bytes
    private let file: Bytes
    /// Where each record begins, and the number of its first line.
    private var starts: [(offset: Int, line: Int)] = []

    /// - Parameter file: its name in messages.
    package init(_ text: Bytes, file: Bytes) throws(FormatMistake) {
        (self.text, self.file) = (text, file)
        var (start, line) = (0, 1)
        while start < text.count {
            let end = text.index(of: Ascii.newline, from: start)
            guard let nameEnd = fieldNameEnd(text, start..<end) else {
                throw noField(Bytes(text[start..<end]), SourceLocation(file: file, line: line))
            }
            if beginsRecord(text, start, nameEnd) {
                starts.append((start, line))
            } else if starts.isEmpty {
                throw noRecord(Bytes(text[start..<end]), SourceLocation(file: file, line: line))
            }
            start = end + 1
            line += 1
        }
    }

    package var count: Int { starts.count }

    package subscript(index: Int) -> IndexRecord {
        // Its lines were looked at.
        guard let fields = try? Fields(Bytes(text[extent(index)]), at: location(index)) else {
            return IndexRecord(Fields())
        }
        return IndexRecord(fields)
    }

    package func location(_ index: Int) -> SourceLocation { SourceLocation(file: file, line: starts[index].line) }

    /// Where a record is in the text.
    package func extent(_ index: Int) -> Range<Int> {
        starts[index].offset..<(index + 1 < starts.count ? starts[index + 1].offset : text.count)
    }
}

/// Whether the line at `start` begins a record.
package func beginsRecord(_ text: Bytes, _ start: Int, _ nameEnd: Int) -> Bool {
    nameEnd - start == IndexField.name.count && text[start..<nameEnd].elementsEqual(IndexField.name)
}

/// The mistake of a line before the first record.
package func noRecord(_ line: Bytes, _ location: SourceLocation) -> FormatMistake {
    FormatMistake(
        location, found: "`\(shown(line))' belongs to no record", expected: "PKGNAME= as the first line of a record",
        mend: "is this the output of `make pbulk-index' or of a scan?")
}
