internal import BuildGraph

/// The rules of one `::` target change one file, so no two of them are carried out at the same time, here or on hosts.
extension JobsMaker {
    /// False if another rule of the target is at it; then this one follows.
    func takesTurn(_ id: NodeID) -> Bool {
        let first = graph[id].leader ?? id
        guard !graph[first].cohorts.isEmpty else { return true }
        if let other = turns[first], other != id {
            waitingForTurn[first, default: []].append(id)
            return false
        }
        turns[first] = id
        return true
    }

    /// The rule was carried out.
    func passTurn(from id: NodeID) {
        let first = graph[id].leader ?? id
        guard turns[first] == id else { return }
        guard let waiting = waitingForTurn[first], let next = waiting.first else {
            turns[first] = nil
            return
        }
        waitingForTurn[first] = Array(waiting.dropFirst())
        turns[first] = next
        addReady(next)
    }
}
