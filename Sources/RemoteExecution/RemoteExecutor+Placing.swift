package import Execution
internal import Platform
package import Text

/// Which host an action goes to, and the slots that it has there.
extension RemoteExecutor {
    static let shortestPause: Int64 = 5_000_000
    static let longestPause: Int64 = 160_000_000
    private static let mostLostInRow = 3

    /// What an action has of a host.
    struct Grant {
        let host: Int
        /// How many slots.
        let count: Int
        /// Those that it shares with other makes.
        let common: [CommonSlots.Slot]
    }

    /// The host that should take the next action; nil when all that meet the demand are full or unusable. A slot that is
    /// common to several makes is reserved until `start` or `giveReserved`.
    ///
    /// - Parameter other: not that one.
    package func place(for demand: DemandID = .none, except other: PlacementID? = nil) -> PlacementID? {
        func choice() -> Int? {
            if let other { return placement.choose(for: demand.raw, except: other.host) }
            return placement.choose(for: demand.raw)
        }
        while let index = choice() {
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
    /// It does not answer at the moment.
    package func isSilent(_ place: PlacementID) -> Bool { hosts[place.host].isSilent }
    /// As it is configured.
    package func speed(of place: PlacementID) -> Double { hosts[place.host].host.speed }
    /// Nanoseconds of the last heartbeat, there and back; nil before the first.
    package func roundTrip(of place: PlacementID) -> Int64? { hosts[place.host].roundTrip }
    /// It was found to be so fast.
    package func set(speed: Double, of place: PlacementID) { placement.set(place.host, speed: speed) }

    /// Runs the action there. Ends with one `.finished`, after this call.
    ///
    /// - Throws: if it can go to no host; then nothing follows.
    package func start(_ action: Action, at place: PlacementID) throws(CannotTravel) {
        let host = hosts[place.host]
        var prepared = try inputs.prepare(action)
        prepared.action.slots = grant(action, on: place.host)
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

    /// A host that loses one action after the other, while its connection stands, rests.
    func consider(_ host: RemoteHost, after id: ActionID, _ outcome: Outcome) {
        guard case .lost = outcome else {
            host.lostInRow = []
            return
        }
        // The same one again may be to blame itself.
        host.lostInRow.insert(id)
        guard host.lostInRow.count >= Self.mostLostInRow, placement.condition(of: host.index) == .up else { return }
        host.lostInRow = []
        host.rest("it lost \(Self.mostLostInRow) actions in a row")
    }

    package func cancel(_ id: ActionID, signal: Int32) {
        guard let host = grants[id]?.host ?? fetching[id] else { return }
        _ = hosts[host].cancel(id, signal: signal)
    }
}
