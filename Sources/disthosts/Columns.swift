internal import Text

/// Rows in columns that are as wide as they need to be. A row that is shorter than the first one has a last cell that runs
/// over the columns behind it.
func aligned(_ rows: [[String]]) -> String {
    guard let heading = rows.first else { return "" }
    let widths: [Int] = heading.indices.map { column in
        rows.map { column < ($0.count == heading.count ? $0.count : $0.count - 1) ? $0[column].count : 0 }.max() ?? 0
    }
    var text = ""
    for row in rows {
        for (column, cell) in row.enumerated() {
            let isLast = column == row.count - 1
            text += cell + (isLast ? "\n" : String(repeating: " ", count: widths[column] - cell.count + 2))
        }
    }
    return text
}

/// The far side's words, without anything that a terminal would act on.
func shown(_ bytes: Bytes) -> String {
    bytes.isEmpty ? "?" : bytes.printable
}

/// A JSON object on one line.
func jsonObject(_ fields: [(String, Bytes)]) -> Bytes {
    let pairs = fields.map { Bytes("\"\($0)\": ".utf8) + $1 }
    return Bytes("{") + Bytes(pairs.joined(separator: Bytes(", "))) + Bytes("}")
}

/// A JSON array, one element a line.
func jsonLines(_ elements: [Bytes]) -> Bytes {
    Bytes("[\n") + Bytes(elements.joined(separator: Bytes(",\n"))) + Bytes(elements.isEmpty ? "]\n" : "\n]\n")
}
