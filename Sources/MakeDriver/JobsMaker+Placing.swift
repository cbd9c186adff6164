internal import BuildGraph
internal import Execution
internal import MakeLanguage
internal import Platform
internal import RemoteExecution
internal import Report
internal import Text

/// Where a recipe runs (Documentation/placement.md).
extension JobsMaker {
    /// Jobs that are expanded and wait for a place, at most.
    private static let mostParked = 32

    /// `.DIST` names it, and nothing about it ties it to this machine (make-language.md S9-27).
    func mayTravel(_ id: NodeID) -> Bool {
        guard let distribution, distribution.names(graph[id].name) else { return false }
        let node = graph[id]
        func stays(_ reason: String, _ detail: String) -> Bool {
            run.debugDist("Target \(node.name.text) stays here: \(reason).")
            distribution.tally.stayed(.tied, detail)
            return false
        }
        if node.attributes.hasAny(.make | .phony | .archiveMember | .special) {
            return stays(
                "it is .MAKE, .PHONY or a member of an archive", "that are .MAKE, .PHONY or members of archives")
        }
        // A number of slots says that the recipe may run a make on the host.
        let runsMakeThere = !run.slotsVariable(of: id).isEmpty
        for line in node.commands {
            if !runsMakeThere, mentionsMake(line.command.source) {
                return stays("its recipe runs make", "whose recipe runs make")
            }
            if line.command.source.first.map({ $0 == Ascii.plus }) ?? false {
                return stays("a line begins with +", "with a line that begins with +")
            }
        }
        distribution.bringUp()
        return true
    }

    func startReady() {
        guard !isStopping else { return }
        startParked()
        if let distribution {
            while !isStopping, parked.count < Self.mostParked, let next = nextReadyForHost(distribution) {
                startJob(next.id, in: next.demand)
            }
        }
        while hasReady, hasLocalSlot(), !isStopping, let next = nextReadyForHere() {
            if let demand = next.demand { distribution?.noteStay(next.id, demand) }
            startJob(next.id, in: nil)
        }
    }

    /// A job whose recipe is expanded goes to a host if it may and one fits, else it runs here.
    func place(_ job: Job, in line: DemandID?) {
        guard let distribution else { return waitForSlot(job) }
        var job = job
        let programs = RecipePrograms(job.script.shown)
        if !programs.main.isEmpty {
            job.kind = distribution.learned.number(of: programs.kind(of: graph[job.node].name))
        }
        guard let line else { return waitForSlot(job) }
        if job.script.hasAlways {
            run.debugDist("Target \(graph[job.node].name.text) stays here: a line begins with +.")
            distribution.tally.stayed(.tied, "with a line that begins with +")
            return waitForSlot(job)
        }
        if !job.isExplored {
            guard explore(&job, in: line) else { return }
            job.isExplored = true
            if isRestored(job, compilers: programs.compilers) { return }
        }
        let reach = lookAtPaths(&job, distribution)
        let demand = distribution.demand(of: job.node, compilers: programs.compilers, reach: reach)
        job.demand = demand
        if isQuickerHere(job, demand) { return startHere(job) }
        wherePossible(job)
    }

    /// It would take longer to send it away than to run it, and nothing waits for the slot of this machine that it takes.
    private func isQuickerHere(_ job: Job, _ demand: DemandID) -> Bool {
        guard most - localRunning > stayingCount, let kind = job.kind,
            let reason = distribution?.quickerHere(job.node, kind: kind, for: demand), hasLocalSlot()
        else { return false }
        distribution?.tally.stayed(.quicker)
        run.debugDist(
            "Target \(graph[job.node].name.text) stays here: it runs about \(milliseconds(reason.run)) ms, and a host "
                + "would add \(milliseconds(reason.cost)) ms.")
        return true
    }

    private func milliseconds(_ time: Int64) -> String { Distribution.rounded(Double(time) / 1e6) }

    /// Jobs that wait for a place, in the order in which they came to wait.
    private func startParked() {
        guard !parked.isEmpty else { return }
        let waiting = parked
        parked = []
        for job in waiting {
            if isStopping { continue }
            wherePossible(job)
        }
    }

    /// It goes to a host or runs here, or waits for the first place that is free.
    func wherePossible(_ job: Job) {
        switch startOnHost(job) {
        case .started: break
        case .cannotTravel: waitForSlot(job)
        case .noPlace:
            var job = job
            if let demand = job.demand, distribution?.noteStay(job.node, demand) == true {
                job.demand = nil
                if let note = job.pathNote { run.debugDist("Target \(graph[job.node].name.text) stays here: \(note).") }
            }
            if hasLocalSlot() { startHere(job) } else { parked.append(job) }
        }
    }

    enum StartOnHost { case started, noPlace, cannotTravel }

    private func startOnHost(_ job: Job) -> StartOnHost {
        guard let distribution, let demand = job.demand else { return .noPlace }
        // Rather elsewhere than where it was lost.
        let elsewhere = job.place.flatMap { distribution.executor.place(for: demand, except: $0) }
        guard let place = elsewhere ?? distribution.executor.place(for: demand) else { return .noPlace }
        let host = distribution.executor.hostName(of: place)
        do {
            try distribution.executor.start(job.action, at: place)
        } catch {
            run.debugDist("Target \(graph[job.node].name.text) stays here: \(error.reason).")
            distribution.tally.stayed(.tied, "with a file that cannot travel")
            return .cannotTravel
        }
        run.debugStart(of: graph[job.node].name, script: job.action.script, shell: job.action.shell, on: host)
        var job = job
        job.host = host
        job.place = place
        job.began = monotonicClock()
        jobs[job.action.id] = job
        display?.start(job.node.raw, graph[job.node].name, host: host)
        run.record?.began(job.node, on: host, commands: job.script.shown)
        return .started
    }
}
