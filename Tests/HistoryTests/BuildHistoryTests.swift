import Testing
import Text

@testable import History

@Suite struct BuildHistoryTests {
    private func line(_ target: String, _ duration: Int64, status: Int32 = 0, directory: String = ".") -> Bytes {
        LogRecord(
            start: 1, duration: duration, status: status, host: nil, command: 0, directory: Bytes(directory),
            target: Bytes(target)
        ).line
    }

    @Test func estimates() {
        let history = BuildHistory(
            BuildHistory.header + line("a", 5) + line("a", 100) + line("b", 7) + line("a", 20) + line("a", 30)
                + line("a", 1, status: 1) + line("a", 9, directory: "sub"))
        #expect(history.lastDurations(of: Bytes("a"), in: Bytes(".")) == [30, 20, 100])
        #expect(history.estimate(of: Bytes("a"), in: Bytes(".")) == 30)
        #expect(history.estimate(of: Bytes("a"), in: Bytes("sub")) == 9)
        #expect(history.estimate(of: Bytes("b"), in: Bytes(".")) == 7)
        #expect(history.estimate(of: Bytes("c"), in: Bytes(".")) == nil)
        #expect(history.mean == 29)
        #expect(BuildHistory().mean == nil)
    }

    @Test(arguments: [
        ("", true), ("# distmake log 1\n", true), ("# distm", true), ("all:\n\techo\n", false),
        ("# distmake log 2\n", false),
    ])
    func isLog(_ text: String, _ expected: Bool) { #expect(BuildHistory(Bytes(text)).isLog == expected) }

    /// A damaged header does not cost the records.
    @Test func aDamagedHeader() {
        let history = BuildHistory(Bytes("# distmakX log 1\n") + line("a", 5))
        #expect(history.isLog && history.estimate(of: Bytes("a"), in: Bytes(".")) == 5)
    }

    // MARK: Damage

    /// All records that a text has, whatever else it has.
    private func records(_ text: Bytes) -> [LogRecord] {
        text.split(separator: Ascii.newline).compactMap { LogRecord($0) }
    }

    /// Wherever a log is cut off, the whole lines before are there and nothing else.
    @Test func aLogCutAtAnyByte() {
        let samples = sampleRecords()
        let text = BuildHistory.header + samples.flatMap(\.line)
        var ends: [Int] = [BuildHistory.header.count]
        for sample in samples { ends.append((ends.last ?? 0) + sample.line.count) }
        for length in 0...text.count {
            let cut = Bytes(text.prefix(length))
            // A line without its newline is whole, too.
            let whole = ends.dropFirst().count { $0 <= length + 1 }
            #expect(records(cut) == Array(samples.prefix(whole)), "cut at \(length)")
            #expect(BuildHistory(cut).recordCount == whole, "cut at \(length)")
        }
    }

    /// Whatever bit is wrong, the other lines are there, and nothing that was not written.
    @Test func aLogWithAWrongBit() {
        let samples = sampleRecords()
        let text = BuildHistory.header + samples.flatMap(\.line)
        for index in text.indices {
            for bit in 0..<8 {
                var damaged = text
                damaged[index] ^= 1 << UInt8(bit)
                let found = records(damaged)
                #expect(found.allSatisfy(samples.contains), "bit \(bit) of \(index)")
                // A newline that is none any more joins two lines.
                let lost = index < BuildHistory.header.count - 1 ? 0 : text[index] == Ascii.newline ? 2 : 1
                #expect(found.count >= samples.count - lost, "bit \(bit) of \(index)")
                #expect(BuildHistory(damaged).recordCount == found.count)
            }
        }
    }

    @Test func anyBytes() {
        var generator = SystemRandomNumberGenerator()
        let text = BuildHistory.header + sampleRecords().flatMap(\.line)
        for _ in 0..<2000 {
            var damaged = text
            for _ in 0..<Int.random(in: 1...40, using: &generator) {
                let index = Int.random(in: damaged.indices, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: damaged[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: damaged.remove(at: index)
                default: damaged.insert(contentsOf: damaged[index...].prefix(30), at: index)
                }
            }
            #expect(records(damaged).allSatisfy(sampleRecords().contains))
            _ = BuildHistory(damaged).compacted
        }
    }

    // MARK: Compaction

    @Test func whatIsOfUseIsKeptInOrder() {
        let useful = line("b", 1) + line("a", 2) + line("a", 3) + line("a", 4)
        let text = BuildHistory.header + line("a", 1) + Bytes("torn\n") + line("c", 1, status: 1)
        let history = BuildHistory(text + useful)
        #expect(history.liveCount == 4 && history.lineCount == 7)
        #expect(!history.isWasteful)
        #expect(history.compacted == BuildHistory.header + useful)
        #expect(BuildHistory(history.compacted).compacted == history.compacted)
    }

    @Test func aLogThatHasGrown() {
        var text = BuildHistory.header
        for _ in 0..<1003 { text += line("a", 1) }
        #expect(!BuildHistory(text).isWasteful)
        text += line("a", 1)
        #expect(BuildHistory(text).isWasteful)
        // Much of no use, but as much of use.
        for index in 0..<1100 { text += line("\(index)", 1) }
        #expect(!BuildHistory(text).isWasteful)
    }
}
