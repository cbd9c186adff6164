internal import Execution
package import Text

/// Names a demand that the executor knows.
package struct DemandID: Hashable, Sendable {
    package let raw: Int
    /// Every host will do.
    package static let none = DemandID(raw: 0)
    package init(raw: Int) { self.raw = raw }
}

/// What can be expected of the hosts for a demand.
package enum Prospect: Equatable, Sendable {
    /// There are hosts that meet it, whether or not they have room.
    case met
    /// There may be, as soon as they have answered.
    case open
    case hopeless
}

/// What actions ask of hosts, by number, and what this machine answers to its part of that.
struct Demands {
    private(set) var all = [Demand()]
    private var numbers: [Demand: Int] = [Demand(): 0]
    /// Compilers that somebody asked for, by number.
    private(set) var programs: [Bytes] = []
    /// Those for which this machine was asked.
    var askedHere: Set<Int> = []
    var answersHere: [Bytes: CompilerAnswer] = [:]
    /// What is known of the prospects; forgotten when a host changes.
    var prospects: [Int: Prospect] = [:]
    /// Hosts and compilers that were found to be different.
    var told: Set<[Bytes]> = []

    func number(of demand: Demand) -> Int? { numbers[demand] }

    mutating func add(_ demand: Demand) {
        numbers[demand] = all.count
        all.append(demand)
    }

    /// Its number if it is new.
    mutating func add(program: Bytes) -> Int? {
        guard !programs.contains(program) else { return nil }
        programs.append(program)
        return programs.count - 1
    }
}

extension RemoteExecutor {
    /// Learns of a demand; the same one has the same name. Asks for compilers that are new, here and there, and does not
    /// wait for answers.
    package func id(of demand: Demand) -> DemandID {
        var demand = demand
        demand.programs = demand.programs.filter(canBeAskedFor).sorted { $0.lexicographicallyPrecedes($1) }
        if let known = demands.number(of: demand) { return DemandID(raw: known) }
        for program in demand.programs {
            guard let number = demands.add(program: program) else { continue }
            for host in hosts { ask(host, number, program) }
        }
        demands.add(demand)
        let (hosts, here) = (hosts, demands.answersHere)
        return DemandID(raw: placement.addDemand { hosts[$0].facts.meets(demand, here: here) == .yes })
    }

    /// The demand is for more than labels.
    package func asksForCompilers(_ demand: DemandID) -> Bool { !demands.all[demand.raw].programs.isEmpty }

    package func reach(of demand: DemandID) -> Demand.Reach { demands.all[demand.raw].reach }

    package func prospect(of demand: DemandID) -> Prospect {
        // Hosts that are still to join meet it too.
        if demand == .none { return .met }
        if let known = demands.prospects[demand.raw] { return known }
        var prospect = Prospect.hopeless
        for host in hosts where !host.hasLeft {
            switch host.facts.meets(demands.all[demand.raw], here: demands.answersHere) {
            case .yes: prospect = .met
            case .open where prospect == .hopeless: prospect = .open
            default: break
            }
            if prospect == .met { break }
        }
        demands.prospects[demand.raw] = prospect
        return prospect
    }

    /// Some host has the label.
    package func knows(label: Bytes) -> Bool { hosts.contains { $0.facts.knows(label: label) } }
    package func knows(host name: Bytes) -> Bool { hosts.contains { $0.host.name == name } }

    /// Something is known of the host that was not before.
    func judge(_ host: RemoteHost) {
        for number in demands.all.indices.dropFirst() {
            let answer = host.facts.meets(demands.all[number], here: demands.answersHere)
            placement.set(host.index, meets: number, answer == .yes)
        }
        demands.prospects = [:]
    }

    /// It is up: what it said of itself counts, and it is asked for compilers.
    func greeted(_ host: RemoteHost, _ report: HostReport) {
        host.facts.isUp(os: report.os, arch: report.arch, showsTree: report.tree != nil)
        for (number, program) in demands.programs.enumerated() { ask(host, number, program) }
        judge(host)
    }

    /// Asks a host, and this machine if it was not asked yet.
    private func ask(_ host: RemoteHost, _ number: Int, _ program: Bytes) {
        if !host.facts.isHere { host.ask(number, program) }
        guard demands.askedHere.insert(number).inserted else { return }
        compilersHere.ask(number, program) { [weak self] in self?.answeredHere(program, $0) }
    }

    func answered(_ number: Int, _ answer: CompilerAnswer, on host: RemoteHost) {
        guard demands.programs.indices.contains(number) else { return }
        host.facts.answered(demands.programs[number], answer)
        compare(demands.programs[number], on: host)
        judge(host)
        host.pump()
        capacityChanged()
    }

    /// Whether a compiler of the host takes `-ffile-prefix-map`; nil if that is not known yet.
    func mapsPaths(_ program: Bytes, on host: RemoteHost) -> Bool? {
        guard demands.programs.contains(program) else { return false }
        let answer = host.facts.isHere ? demands.answersHere[program] : host.facts.compiler(program)
        return answer.map { if case .found(let identity) = $0 { identity.mapsPaths } else { false } }
    }

    private func answeredHere(_ program: Bytes, _ answer: CompilerAnswer) {
        demands.answersHere[program] = answer
        for host in hosts {
            compare(program, on: host)
            judge(host)
            host.pump()
        }
        capacityChanged()
    }

    /// Says once that a host has another compiler.
    private func compare(_ program: Bytes, on host: RemoteHost) {
        guard host.facts.hasSame(program, here: demands.answersHere) == .no, let there = host.facts.compiler(program),
            demands.told.insert([host.host.name, program]).inserted
        else { return }
        let ours: CompilerIdentity? =
            if case .found(let identity) = demands.answersHere[program] { identity } else { nil }
        let theirs: CompilerIdentity? = if case .found(let identity) = there { identity } else { nil }
        onNotice(.otherCompiler(host: host.host.name, program: program, there: theirs, here: ours))
    }
}
