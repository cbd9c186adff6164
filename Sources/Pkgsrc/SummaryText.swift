package import Text

/// Records that are separated by one empty line, of `NAME=value` lines of which a name may come again: pkg_summary(5) and distbb's
/// pkg_src_summary (bulk-building.md 2.4, 2.5).
package func summaryRecords(_ text: Bytes, file: Bytes) throws(FormatMistake) -> [(
    fields: Fields, location: SourceLocation
)] {
    var records: [(fields: Fields, location: SourceLocation)] = []
    var (start, line, first, firstLine) = (0, 1, 0, 1)
    func add(_ end: Int) throws(FormatMistake) {
        guard end > first else { return }
        let location = SourceLocation(file: file, line: firstLine)
        records.append((try Fields(Bytes(text[first..<end]), at: location), location))
    }
    while start < text.count {
        let end = text.index(of: Ascii.newline, from: start)
        if end == start {
            try add(start)
            (first, firstLine) = (end + 1, line + 1)
        }
        start = end + 1
        line += 1
    }
    try add(text.count)
    return records
}

/// Writes records with the empty line behind each.
package func summaryText(_ records: [Fields]) -> Bytes {
    Bytes(records.map { $0.text + [Ascii.newline] }.joined())
}
