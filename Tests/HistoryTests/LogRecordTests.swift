import Testing
import Text

@testable import History

/// A log of a few odd records.
func sampleRecords() -> [LogRecord] {
    let names = ["a", "dir/b.o", "with blank", "50%", "", "-", "ü\n\t\u{7F}"]
    return names.enumerated().map { index, name in
        LogRecord(
            start: 1_795_248_979_053_540_520 + Int64(index), duration: Int64(index) * 1_000_003,
            status: Int32(index % 3),
            host: index % 2 == 0 ? nil : Bytes(name), command: UInt64(index) &* 0x9E37_79B9_7F4A_7C15,
            directory: index < 3 ? Bytes(".") : Bytes(name), target: Bytes(name))
    }
}

@Suite struct LogRecordTests {
    @Test func line() {
        let record = LogRecord(
            start: 12, duration: 345, status: 2, host: Bytes("box 1"), command: 0xAB, directory: Bytes("."),
            target: Bytes("100%"))
        #expect(record.line.text == "839efb45cc258bfb 12 345 2 box%201 00000000000000ab . 100%25\n")
    }

    @Test(arguments: sampleRecords())
    func comesBack(_ record: LogRecord) {
        let line = record.line
        #expect(line.last == Ascii.newline && !line.dropLast().contains(Ascii.newline))
        #expect(LogRecord(line.dropLast()) == record)
    }

    /// A line with a right sum, but wrong fields.
    @Test(arguments: [
        "", "1 2 0 - 0 . a b", "1 2 0 - 0 .", "x 2 0 - 0 . a", "-1 2 0 - 0 . a", "1 2 0 - 0 . ",
        "1 2 99999999999 - 0 . a",
        "99999999999999999999 2 0 - 0 . a", "1 2 0 - 00000000000000000 . a", "1 2 0 - AB . a", "1 2 0 - 0 . %4",
        "1 2 0 - 0 . %zz", "1  2 0 - 0 . a", "1 2 0  0 . a",
    ])
    func wrongFields(_ rest: String) {
        let line = Checksum(Bytes(rest)).hex + [Ascii.space] + Bytes(rest)
        #expect(LogRecord(line[...]) == nil)
    }
}
