package import Text

/// What a build log tells: for each target, how long its last recipes ran. Reads whatever is there; a line that is not
/// whole is nothing.
package struct BuildHistory {
    /// The first line of a log.
    package static let header = Bytes("# distmake log 1\n")
    /// So many successes of a target are of use.
    package static let depth = 3
    /// A log with fewer lines of no use is left as it is.
    private static let tolerated = 1000

    private struct Success {
        let duration: Int64
        /// Where its line stands in the text, with the newline.
        let line: Range<Int>
    }

    private var successes: [Key: [Success]] = [:]
    /// Lines other than the header, whole or not.
    package private(set) var lineCount = 0
    /// Those of them that were records.
    package private(set) var recordCount = 0
    /// Is this text a log, or empty?
    package private(set) var isLog: Bool
    private var total: (duration: Double, count: Int) = (0, 0)
    private let text: Bytes

    private struct Key: Hashable {
        let directory: Bytes
        let target: Bytes
    }

    package init(_ text: Bytes = []) {
        self.text = text
        // Also one whose first line was cut off.
        isLog = text.hasPrefix(Self.header) || Self.header.starts(with: text)
        var start = text.hasPrefix(Self.header) ? Self.header.count : 0
        while start < text.count {
            let end = text[start...].firstIndex(of: Ascii.newline) ?? text.count
            if end > start { read(start..<end) }
            start = end + 1
        }
        if recordCount > 0 { isLog = true }
    }

    private mutating func read(_ range: Range<Int>) {
        lineCount += 1
        guard let record = LogRecord(text[range]) else { return }
        recordCount += 1
        guard record.status == 0 else { return }
        let key = Key(directory: record.directory, target: record.target)
        var known = successes[key] ?? []
        if known.count == Self.depth { known.removeFirst() }
        known.append(Success(duration: record.duration, line: range))
        successes[key] = known
        total.duration += Double(record.duration)
        total.count += 1
    }

    // MARK: Questions

    /// Nanoseconds that the last successes took, the newest first; at most `depth`.
    package func lastDurations(of target: Bytes, in directory: Bytes) -> [Int64] {
        (successes[Key(directory: directory, target: target)] ?? []).reversed().map(\.duration)
    }

    /// Nanoseconds that it will take, as far as anybody can say: the median of the last times. Nil if it is new.
    package func estimate(of target: Bytes, in directory: Bytes) -> Int64? {
        let durations = lastDurations(of: target, in: directory).sorted()
        return durations.isEmpty ? nil : durations[durations.count / 2]
    }

    /// Nanoseconds that a recipe takes in the mean; nil if none is known.
    package var mean: Int64? {
        total.count == 0 ? nil : Int64(exactly: (total.duration / Double(total.count)).rounded())
    }

    // MARK: Compaction

    /// Lines that are of use.
    package var liveCount: Int { successes.values.reduce(0) { $0 + $1.count } }

    /// It has grown far beyond what is of use.
    package var isWasteful: Bool {
        let waste = lineCount - liveCount
        return waste > Self.tolerated && waste > 3 * liveCount
    }

    /// A log of what is of use, in the same order.
    package var compacted: Bytes {
        let lines = successes.values.joined().map(\.line).sorted { $0.lowerBound < $1.lowerBound }
        return lines.reduce(into: Self.header) { $0 += text[$1] + [Ascii.newline] }
    }
}
