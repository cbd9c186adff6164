internal import BuildGraph
internal import MakeLanguage
internal import Report
internal import Text

/// Nothing runs and nothing is ready, but nodes wait: for each other.
extension JobsMaker {
    /// Says so, and goes on with the rest if there was a cycle; false if nothing waits.
    func breakDeadlock() -> Bool {
        let waiting = graph.nodes.indices.map { NodeID(raw: UInt32($0)) }.filter { graph[$0].state == .requested }
        guard !waiting.isEmpty else { return false }
        if run.dialect.runsLinesApart {
            reportUnaccounted(waiting)
            return false
        }
        for start in waiting where graph[start].unmadeCount > 0 {
            guard let member = cycleMember(from: start) else { continue }
            run.reportCycle(member, quoted: true)
            exitStatus = run.options.keepsGoing ? 1 : 2
            if !run.options.keepsGoing { isStopping = true }
            complete(member, .failed)
            return true
        }
        // After a failure it is clear why.
        if errors == 0, exitStatus == 0 { waiting.forEach(reportNotBuilt) }
        exitStatus = 1
        return false
    }

    /// All that waits, and why (S9-09).
    private func reportUnaccounted(_ waiting: [NodeID]) {
        let names = Bytes(waiting.map { graph[$0].name }.joined(separator: [Ascii.space]))
        output.putError(Bytes("Error target(s) unaccounted for: ") + names + [Ascii.newline])
        for start in waiting where graph[start].unmadeCount > 0 {
            guard let member = cycleMember(from: start) else { continue }
            var chain = [member]
            while let next = graph[chain[chain.count - 1]].children.first(where: { graph[$0].state == .requested }) {
                chain.append(next)
                if next == member { break }
            }
            let cycle = Bytes(chain.map { graph[$0].name }.joined(separator: Bytes(" -> ")))
            output.putError(Bytes("Cycle found: (") + cycle + Bytes(")\n"))
            break
        }
        exitStatus = run.dialect.statusOfFailure
    }

    /// A node that depends on itself, found by going from source to source; nil if the way ends.
    private func cycleMember(from start: NodeID) -> NodeID? {
        var seen: Set<NodeID> = []
        var current = start
        while seen.insert(current).inserted {
            guard let next = graph[current].children.first(where: { graph[$0].state == .requested }) else { return nil }
            current = next
        }
        return current
    }

    /// `.ORDER` has it wait for a node that in turn waits for it (S7-25).
    private func reportNotBuilt(_ id: NodeID) {
        guard let before = predecessor(of: id) else { return }
        let name = Bytes("`") + graph[id].name + Bytes("'")
        output.putLine(name + Bytes(" was not built (DEFERRED)!"))
        output.putLine(
            Bytes("    ") + name + Bytes(" has .ORDER dependency against ") + graph[before].name
                + Bytes(predecessor(of: before) != nil ? " (DEFERRED)" : " (REQUESTED)"))
    }
}
