internal import ContentStore
package import Execution

extension RemoteExecutor {
    /// Begins to send the inputs of an action that may be started soon, while all slots are busy.
    ///
    /// It is no promise: the action may be started anywhere, or never. It goes to the host that has most of its inputs
    /// already, unless that one is busy with another such action. What is small is left to travel with the script.
    /// To be called as often as wanted; an action whose inputs are there or on their way costs a look at them.
    package func prefetch(_ action: Action) {
        guard let prepared = try? inputs.prepare(action) else { return }
        let able = hosts.filter { $0.canPrefetch }
        let best = able.max { $0.map.knownCount(of: prepared.files) < $1.map.knownCount(of: prepared.files) }
        best?.prefetch(prepared)
    }
}
