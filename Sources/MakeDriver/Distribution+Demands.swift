internal import BuildGraph
internal import MakeLanguage
internal import RemoteExecution
internal import Report
internal import Text

/// What targets ask of hosts: `.DIST.HOSTS`, and the compilers of their recipes (Documentation/placement.md).
extension Distribution {
    /// A recipe for a target of this suffix, in the line of a demand.
    struct Guess: Hashable {
        let demand: DemandID
        let suffix: Bytes
    }

    /// The line in which a target stands that may travel; nil if it is made here.
    func line(of id: NodeID) -> DemandID? {
        guard let demand = labelDemand(of: id) else { return nil }
        let known = executor.id(of: demand)
        let name = run.graph[id].name
        if executor.prospect(of: known) == .hopeless {
            tally.stayed(.noHostFits)
            sayHopeless(known, "no host meets `\(conditionsVariable(of: id).text)'", name)
            return nil
        }
        // Its recipe is not expanded yet, but recipes for such targets are of one kind.
        if let guess = guesses[Guess(demand: known, suffix: suffix(of: name))],
            executor.prospect(of: guess) == .hopeless
        {
            stayForCompiler(guess, name)
            return nil
        }
        return known
    }

    /// The demand of an expanded recipe.
    func demand(of id: NodeID, in line: DemandID, compilers: [Bytes]) -> DemandID {
        guard !compilers.isEmpty, var demand = labelDemand(of: id) else { return line }
        demand.programs = compilers
        let whole = executor.id(of: demand)
        if whole != line { guesses[Guess(demand: line, suffix: suffix(of: run.graph[id].name))] = whole }
        return whole
    }

    /// No host has the compiler of the recipe, as far as hosts have answered.
    func stayForCompiler(_ demand: DemandID, _ name: Bytes) {
        tally.stayed(.otherCompiler)
        sayHopeless(demand, "no host has the same compiler", name)
    }

    private func sayHopeless(_ demand: DemandID, _ reason: String, _ name: Bytes) {
        guard hopeless.insert(demand).inserted else { return }
        run.debugDist("Target \(name.text) stays here: \(reason).")
    }

    /// A variable that switches something off, as the target sees it.
    func allows(_ variable: StaticString, _ id: NodeID) -> Bool {
        let value = run.evaluator.value(Bytes(variable), in: run.graph.scope(of: id)) ?? []
        return run.evaluator.truth(of: value, fallback: true)
    }

    private func conditionsVariable(of id: NodeID) -> Bytes {
        run.evaluator.value(Bytes(".DIST.HOSTS"), in: run.graph.scope(of: id)) ?? []
    }

    /// What `.DIST.HOSTS` asks, as the target sees it; nil after a message if it makes no sense.
    private func labelDemand(of id: NodeID) -> Demand? {
        let value = conditionsVariable(of: id)
        if value.isEmpty { return Demand() }
        if let known = conditions[value] { return known }
        var demand = Demand()
        for word in value.split(whereSeparator: \.isSpace).map({ Bytes($0) }) {
            let condition = HostCondition(word)
            let problem: String? =
                if let key = condition?.bareKey, !executor.knows(label: key), executor.knows(host: key) {
                    "it is the name of a host; makefiles choose hosts by labels only, such as `os=linux' (makehosts(5))"
                } else if condition == nil {
                    "expected `key', `key=pattern', or one of these behind a `!'"
                } else {
                    nil
                }
            if let problem {
                run.output.putError(
                    run.program + Bytes(": ") + run.graph[id].name + Bytes(": found `") + word
                        + Bytes("' in .DIST.HOSTS; \(problem)\n".utf8))
                conditions[value] = .some(nil)
                return nil
            }
            if let condition { demand.conditions.append(condition) }
        }
        conditions[value] = demand
        return demand
    }
}
