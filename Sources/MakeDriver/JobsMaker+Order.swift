internal import BuildGraph

/// `.ORDER` (make-language.md S7-23).
extension JobsMaker {
    /// The first target of `.ORDER` that has to be made before this one, and is not.
    func predecessor(of id: NodeID) -> NodeID? {
        graph[id].predecessors.first { before in
            switch graph[before].state {
            case .requested, .beingMade, .failed, .aborted: true
            case .made, .upToDate: false
            // Not what nobody asks for, nor what this one needs anyway and would be in the way of itself.
            case .unmade: isWanted(before) && !reachable(from: [id]).contains(before)
            }
        }
    }

    /// Those that it has kept waiting have their turn next.
    func requeueSuccessors(of id: NodeID) {
        for next in graph[id].successors.reversed() where graph[next].state == .requested && !graph[next].isExpanded {
            front.append(next)
        }
    }

    private func isWanted(_ id: NodeID) -> Bool {
        if let wanted { return wanted.contains(id) }
        let found = reachable(from: goals)
        wanted = found
        return found.contains(id)
    }

    private func reachable(from start: [NodeID]) -> Set<NodeID> {
        var seen = Set(start)
        var pending = start
        while let id = pending.popLast() {
            for next in graph[id].children + graph[id].cohorts where seen.insert(next).inserted { pending.append(next) }
        }
        return seen
    }
}
