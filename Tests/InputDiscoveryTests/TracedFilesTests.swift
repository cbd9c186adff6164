import InputDiscovery
import Testing
import Text

/// What records of processes say that a recipe has read.
@Suite struct TracedFilesTests {
    /// As much of normalisation as these names need.
    private func normalize(_ path: Bytes, _ directory: Bytes) -> Bytes? {
        var parts: [Bytes] = []
        let whole = path.first == Ascii.slash ? path : directory + [Ascii.slash] + path
        for part in whole.split(separator: Ascii.slash).map({ Bytes($0) }) where part != Bytes(".") {
            if part == Bytes("..") { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.reduce(into: []) { $0 += [Ascii.slash] + $1 }
    }

    @Test(
        arguments: [
            ("R 1 a\nR 1 /b\nE 1 ./tool\n", ["a", "!b", "tool"]), ("R 1 a\nR 2 a\n", ["a"]),
            ("W 1 made\nR 1 made\n", []), ("R 1 first\nW 1 first\n", ["first"]),
            ("M 1 'tmp' 'made'\nR 1 made\n", []), ("R 1 two words\n", ["two words"]),
            ("C 1 sub\nR 1 x\nR 2 x\n", ["sub/x", "x"]), ("C 1 sub\nF 1 7\nR 7 ../y\nR 7 z\n", ["y", "sub/z"]),
            ("# filemon version 5\nV 5\nX 1 0\nS 1 asked\nR x y\nR\n", []),
        ] as [(String, [String])])
    func reads(_ records: String, _ expected: [String]) {
        let files = TracedFiles(records: Bytes(records.utf8), directory: Bytes("/d"), normalize: normalize)
        let found = files.reads.map { read in
            let name = read.path.text
            return read.isAbsolute ? "!" + name.dropFirst() : String(name.dropFirst("/d/".count))
        }
        #expect(found == expected)
    }

    /// The system looks whether they are there.
    @Test func directoriesThatArePassedThrough() {
        let records = Bytes("R 1 a/b/../../c\nR 1 ../x/y\nR 1 /a/../b\n")
        let files = TracedFiles(records: records, directory: Bytes("/d/e"), normalize: normalize)
        #expect(files.passages.map { $0.text } == ["/d/e/a/b"])
    }
}
