internal import BulkBuild
internal import Platform
internal import Text

/// The line at the bottom of a terminal while a scan runs: how many, how fast, how long yet.
struct ScanProgress {
    private let isShown: Bool
    private let begin = monotonicClock()
    private var last: Int64 = 0
    private var isOnScreen = false

    /// - Parameter wish: nil shows it on a terminal only.
    init(wish: Bool?) { isShown = wish ?? isTerminal(2) }

    mutating func show(done: Int, failed: Int, total: Int) {
        let now = monotonicClock()
        guard isShown, now - last > 200_000_000 else { return }
        last = now
        let seconds = Double(now - begin) / 1e9
        let rate = Double(done) / max(seconds, 0.001)
        let left = Int(Double(total - done) / max(rate, 0.001))
        let failures = failed > 0 ? ", \(failed) failed" : ""
        let rest = "\(left / 60):" + (left % 60 < 10 ? "0" : "") + "\(left % 60) left"
        writeAll(2, Bytes("\r\(done)/\(total)\(failures), \(Int(rate)) a second, \(rest)\u{1B}[K"))
        isOnScreen = true
    }

    /// Before something else is written.
    mutating func clear() {
        if isOnScreen { writeAll(2, Bytes("\r\u{1B}[K")) }
        isOnScreen = false
    }
}
