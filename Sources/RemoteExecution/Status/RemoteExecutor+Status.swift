internal import Text

extension RemoteExecutor {
    /// All hosts that take part, or did not come to that.
    package var hostStates: [BuildStatus.HostState] {
        hosts.filter { !$0.hasLeft }.map { host in
            let state: StaticString =
                if host.isDraining { "draining" } else {
                    switch host.state {
                    case .down: "down"
                    case .connecting: "connecting"
                    case .up: placement.condition(of: host.index) == .up ? "up" : "down"
                    case .closing: "draining"
                    }
                }
            return BuildStatus.HostState(
                name: host.host.name, slots: host.host.slots, running: placement.running(on: host.index),
                load: host.systemLoad, state: Bytes(state))
        }
    }
}
