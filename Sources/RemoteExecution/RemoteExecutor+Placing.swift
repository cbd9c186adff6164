package import Execution
internal import Platform
package import Text

/// Which host an action goes to, and the slots that it has there.
extension RemoteExecutor {
    static let shortestPause: Int64 = 5_000_000
    static let longestPause: Int64 = 160_000_000

    /// What an action has of a host.
    struct Grant {
        let host: Int
        /// How many slots.
        let count: Int
        /// Those that it shares with other makes.
        let common: [CommonSlots.Slot]
    }

    /// The host that should take the next action; nil when all are full or unusable. A slot that is common to several
    /// makes is reserved until `start` or `giveReserved`.
    package func place() -> PlacementID? {
        while let index = placement.choose() {
            if reserve(on: index) { return PlacementID(host: index) }
        }
        lastRefusal = monotonicClock()
        return nil
    }

    /// False if other makes have all slots of the host; it is out of the choice then for a while.
    private func reserve(on index: Int) -> Bool {
        guard let common = common(for: index) else { return true }
        if reserved[index] == nil {
            let host = hosts[index].host
            let taken = common.take(1, of: host.name, count: host.slots)
            guard !taken.isEmpty else {
                placement.block(index)
                askAgain()
                return false
            }
            reserved[index] = taken
        }
        pause = Self.shortestPause
        return true
    }

    /// A host that offered itself works for this make alone.
    private func common(for index: Int) -> CommonSlots? { hosts[index].host.transport == .joined ? nil : common }

    func giveReserved(on index: Int) {
        if let slots = reserved.removeValue(forKey: index) { common?.give(slots) }
    }

    /// Gives back what `place` took for nobody.
    package func giveReserved() {
        guard !reserved.isEmpty else { return }
        for slots in reserved.values { common?.give(slots) }
        reserved = [:]
    }

    /// Nobody tells when another make's job ends or dies, so that is looked for now and then.
    private func askAgain() {
        guard pauseTimer == nil else { return }
        pauseTimer = loop.after(nanoseconds: pause) { [weak self] in
            guard let self else { return }
            pauseTimer = nil
            placement.unblock()
            capacityChanged()
        }
        pause = min(pause * 2, Self.longestPause)
    }

    package func hostName(of place: PlacementID) -> Bytes { hosts[place.host].host.name }

    /// Runs the action there. Ends with one `.finished`, after this call.
    package func start(_ action: Action, at place: PlacementID) {
        let host = hosts[place.host]
        var action = action
        action.slots = grant(action, on: place.host)
        let prepared: PreparedAction
        do {
            prepared = try inputs.prepare(action)
        } catch {
            loop.after(nanoseconds: 0) { [weak self] in
                self?.finish(action, on: host, .lost(reason: error.reason))
            }
            return
        }
        onNotice(.usingHost(host: host.host.name, running: placement.running(on: place.host)))
        host.start(prepared)
    }

    /// As many slots as are free, up to what the action may have; at least one.
    private func grant(_ action: Action, on index: Int) -> Int {
        let host = hosts[index].host
        let wanted = max(min(action.slots, placement.free(on: index)), 1)
        var slots = reserved.removeValue(forKey: index) ?? []
        let common = common(for: index)
        if let common, slots.count < wanted {
            slots += common.take(wanted - slots.count, of: host.name, count: host.slots)
        }
        let count = common == nil ? wanted : max(slots.count, 1)
        grants[action.id] = Grant(host: index, count: count, common: slots)
        placement.started(on: index, slots: count)
        return count
    }

    /// The action is over; its slots are free.
    func release(_ id: ActionID) {
        guard let grant = grants.removeValue(forKey: id) else { return }
        placement.finished(on: grant.host, slots: grant.count)
        common?.give(grant.common)
    }

    package func cancel(_ id: ActionID, signal: Int32) {
        guard let grant = grants[id] else { return }
        _ = hosts[grant.host].cancel(id, signal: signal)
    }
}
