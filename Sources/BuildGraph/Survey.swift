/// What a build would do, found out without doing it: the walk of compat mode through the sources, with the functions
/// that decide there, and every recipe only pretended.
package struct Survey {
    package enum Verdict: Equatable, Sendable {
        case upToDate
        case outOfDate
        /// `.MADE`: it is only said to be made.
        case saidToBeMade
        /// There is no such file, and no rule makes it.
        case noRule
        /// The same, but it is `.OPTIONAL`, or only a file like `.depend` names it.
        case notNeeded
        /// One of its sources cannot be made.
        case sourceFails
        /// It is among its own sources.
        case cycle
    }

    /// What was found of one node.
    package struct Finding: Sendable {
        package let id: NodeID
        package let verdict: Verdict
        package let staleness: Graph.Staleness
        /// When its file was modified, before anything is made.
        package let time: FileTime
        /// The source that decided: the newest, or the one that cannot be made.
        package let culprit: NodeID?

        /// Its recipe would be carried out.
        package var isMade: Bool { verdict == .outOfDate }
    }

    /// In the order in which a build would come to its end with them.
    package private(set) var findings: [Finding] = []
    private var places: [NodeID: Int] = [:]
    private let graph: Graph
    /// Is a target out of date, now that all is known of its sources?
    private let judge: (NodeID) -> Graph.Staleness

    package init(_ graph: Graph, judge: @escaping (NodeID) -> Graph.Staleness) {
        self.graph = graph
        self.judge = judge
        graph.pretends = true
    }

    package subscript(id: NodeID) -> Finding? { places[id].map { findings[$0] } }

    /// A node on the way from the root to the one that is looked at.
    private struct Step {
        let id: NodeID
        /// Its sources, then the further rules of a `::` target.
        var pending: ArraySlice<NodeID>
        var isAmongCohorts = false
        /// A source that cannot be made.
        var failure: NodeID?
    }

    /// Looks at a target and all that it depends on. What was looked at before is not looked at again.
    package mutating func visit(_ root: NodeID) {
        var way: [Step] = []
        enter(root, &way)
        while let last = way.indices.last {
            if let next = way[last].pending.first {
                if graph[next].state == .unmade, !graph[next].attributes.hasAny(.macro) {
                    // It stays in front, and is noted when the way comes back.
                    enter(next, &way)
                    continue
                }
                way[last].pending.removeFirst()
                if next != graph.waitNode, !way[last].isAmongCohorts { note(next, in: &way[last]) }
            } else if !way[last].isAmongCohorts {
                decide(way[last])
                way[last].isAmongCohorts = true
                way[last].pending = graph[way[last].id].cohorts[...]
            } else {
                closeCohorts(of: way[last].id)
                way.removeLast()
            }
        }
    }

    private mutating func enter(_ id: NodeID, _ way: inout [Step]) {
        guard graph[id].state == .unmade, !graph[id].attributes.hasAny(.macro) else { return }
        graph[id].state = .beingMade
        graph.expandSources(of: id)
        if graph[id].attributes.contains(.made) {
            add(id, .saidToBeMade, .upToDate, time: graph.time(of: id), nil)
            graph[id].state = .upToDate
            return
        }
        way.append(Step(id: id, pending: graph[id].children[...]))
    }

    private mutating func note(_ source: NodeID, in step: inout Step) {
        switch graph[source].state {
        case .made, .upToDate: graph.note(source: source, doneFor: step.id)
        case .failed where graph[source].attributes.contains(.optional): break
        case .beingMade:
            if places[source] == nil { add(source, .cycle, .upToDate, time: graph.time(of: source), step.id) }
            step.failure = step.failure ?? source
        case .failed, .aborted: step.failure = step.failure ?? source
        case .unmade, .requested: break
        }
    }

    private mutating func decide(_ step: Step) {
        let id = step.id
        let node = graph[id]
        if let failure = step.failure {
            node.state = .aborted
            if places[id] == nil { add(id, .sourceFails, .upToDate, time: graph.time(of: id), failure) }
            return
        }
        let time = graph.time(of: id)
        let staleness = judge(id)
        let culprit = graph.youngestSource(of: id)
        guard staleness.isStale else {
            add(id, .upToDate, staleness, time: time, culprit)
            node.state = .upToDate
            return
        }
        guard graph.findCommands(for: id) else {
            let isNeeded = !node.attributes.hasAny(.optional | .fromDepend)
            add(id, isNeeded ? .noRule : .notNeeded, staleness, time: time, culprit)
            node.state = isNeeded ? .failed : .made
            return
        }
        add(id, .outOfDate, staleness, time: time, culprit)
        node.state = .made
        graph.didMake(id)
    }

    /// A `::` target was made if one of its rules was carried out.
    private func closeCohorts(of id: NodeID) {
        let node = graph[id]
        if node.cohorts.contains(where: { graph[$0].state == .failed || graph[$0].state == .aborted }) {
            node.state = .aborted
        } else if node.state == .upToDate, node.cohorts.contains(where: { graph[$0].state == .made }) {
            node.state = .made
            graph.didMake(id)
        }
    }

    private mutating func add(
        _ id: NodeID, _ verdict: Verdict, _ staleness: Graph.Staleness, time: FileTime, _ culprit: NodeID?
    ) {
        places[id] = findings.count
        findings.append(Finding(id: id, verdict: verdict, staleness: staleness, time: time, culprit: culprit))
    }
}

extension Graph {
    /// Forgets what a survey found, for another one.
    package func forgetStates() {
        for node in nodes.dropFirst() {
            node.state = .unmade
            node.time = .unknown
            node.youngestSource = nil
            node.hasMadeSource = false
        }
    }
}
