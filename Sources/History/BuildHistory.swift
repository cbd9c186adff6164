package import Text

/// What a build log tells: for each target, how long its last recipes ran. Reads whatever is there; a line that is not
/// whole is nothing.
package struct BuildHistory {
    /// The first line of a log.
    package static let header = Bytes("# distmake log 1\n")
    /// A log with no more lines of no use is left as it is.
    private static let tolerated = 1000

    private struct Success {
        let duration: Int64
        /// Where its line stands in the text, without the newline.
        let line: Range<Int>
    }

    /// The last successes of a target.
    private struct Recent {
        private var newest: Success
        private var second: Success?
        private var third: Success?

        init(_ success: Success) { newest = success }

        mutating func add(_ success: Success) {
            third = second
            second = newest
            newest = success
        }

        /// The newest first.
        var all: [Success] { [newest] + [second, third].compactMap { $0 } }
    }

    private struct Key: Hashable {
        /// Index of its name among `directories`.
        let directory: Int
        let target: Bytes
    }

    private var recent: [Key: Recent] = [:]
    private var directories: [Bytes: Int] = [:]
    /// The directory of the last record; most lines have the same.
    private var lastDirectory: (name: Bytes, index: Int)?
    /// Lines other than the header, whole or not.
    package private(set) var lineCount = 0
    /// Those of them that were records.
    package private(set) var recordCount = 0
    /// Is this text a log, or empty?
    package private(set) var isLog: Bool
    private var total: (duration: Double, count: Int) = (0, 0)
    private let text: Bytes

    package init(_ text: Bytes = []) {
        self.text = text
        // Also one whose first line was cut off.
        isLog = text.hasPrefix(Self.header) || Self.header.starts(with: text)
        text.withUnsafeBufferPointer { text in
            var start = isLog ? min(text.count, Self.header.count) : 0
            while start < text.count {
                let end = text[start...].firstIndex(of: Ascii.newline) ?? text.count
                if end > start { read(UnsafeBufferPointer(rebasing: text[start..<end]), at: start..<end) }
                start = end + 1
            }
        }
        if recordCount > 0 { isLog = true }
    }

    private mutating func read(_ line: UnsafeBufferPointer<UInt8>, at range: Range<Int>) {
        lineCount += 1
        guard let record = LogRecord(line) else { return }
        recordCount += 1
        guard record.status == 0 else { return }
        let success = Success(duration: record.duration, line: range)
        let key = Key(directory: index(of: record.directory), target: record.target)
        if recent[key]?.add(success) == nil { recent[key] = Recent(success) }
        total.duration += Double(record.duration)
        total.count += 1
    }

    private mutating func index(of directory: Bytes) -> Int {
        if let last = lastDirectory, last.name == directory { return last.index }
        let index = directories[directory] ?? directories.count
        directories[directory] = index
        lastDirectory = (directory, index)
        return index
    }

    // MARK: Questions

    /// Nanoseconds that the last successes took, the newest first; three at most.
    package func lastDurations(of target: Bytes, in directory: Bytes) -> [Int64] {
        guard let index = directories[directory] else { return [] }
        return recent[Key(directory: index, target: target)]?.all.map(\.duration) ?? []
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
    package var liveCount: Int { recent.values.reduce(0) { $0 + $1.all.count } }

    /// It has grown far beyond what is of use.
    package var isWasteful: Bool {
        let waste = lineCount - liveCount
        return waste > Self.tolerated && waste > liveCount
    }

    /// A log of what is of use, in the same order.
    package var compacted: Bytes {
        let lines = recent.values.flatMap(\.all).map(\.line).sorted { $0.lowerBound < $1.lowerBound }
        return lines.reduce(into: Self.header) { $0 += text[$1] + [Ascii.newline] }
    }
}
