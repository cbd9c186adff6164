internal import Pkgsrc
internal import Platform
internal import Text

/// Writes the records of a resolution as they were read, each with what was chosen for it as its last line; members of cycles get a
/// PKG_FAIL_REASON.
///
/// - Parameters:
///   - files: the files that the set was read from, still open.
///   - out: where to write.
package func writeResolved(_ resolution: Resolution, from files: [Int32], to out: Int32) throws(ReadingTrouble) {
    var copy = ResolvedCopy(resolution, files, out)
    try copy.run()
}

private struct ResolvedCopy {
    private let resolution: Resolution
    private let files: [Int32]
    private let out: Int32
    private var pending: Bytes = []
    /// A part of one of the files.
    private var window: Bytes = []
    private var windowStart: Int64 = 0
    private var windowSource = -1
    private var cycleOf: [PackageNumber: Int] = [:]

    private static let size = 1 << 18

    init(_ resolution: Resolution, _ files: [Int32], _ out: Int32) {
        (self.resolution, self.files, self.out) = (resolution, files, out)
        for (place, cycle) in resolution.cycles.enumerated() { for member in cycle.members { cycleOf[member] = place } }
    }

    mutating func run() throws(ReadingTrouble) {
        for number in resolution.chosen { try add(number) }
        try flush()
    }

    private mutating func add(_ number: PackageNumber) throws(ReadingTrouble) {
        let package = resolution.set.packages[number]
        var start = package.extent.lowerBound
        var reason: Bytes?
        if let place = cycleOf[number] {
            let chain = cycleText(resolution.cycles[place], resolution)
            reason = Bytes("\"circular dependency: \(chain)\"")
        }
        if let added = reason, let old = package.failReason {
            try copy(package.source, start..<old.upperBound)
            if package.isFailed { pending.append(Ascii.space) }
            pending += added
            start = old.upperBound
            reason = nil
        }
        try copy(package.source, start..<package.extent.upperBound)
        if pending.last != Ascii.newline { pending.append(Ascii.newline) }
        if let added = reason { pending += IndexField.failReason + [Ascii.equals] + added + [Ascii.newline] }
        let needed = resolution.dependencies[number]
        if package.resolved == nil, !needed.isEmpty {
            pending += IndexField.depends
            for (index, other) in needed.enumerated() {
                pending.append(index == 0 ? Ascii.equals : Ascii.space)
                pending += resolution.name(other)
            }
            pending.append(Ascii.newline)
        }
        if pending.count >= Self.size { try flush() }
    }

    private mutating func copy(_ source: Int, _ range: Range<Int64>) throws(ReadingTrouble) {
        var start = range.lowerBound
        while start < range.upperBound {
            if windowSource != source || start < windowStart || start >= windowStart + Int64(window.count) {
                window = readBytes(files[source], at: start, count: Self.size)
                (windowSource, windowStart) = (source, start)
                // It was longer when it was read before.
                guard !window.isEmpty else { throw .system(resolution.set.sources[source], SystemError(code: EIO)) }
            }
            let from = Int(start - windowStart)
            let count = min(Int(range.upperBound - start), window.count - from)
            pending += window[from..<(from + count)]
            start += Int64(count)
            if pending.count >= 2 * Self.size { try flush() }
        }
    }

    private mutating func flush() throws(ReadingTrouble) {
        guard writeAll(out, pending) else { throw .system(Bytes("output"), SystemError.last) }
        pending.removeAll(keepingCapacity: true)
    }
}
