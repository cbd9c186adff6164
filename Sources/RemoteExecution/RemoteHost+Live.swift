internal import ContentStore
internal import Execution
internal import Platform
internal import Text

// The output of scripts that run for long is shown as it comes (Documentation/fidelity.md).
//
// Nobody listens in a slot while its script runs, so it is the data stream that is asked for the log, now and then.
extension RemoteHost {
    /// Bytes of a log that are asked for at once; blocks of `logBlock`.
    private static let portion = 4 * logBlock

    /// A script began to run.
    func beganRunning(_ run: Run) {
        guard !run.prepared.action.isLive else { return }
        run.ranAt = monotonicClock()
        lookAtLogs(in: options.liveAfter)
    }

    private func lookAtLogs(in pause: Int64) {
        guard !isLookingAtLogs, options.liveAfter < .max, host.data != .inline, host.data != .frames else { return }
        isLookingAtLogs = true
        loop.after(nanoseconds: pause) { [weak self] in
            guard let self else { return }
            isLookingAtLogs = false
            askForLogs()
        }
    }

    private func askForLogs() {
        guard case .up(let report) = state else { return }
        let now = monotonicClock()
        var next: Int64?
        for slot in slots where slot.isRunning {
            guard let run = slot.run, let began = run.ranAt, run.cancelledBy == nil else { continue }
            // Of what is more, only the end will be sent.
            guard run.shown + Self.portion < options.limits.log / 2 else { continue }
            let rest = began + options.liveAfter - now
            next = min(next ?? .max, max(rest, options.liveInterval))
            if rest <= 0, !run.isAskedForLog { askForLog(of: run, in: slot, report) }
        }
        if let next { lookAtLogs(in: next) }
    }

    private func askForLog(of run: Run, in slot: Slot, _ report: HostReport) {
        guard let stream = carrier(.stream, report) as? DataStream else { return }
        run.isAskedForLog = true
        stream.readLog(Bytes("\(slot.number).\(run.number)".utf8), from: run.shown, limit: Self.portion) {
            [weak self, weak slot] bytes in
            // Once the script is over, the slot tells the rest.
            guard let self, let slot, slot.run === run, slot.isRunning else { return }
            show(bytes, of: run)
        } completion: {
            run.isAskedForLog = false
        }
    }

    private func show(_ bytes: Bytes, of run: Run) {
        let isFirst = run.shown == 0
        run.shown += bytes.count
        let text = (isFirst ? run.prepared.action.direct?.text ?? [] : []) + withOurNames(bytes, of: run)
        if !text.isEmpty { executor.emitEarly(text, of: run.prepared.action) }
    }

    /// It speaks of files by the names that they have here.
    private func withOurNames(_ text: Bytes, of run: Run) -> Bytes {
        if run.undoing == nil, case .up(let report) = state { run.undoing = PathUndoing(stage: report.stage) }
        return run.undoing?.take(text) ?? text
    }

    /// A part of the log comes, some of which may be shown already.
    func addToLog(_ bytes: Bytes, of run: Run) {
        run.log += bytes.dropFirst(max(run.shown - run.logPosition, 0))
        run.logPosition += bytes.count
    }

    func addGap(_ count: Int, toLogOf run: Run) {
        let left = run.logPosition + count - max(run.shown, run.logPosition)
        run.logPosition += count
        if left > 0 { run.log += Bytes("\n[\(left) bytes of output left out]\n".utf8) }
    }

    /// What is not shown yet.
    func emitLog(_ run: Run) {
        // What is known without the host was not sent.
        let known = run.shown == 0 ? run.prepared.action.direct?.text ?? [] : []
        let log = known + withOurNames(run.log, of: run) + (run.undoing?.end() ?? [])
        if !log.isEmpty { executor.emit(log, of: run.prepared.action) }
    }
}
