package import Pkgsrc
internal import Platform
package import Text

/// Results of pbulk's scan. They say which makefiles were read, and nothing else, so they rest on less than results of our own: a file
/// that was looked for in vain then and is there now changes nothing.
package struct PscanImport {
    package private(set) var results: [(target: EnrichedPath, result: RememberedResult)] = []
    /// Packages of which a makefile is missing, or not older than the scan (bulk-building.md 2.2, 7).
    package private(set) var outdated = 0

    /// - Parameters:
    ///   - modified: when the file was written, in nanoseconds since the epoch.
    ///   - book: gets the facts that the results rest on.
    package init(_ text: Bytes, file: Bytes, modified: Int64, top: Bytes, _ book: FactBook) throws(FormatMistake) {
        let index = try IndexText(text, file: file)
        var number = 0
        while number < index.count {
            let first = index[number]
            guard let path = first.path else {
                throw FormatMistake(
                    index.location(number), found: "the record of \(shown(first.name.text)) has no location",
                    expected: "PKG_LOCATION=category/directory",
                    mend: "scanners put it there, `make pbulk-index' does not")
            }
            // The variants of a location stand together.
            var output: Bytes = []
            repeat {
                output += Self.withoutLocation(index[number])
                number += 1
            } while number < index.count && index[number].path == path
            let words = first.words(IndexField.scanDepends)
            guard let facts = Self.facts(words, in: joined(top, path.text), before: modified, book) else {
                outdated += 1
                continue
            }
            results.append(
                (
                    EnrichedPath(path: path),
                    RememberedResult(output: output, facts: facts, scanned: modified / 1_000_000_000)
                ))
        }
    }

    private static func withoutLocation(_ record: IndexRecord) -> Bytes {
        var fields = Fields()
        for index in 0..<record.fields.count {
            let (name, value) = record.fields[index]
            if name != IndexField.location { fields.append(name, value) }
        }
        return fields.text
    }

    /// Nil if one of the files is missing, or not older; times count in whole seconds.
    private static func facts(_ words: [Bytes], in directory: Bytes, before limit: Int64, _ book: FactBook) -> [UInt32]?
    {
        guard !words.isEmpty else { return nil }
        var facts: [UInt32] = []
        for word in words {
            guard let path = realPath(word.first == Ascii.slash ? word : joined(directory, word)),
                let status = fileStatus(path), status.modified / 1_000_000_000 < limit / 1_000_000_000
            else { return nil }
            facts.append(
                book.number(Question(.content, path)) {
                    FileWitness(now: book.began).content(path, known: ([], nil))
                })
        }
        return facts
    }
}
