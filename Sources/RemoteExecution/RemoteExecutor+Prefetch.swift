internal import ContentStore
package import Execution

extension RemoteExecutor {
    /// Bytes of inputs that were sent to hosts so far.
    package var sentBytes: Int { hosts.reduce(sentToFormer) { $0 + $1.sentBytes } }

    /// Bytes of archives that went through data streams so far, packed or not.
    package var wireBytes: Int { hosts.reduce(0) { $0 + $1.wireBytes } }

    /// Round trips of all sessions that carry actions or data.
    package var turns: Int {
        hosts.reduce(0) { sum, host in
            sum + (host.slots.map(\.session) + host.carriers.map(\.session)).reduce(0) { $0 + $1.turns }
        }
    }

    /// Begins to send the inputs of an action that may be started soon, while all slots are busy.
    ///
    /// It is no promise: the action may be started anywhere, or never. It goes to the host that has most of its inputs
    /// already, unless that one is busy with another such action. What is small is left to travel with the script.
    ///
    /// - Parameter demand: only a host that meets it is thought of.
    /// - Returns: false if no host can take anything now; it is worth another try when an action has ended.
    @discardableResult
    package func prefetch(_ action: Action, for demand: DemandID = .none) -> Bool {
        let able = hosts.filter { $0.canPrefetch && placement.meets($0.index, demand.raw) }
        guard !able.isEmpty else { return false }
        guard let prepared = try? inputs.prepare(action) else { return true }
        let best = able.max { $0.map.knownCount(of: prepared.files) < $1.map.knownCount(of: prepared.files) }
        best?.prefetch(prepared)
        return true
    }
}
