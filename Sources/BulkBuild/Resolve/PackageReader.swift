package import Pkgsrc
package import Platform
package import Text

/// Why a file could not be read.
package enum ReadingTrouble: Error {
    case mistake(FormatMistake)
    case system(Bytes, SystemError)

    package var description: String {
        switch self {
        case .mistake(let mistake): mistake.description
        case .system(let file, let error): "\(shown(file)): \(error.text)"
        }
    }
}

extension PackageSet {
    /// Adds the records of a scan file.
    ///
    /// - Parameter fd: of a regular file; it is read from its beginning and stays open.
    package mutating func read(_ fd: Int32, file: Bytes) throws(ReadingTrouble) {
        let source = sources.count
        sources.append(file)
        var reader = LineReader(fd)
        var line = 0
        while let range = reader.next() {
            line += 1
            do {
                try take(reader.piece, range, at: reader.offset, source, line)
            } catch {
                throw .mistake(error)
            }
        }
        if let failure = reader.failure { throw .system(file, failure) }
    }

    /// Takes a line of the file; `offset` is where `piece` begins there.
    private mutating func take(
        _ piece: Bytes, _ line: Range<Int>, at offset: Int64, _ source: Int, _ number: Int
    ) throws(FormatMistake) {
        func location() -> SourceLocation { SourceLocation(file: sources[source], line: number) }
        guard let nameEnd = fieldNameEnd(piece, line) else { throw noField(Bytes(piece[line]), location()) }
        let end = min(offset + Int64(line.upperBound) + 1, offset + Int64(piece.count))
        if beginsRecord(piece, line.lowerBound, nameEnd) {
            let name = PackageName(Bytes(piece[(nameEnd + 1)..<line.upperBound]))
            if let fault = name.fault {
                throw FormatMistake(
                    location(), found: "PKGNAME `\(shown(name.text))': \(fault)", expected: "name-version",
                    mend: "take the record out, or scan its directory again")
            }
            packages.append(
                ScannedPackage(
                    name: name, source: source, line: number, extent: (offset + Int64(line.lowerBound))..<end,
                    entries: entries.count..<entries.count))
            return
        }
        guard let last = packages.indices.last, packages[last].source == source else {
            throw noRecord(Bytes(piece[line]), location())
        }
        packages[last].extent = packages[last].extent.lowerBound..<end
        let value = (nameEnd + 1)..<line.upperBound
        switch Field(piece, line.lowerBound..<nameEnd) {
        case .other: break
        case .location: packages[last].path = Bytes(piece[value])
        case .allDepends:
            for word in WordRanges(piece, value) { entries.append(words.intern(piece, word).raw) }
            packages[last].entries = packages[last].entries.lowerBound..<entries.count
        case .depends: packages[last].resolved = WordRanges(piece, value).map { Bytes(piece[$0]) }
        case .skipReason: packages[last].isSkipped = piece[value].contains { !$0.isSpace }
        case .failReason:
            packages[last].isFailed = piece[value].contains { !$0.isSpace }
            packages[last].failReason = (offset + Int64(value.lowerBound))..<(offset + Int64(value.upperBound))
        case .weight: packages[last].weight = Int(Bytes(piece[value]).text)
        }
    }
}

private enum Field {
    case location, allDepends, depends, skipReason, failReason, weight, other

    init(_ text: Bytes, _ name: Range<Int>) {
        func isNamed(_ field: Bytes) -> Bool { text[name].elementsEqual(field) }
        // The length tells most of them apart.
        self =
            switch name.count {
            case 7 where isNamed(IndexField.depends): .depends
            case 11 where isNamed(IndexField.allDepends): .allDepends
            case 12 where isNamed(IndexField.location): .location
            case 12 where isNamed(IndexField.weight): .weight
            case 15 where isNamed(IndexField.skipReason): .skipReason
            case 15 where isNamed(IndexField.failReason): .failReason
            default: .other
            }
    }
}

/// Where the words of a part of a text are.
private struct WordRanges: Sequence, IteratorProtocol {
    private let text: Bytes
    private var place: Int
    private let end: Int

    init(_ text: Bytes, _ range: Range<Int>) { (self.text, place, end) = (text, range.lowerBound, range.upperBound) }

    mutating func next() -> Range<Int>? {
        while place < end, text[place].isSpace { place += 1 }
        guard place < end else { return nil }
        let start = place
        while place < end, !text[place].isSpace { place += 1 }
        return start..<place
    }
}
