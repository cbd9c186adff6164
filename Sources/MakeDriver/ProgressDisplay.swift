internal import BuildGraph
internal import MakeLanguage
internal import Platform
internal import Report
internal import Text

/// Keeps the line of progress on the terminal: not at once, not too often, and away when others write.
final class ProgressDisplay {
    var progress = Progress()
    private let output: TextOutput
    private let style: TextStyle
    private let loop: EventLoop
    private let started = monotonicClock()
    /// When the line was drawn last, and what it was.
    private var drawn: (time: Int64, line: Bytes)?
    private var timer: EventLoop.TimerID?
    /// Targets that are counted and not over yet.
    private var awaited: Set<NodeID> = []
    /// When each job that runs started, and how long those took that are over, in seconds.
    private var startTimes: [UInt32: Int64] = [:]
    private var finished: (count: Int, seconds: Double) = (0, 0)
    /// Seconds that a target takes, as former builds tell; nil if nobody knows of former builds.
    private let estimate: ((NodeID) -> Double)?
    /// The same of all that are awaited, one after the other.
    private var expected = 0.0

    /// Builds that are over before this are over before anybody could read the line.
    private static let patience: Int64 = 300_000_000
    private static let interval: Int64 = 100_000_000

    init(output: TextOutput, style: TextStyle, loop: EventLoop, estimate: ((NodeID) -> Double)?) {
        self.estimate = estimate
        self.output = output
        self.style = style
        self.loop = loop
    }

    func expect(_ targets: Set<NodeID>) {
        awaited = targets
        progress.total = targets.count
        if let estimate { expected = targets.reduce(0) { $0 + estimate($1) } }
    }

    /// - Parameter hasRecipe: it has one, which was perhaps found only when it was looked at.
    func didComplete(_ id: NodeID, hasRecipe: Bool) {
        if awaited.remove(id) == nil {
            guard hasRecipe else { return }
            progress.total += 1
        } else if let estimate {
            expected -= estimate(id)
        }
        progress.done += 1
    }

    func start(_ job: UInt32, _ target: Bytes, host: Bytes?) {
        startTimes[job] = monotonicClock()
        progress.start(Progress.Running(job: job, target: target, host: host))
    }

    func end(_ job: UInt32) {
        progress.end(job)
        guard let start = startTimes.removeValue(forKey: job) else { return }
        finished.count += 1
        finished.seconds += Double(monotonicClock() - start) / 1e9
    }

    /// Called whenever make is about to wait. Nothing is drawn twice.
    func draw() {
        let now = monotonicClock()
        guard now - started >= Self.patience, now - (drawn?.time ?? 0) >= Self.interval else { return tick() }
        progress.remaining = remaining(now)
        let line = progress.line(width: terminalWidth(2), style: style)
        if line != drawn?.line || !output.hasStatus { output.showStatus(line) }
        drawn = (now, line)
        tick()
    }

    /// The clock goes on although nothing happens.
    private func tick() {
        guard timer == nil else { return }
        timer = loop.after(nanoseconds: drawn == nil ? Self.patience : Self.interval) { [unowned self] in timer = nil }
    }

    func clear() {
        if let timer { loop.cancel(timer) }
        timer = nil
        output.clearStatus()
    }

    /// From the log of former builds, else from how long targets have taken so far.
    private func remaining(_ now: Int64) -> Double? {
        let slots = Double(max(progress.running.count, 1))
        let spent = startTimes.values.reduce(0) { $0 + Double(now - $1) / 1e9 }
        if estimate != nil { return max(expected - spent, 0) / slots }
        guard finished.count >= 5 else { return nil }
        let mean = finished.seconds / Double(finished.count)
        let left = Double(max(progress.total - progress.done, 0)) * mean
        return max(left - spent, 0) / slots
    }
}
