internal import BuildGraph
internal import Execution
internal import Platform
internal import RemoteExecution
internal import Report
internal import Scheduling
internal import Text

/// What is learned from recipes that ran, and used for those to come (Documentation/placement.md).
extension Distribution {
    /// Numbers for what `Experience` knows, and the times of actions under way.
    struct Learned {
        var experience = Experience()
        /// This machine is number 0.
        var machines: [Bytes: Int] = [:]
        var kinds: [RecipeKind: Int] = [:]
        var times: [ActionID: Times] = [:]

        init() { _ = experience.addMachine(speed: 1) }

        mutating func number(of kind: RecipeKind) -> Int {
            if let known = kinds[kind] { return known }
            let number = experience.addKind()
            kinds[kind] = number
            return number
        }
    }

    /// When an action on a host came to its phases, on `monotonicClock`.
    struct Times {
        var sent: Int64?
        var ran: Int64?
        var ended: Int64?
    }

    static let here = 0

    private func machine(of place: PlacementID) -> Int {
        let name = executor.hostName(of: place)
        if let known = learned.machines[name] { return known }
        let number = learned.experience.addMachine(speed: executor.speed(of: place))
        learned.machines[name] = number
        return number
    }

    func entered(_ phase: RemotePhase, of id: ActionID) {
        let now = monotonicClock()
        switch phase {
        case .staging: learned.times[id] = Times(sent: now)
        case .running: learned.times[id, default: Times()].ran = now
        case .fetching: learned.times[id, default: Times()].ended = now
        case .fetched(let bytes): tally.fetched(bytes: bytes)
        }
    }

    /// How long an action ran on a host, whatever came of it.
    func noteWork(of id: ActionID, on host: Bytes) {
        guard let ran = learned.times[id]?.ran else { return }
        tally.worked(on: host, nanoseconds: (learned.times[id]?.ended ?? monotonicClock()) - ran)
    }

    /// An action ended well on a host.
    func learn(_ id: ActionID, kind: Int, at place: PlacementID) {
        guard let times = learned.times[id], let sent = times.sent, let ran = times.ran,
            let ended = times.ended
        else { return }
        let machine = machine(of: place)
        learned.experience.ran(kind: kind, on: machine, nanoseconds: ended - ran)
        learned.experience.cost(on: machine, nanoseconds: ran - sent + monotonicClock() - ended)
        if let speed = learned.experience.takeNews(of: machine) {
            executor.set(speed: speed, of: place)
            let name = executor.hostName(of: place).text
            let ratio = Self.rounded(speed / executor.speed(of: place))
            run.debugDist("Host \(name) is \(ratio) times as fast as the list of hosts says.")
        }
    }

    /// - Returns: whether anything was sent for it.
    func forget(_ id: ActionID) -> Bool { learned.times.removeValue(forKey: id) != nil }

    func learnHere(kind: Int, nanoseconds: Int64) {
        learned.experience.ran(kind: kind, on: Self.here, nanoseconds: nanoseconds)
    }

    /// Nanoseconds that the recipe will run here, and those that it costs to send it to where it would go; nil unless it is
    /// better off here.
    func quickerHere(_ id: NodeID, kind: Int, for demand: DemandID) -> (run: Int64, cost: Int64)? {
        guard allows(".DIST.QUICK", id), let place = executor.place(for: demand) else { return nil }
        let machine = machine(of: place)
        if let roundTrip = executor.roundTrip(of: place) {
            learned.experience.guess(costOn: machine, nanoseconds: 2 * roundTrip)
        }
        guard let cost = learned.experience.expectedCost(of: machine),
            let time = run.record?.estimate(id) ?? learned.experience.expectedRun(of: kind, on: Self.here), time < cost
        else { return nil }
        return (time, cost)
    }

    /// What is known of a job on a host, beside what another one could do; nil if that is too little.
    func straggler(_ job: JobsMaker.Job, beside other: PlacementID, at now: Int64) -> Straggler? {
        guard let kind = job.kind, let place = job.place else { return nil }
        func expected(_ machine: Int) -> Int64? {
            let time = run.record?.estimate(job.node) ?? learned.experience.expectedRun(of: kind, on: machine)
            let cost = learned.experience.expectedCost(of: machine) ?? 0
            return time.map { $0.addingReportingOverflow(cost).overflow ? .max : $0 + cost }
        }
        guard let there = expected(machine(of: place)), let elsewhere = expected(machine(of: other)) else { return nil }
        return Straggler(elapsed: now - job.began, expected: there, elsewhere: elsewhere)
    }

    /// With two places behind the point.
    static func rounded(_ number: Double) -> String {
        let hundredths = Int((min(number, 1e9) * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
