package import Text

/// Lines of the form `NAME=value`, exactly as they were read. The value is everything behind the first `=`, blanks included.
package struct Fields: Equatable, Sendable {
    /// The lines, each with its line end.
    package private(set) var text: Bytes
    private var lines: [Line]

    /// Where a line, its name and its value are in the text; the name begins the line.
    private struct Line: Equatable {
        var start: Int
        var nameEnd: Int
        var end: Int
    }

    package init() { (text, lines) = ([], []) }

    /// - Parameter location: of the first line.
    package init(_ text: Bytes, at location: SourceLocation) throws(FormatMistake) {
        self.init()
        self.text = text
        var start = 0
        while start < text.count {
            let end = text.index(of: Ascii.newline, from: start)
            guard let nameEnd = fieldNameEnd(text, start..<end) else {
                throw noField(
                    Bytes(text[start..<end]), SourceLocation(file: location.file, line: location.line + lines.count))
            }
            lines.append(Line(start: start, nameEnd: nameEnd, end: end))
            start = end + 1
        }
        if let last = text.last, last != Ascii.newline { self.text.append(Ascii.newline) }
    }

    package var count: Int { lines.count }
    package var isEmpty: Bool { lines.isEmpty }

    /// The name and the value of a line.
    package subscript(index: Int) -> (name: Bytes, value: Bytes) { (name(index), value(index)) }

    /// The value of the first line of that name; nil if there is none.
    package subscript(name: Bytes) -> Bytes? { lines.indices.first { isNamed($0, name) }.map(value) }

    /// The values of all lines of that name.
    package func all(_ name: Bytes) -> [Bytes] { lines.indices.filter { isNamed($0, name) }.map(value) }

    package mutating func append(_ name: Bytes, _ value: Bytes) {
        let start = text.count
        text += name
        text.append(Ascii.equals)
        text += value
        lines.append(Line(start: start, nameEnd: start + name.count, end: text.count))
        text.append(Ascii.newline)
    }

    /// Gives the first line of that name another value, and adds one if there is none.
    package mutating func set(_ name: Bytes, _ value: Bytes) {
        guard let place = lines.indices.first(where: { isNamed($0, name) }) else { return append(name, value) }
        var changed = Fields()
        for (index, line) in lines.enumerated() {
            changed.append(self.name(index), index == place ? value : Bytes(text[(line.nameEnd + 1)..<line.end]))
        }
        self = changed
    }

    private func name(_ index: Int) -> Bytes { Bytes(text[lines[index].start..<lines[index].nameEnd]) }
    private func value(_ index: Int) -> Bytes { Bytes(text[(lines[index].nameEnd + 1)..<lines[index].end]) }

    private func isNamed(_ index: Int, _ name: Bytes) -> Bool {
        let line = lines[index]
        return line.nameEnd - line.start == name.count && text[line.start..<line.nameEnd].elementsEqual(name)
    }
}

/// Where the name of a line ends, which is where its `=` is; nil if it has no name.
package func fieldNameEnd(_ text: Bytes, _ line: Range<Int>) -> Int? {
    let equals = text.index(of: Ascii.equals, from: line.lowerBound)
    return equals < line.upperBound && equals > line.lowerBound ? equals : nil
}

/// The mistake of a line that is none of a record.
package func noField(_ line: Bytes, _ location: SourceLocation) -> FormatMistake {
    FormatMistake(
        location, found: line.isEmpty ? "an empty line" : "the line `\(shown(line))'", expected: "FIELD=value",
        mend: "take the line out, or join it to the line before if a value was broken in two")
}
