package import Text

/// How far a build is, as one line: `[done/total] what runs where, how long it will take`.
package struct Progress: Sendable {
    package struct Running: Sendable {
        package let job: UInt32
        package let target: Bytes
        /// nil: this machine.
        package let host: Bytes?

        package init(job: UInt32, target: Bytes, host: Bytes?) {
            self.job = job
            self.target = target
            self.host = host
        }
    }

    package var done = 0
    package var total = 0
    package var failed = 0
    /// In the order in which they started.
    package private(set) var running: [Running] = []
    /// Seconds until the end, as far as somebody knows.
    package var remaining: Double?

    package init() {}

    package mutating func start(_ job: Running) { running.append(job) }

    package mutating func end(_ job: UInt32) { running.removeAll { $0.job == job } }

    /// The line, without its end, of fewer than `width` columns.
    package func line(width: Int, style: TextStyle) -> Bytes {
        var left = width - 1
        // More targets than were counted may turn out to be made.
        let count = Bytes("[\(done)/\(max(total, done))]")
        guard left > count.count + 8 else { return DisplayWidth.cut(count, to: max(left, 0)) }
        left -= count.count
        var tail: Bytes = []
        if let remaining { tail = Bytes(" \(Self.duration(remaining)) left") }
        let failures = failed > 0 ? Bytes(" \(failed) failed") : []
        left -= tail.count + failures.count
        return (failed > 0 ? style.bad(count) : style.good(count)) + (failed > 0 ? style.bad(failures) : [])
            + names(width: left) + style.strong(tail)
    }

    /// Names that fit, and how many more there are.
    private func names(width: Int) -> Bytes {
        var out: Bytes = []
        var left = width
        for (index, job) in running.enumerated() {
            let host = job.host.map { [Ascii.at] + $0 } ?? []
            let name = [Ascii.space] + DisplayWidth.cut(job.target + host, to: 60)
            let others = running.count - index - 1
            let more = others > 0 ? Bytes(" +\(others)") : []
            let columns = DisplayWidth.of(name)
            guard columns + more.count <= left else {
                let rest = Bytes(" +\(running.count - index)")
                return rest.count <= left && index > 0 ? out + rest : out + DisplayWidth.cut(name, to: max(left, 0))
            }
            out += name
            left -= columns
        }
        return out
    }

    /// `42s`, `3:05`, `1:02:03`
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e7 else { return "?" }
        let whole = Int(seconds.rounded(.up))
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        if whole < 60 { return "\(whole)s" }
        if whole < 3600 { return "\(whole / 60):\(two(whole % 60))" }
        return "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
    }
}
