internal import BuildGraph
internal import MakeLanguage
internal import RemoteExecution
internal import Report
internal import Text

/// What targets ask of hosts: `.DIST.HOSTS`, and the compilers of their recipes (Documentation/placement.md).
extension Distribution {
    /// Recipes for targets of this suffix, with this demand of labels.
    struct Guess: Hashable {
        let demand: DemandID
        let suffix: Bytes
    }

    /// The line in which a target stands that may travel; nil if it is made here.
    func line(of id: NodeID) -> DemandID? {
        guard let demand = labelDemand(of: id) else { return nil }
        let known = executor.id(of: demand)
        if noteStay(id, known) { return nil }
        // Its recipe is not expanded yet, but recipes for such targets are of one kind.
        guard let guess = guesses[Guess(demand: known, suffix: suffix(of: run.graph[id].name))] else { return known }
        return noteStay(id, guess) ? nil : guess
    }

    /// The demand of an expanded recipe.
    func demand(of id: NodeID, compilers: [Bytes], reach: Demand.Reach) -> DemandID {
        guard var demand = labelDemand(of: id) else { return .none }
        let labels = executor.id(of: demand)
        demand.programs = compilers
        let usual = executor.id(of: demand)
        demand.reach = reach
        let whole = executor.id(of: demand)
        // What a recipe names says little about the next one.
        guard whole == usual else { return whole }
        guesses[Guess(demand: labels, suffix: suffix(of: run.graph[id].name))] = whole == labels ? nil : whole
        return whole
    }

    /// False if there are hosts for the target, as far as is known; else it is told and counted that it stays here.
    @discardableResult
    func noteStay(_ id: NodeID, _ demand: DemandID) -> Bool {
        guard executor.prospect(of: demand) == .hopeless else { return false }
        let isForCompiler = executor.asksForCompilers(demand)
        let isForPath = executor.reach(of: demand) != .tree
        tally.stayed(isForPath ? .tied : isForCompiler ? .otherCompiler : .noHostFits)
        // Which path it is was told where it was found.
        if isForPath { return true }
        guard hopeless.insert(demand).inserted else { return true }
        let reason =
            isForCompiler ? "no host has the same compiler" : "no host meets `\(conditionsVariable(of: id).text)'"
        run.debugDist("Target \(run.graph[id].name.text) stays here: \(reason).")
        return true
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
