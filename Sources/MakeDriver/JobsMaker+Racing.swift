internal import BuildGraph
internal import Execution
internal import Platform
internal import RemoteExecution
internal import Report
internal import Scheduling
internal import Text

/// At the end of a build, what is slow on one host is made a second time on another (Documentation/placement.md).
extension JobsMaker {
    /// A second copy of a job, beside the first in `jobs`.
    struct Twin {
        var race = Race()
        let host: Bytes
        let place: PlacementID
        /// What it printed.
        var output: Bytes = []
        /// How the one that has failed ended, and what it printed.
        var failure: (outcome: Outcome, output: Bytes)?
    }

    /// Nanoseconds between two looks at what is slow.
    private static let shortestPause: Int64 = 100_000_000
    private static let longestPause: Int64 = 60_000_000_000

    // MARK: Beginning

    /// Starts second copies of what is slow, if nothing else is left to start.
    func raceStragglers() {
        guard let distribution, isIdle, returned.isEmpty, !isStopping, !jobs.isEmpty else { return }
        let candidates = jobs.values.filter { $0.host != nil && !$0.wasRaced && $0.kind != nil }
        guard !candidates.isEmpty else { return }
        let now = monotonicClock()
        guard now >= nextRaceLook else {
            if raceTimer == nil { lookAgain(after: Self.shortestPause) }
            return
        }
        nextRaceLook = now + Self.shortestPause
        if let raceTimer { run.loop.cancel(raceTimer) }
        raceTimer = nil
        var overdueIn: Int64?
        var slow: [(job: Job, straggler: Straggler, reason: Straggler.Reason)] = []
        for job in candidates {
            guard let demand = job.demand, let place = job.place,
                let other = distribution.executor.place(for: demand, except: place),
                distribution.allows(".DIST.RACE", job.node),
                let straggler = distribution.straggler(job, beside: other, at: now)
            else { continue }
            if let reason = straggler.reason {
                slow.append((job, straggler, reason))
            } else {
                overdueIn = min(overdueIn ?? .max, straggler.overdueIn)
            }
        }
        slow.sort { ($0.straggler.rest, $1.job.node.raw) > ($1.straggler.rest, $0.job.node.raw) }
        for (job, straggler, reason) in slow { race(job, because: Self.wording(straggler, reason)) }
        // Nothing else may wake this process before the next one is overdue.
        if let overdueIn { lookAgain(after: min(max(overdueIn, Self.shortestPause), Self.longestPause)) }
    }

    /// Starts second copies of what is on hosts that do not answer, before anything new: they will not be heard of for
    /// long, or not at all, and what waits for them waits as long.
    func raceSilent() {
        guard let distribution, distribution.executor.hasSilentHosts, !isStopping else { return }
        let candidates = jobs.values.filter { job in
            !job.wasRaced && job.demand != nil && job.place.map(distribution.executor.isSilent) == true
                && job.host != nil && distribution.allows(".DIST.RACE", job.node)
        }
        for job in candidates.sorted(by: { $0.began < $1.began }) { race(job, because: "it does not answer") }
    }

    private func lookAgain(after pause: Int64) {
        raceTimer = run.loop.after(nanoseconds: pause) { [weak self] in self?.raceTimer = nil }
    }

    private func race(_ job: Job, because reason: String) {
        guard let distribution, let demand = job.demand, let place = job.place,
            let other = distribution.executor.place(for: demand, except: place)
        else { return }
        var action = job.action
        action.id = action.id.twin
        jobs[job.action.id]?.wasRaced = true
        // An input may have vanished meanwhile; then the first one stays alone.
        do { try distribution.executor.start(action, at: other) } catch { return }
        let host = distribution.executor.hostName(of: other)
        twins[job.action.id] = Twin(host: host, place: other)
        distribution.tally.beganRace()
        run.record?.began(job.node, as: action.id, on: host, commands: job.script.shown)
        run.debugDist(
            "Target \(graph[job.node].name.text) is made on \(host.text), too, beside \(job.host?.text ?? ""): \(reason)."
        )
    }

    private static func wording(_ straggler: Straggler, _ reason: Straggler.Reason) -> String {
        let seconds = { (time: Int64) in Distribution.rounded(Double(time) / 1e9) }
        return reason == .overdue
            ? "it has taken \(seconds(straggler.elapsed)) s instead of \(seconds(straggler.expected))"
            : "it will take \(seconds(straggler.rest)) s more, and \(seconds(straggler.elsewhere)) there"
    }

    // MARK: Ending

    /// True if the event belongs to a race, or to what is left of one.
    func handleRace(_ event: ExecutionEvent) -> Bool {
        switch event {
        case .output(let id, let text):
            guard id.isTwin else { return false }
            twins[id.first]?.output += text
            return true
        case .progress(let id, let text):
            // Whose output counts is open now; what was shown before is compared at the end.
            guard twins[id.first] != nil else { return id.isTwin }
            if id.isTwin { twins[id.first]?.output += text } else { jobs[id]?.heldOutput += text }
            return true
        case .finished(let id, let outcome):
            guard twins[id.first] != nil else {
                // One that was cancelled.
                if jobs[id] == nil { _ = distribution?.forget(id) }
                return id.isTwin
            }
            ended(id, outcome)
            return true
        }
    }

    private func ended(_ id: ActionID, _ outcome: Outcome) {
        guard var twin = twins[id.first], var job = jobs[id.first] else { return }
        let runner: Race.Runner = id.isTwin ? .twin : .first
        let output = id.isTwin ? twin.output : job.heldOutput
        let verdict = twin.race.ended(runner, Race.Result(outcome))
        if twin.failure == nil, Race.Result(outcome) == .failed { twin.failure = (outcome, output) }
        twins[id.first] = verdict == .open ? twin : nil
        let name = graph[job.node].name.text
        let hosts: [Race.Runner: Bytes] = [.first: job.host ?? [], .twin: twin.host]
        run.record?.ended(NodeID(raw: id.raw), outcome)
        guard verdict != .open else {
            run.debugDist("Target \(name) has no result on \(hosts[runner]?.text ?? ""); the other copy goes on.")
            return
        }
        jobs[id.first] = nil
        display?.end(job.node.raw)
        if runner == .twin {
            job.host = twin.host
            job.place = twin.place
        }
        switch verdict {
        case .open: break
        case .won(let winner):
            // Whatever the other one may still bring is not taken.
            let other = winner == .twin ? id.first : id.first.twin
            distribution?.executor.cancel(other, signal: SIGTERM)
            run.record?.ended(NodeID(raw: other.raw), .lost(reason: "another host made it first"))
            if winner == .twin { distribution?.tally.wonByTwin() }
            run.debugDist("Target \(name) was made first on \(hosts[winner]?.text ?? "").")
            job.heldOutput = output
            if winner == .twin, !job.shownOutput.isEmpty {
                if output.hasPrefix(job.shownOutput) {
                    job.heldOutput = Bytes(output.dropFirst(job.shownOutput.count))
                } else {
                    discardShown(of: &job, "was made first on \(twin.host.text)")
                }
            }
            finishOnHost(job, outcome, as: id)
        case .failed:
            job.heldOutput = twin.failure?.output ?? []
            finishOnHost(job, twin.failure?.outcome ?? outcome, as: id)
        case .lost: finishOnHost(job, outcome, as: id)
        }
    }
}

extension ActionID {
    /// Nodes are fewer.
    private static let twinBit: UInt32 = 1 << 31

    /// The second copy of this action.
    var twin: ActionID { ActionID(raw: raw | Self.twinBit) }
    var first: ActionID { ActionID(raw: raw & ~Self.twinBit) }
    var isTwin: Bool { raw & Self.twinBit != 0 }
}

extension Race.Result {
    init(_ outcome: Outcome) {
        switch outcome {
        case .exited(0): self = .good
        case .lost: self = .lost
        case .exited, .signaled, .missingOutput, .namesHost, .foreignOutput:
            self = .failed
        }
    }
}
