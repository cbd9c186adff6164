package import Execution
package import Platform
package import Text

/// Names a host that `place` chose.
package struct PlacementID: Hashable, Sendable {
    let host: Int
}

/// Runs actions on the hosts of a hosts file. A host that fails costs a notice; its actions finish as `.lost`.
package final class RemoteExecutor: Executor {
    package var onEvent: (ExecutionEvent) -> Void = { _ in }
    package var onNotice: (RemoteNotice) -> Void = { _ in }
    /// An action came to its next phase; none of them need come before its finish.
    package var onPhase: (ActionID, RemotePhase) -> Void = { _, _ in }
    /// A host came up, freed a slot or was lost: placing is worth another try.
    package var onCapacity: () -> Void = {}

    private let loop: EventLoop
    private let options: RemoteOptions
    private let inputs = LocalInputs()
    private var hosts: [RemoteHost] = []
    private var placement: Placement
    private let sockets: ControlSockets?
    /// What the makes of this build share; nil if this one counts alone.
    private let common: CommonSlots?
    /// Slots that `place` took and nobody has used yet, by host.
    private var reserved: [Int: [CommonSlots.Slot]] = [:]
    /// How many slots an action has, and which of the common ones.
    private var grants: [ActionID: (count: Int, common: [CommonSlots.Slot])] = [:]
    /// Nanoseconds until slots that others have are asked for again.
    private var pause = RemoteExecutor.shortestPause
    private var pauseTimer: EventLoop.TimerID?
    private static let shortestPause: Int64 = 5_000_000
    private static let longestPause: Int64 = 160_000_000
    private var capacityIsAnnounced = false
    private var completion: (() -> Void)?

    package init(hosts: [Host], loop: EventLoop, options: RemoteOptions, common: CommonSlots? = nil) {
        self.loop = loop
        self.common = common
        self.options = options
        placement = Placement(hosts: hosts.map { ($0.slots, $0.speed) })
        let sockets = hosts.contains { $0.transport == .ssh } ? ControlSockets() : nil
        self.sockets = sockets
        self.hosts = hosts.enumerated().map { index, host in
            RemoteHost(
                host: host, options: options, loop: loop, inputs: inputs,
                controlPath: sockets?.prefix(host: index) ?? Bytes("none"), owner: self)
        }
    }

    /// Begins to connect to all hosts in parallel.
    package func bringUp() {
        for (index, host) in hosts.enumerated() {
            placement.set(index, .connecting)
            host.bringUp()
        }
    }

    /// The host that should take the next action; nil when all are full or unusable. A slot that is common to several
    /// makes is reserved until `start` or `giveReserved`.
    package func place() -> PlacementID? {
        guard let common else { return placement.choose().map(PlacementID.init) }
        var refused: Set<Int> = []
        while let index = placement.choose(except: refused) {
            if reserved[index] == nil {
                let host = hosts[index].host
                let taken = common.take(1, of: host.name, count: host.slots)
                if taken.isEmpty {
                    refused.insert(index)
                    continue
                }
                reserved[index] = taken
            }
            pause = Self.shortestPause
            return PlacementID(host: index)
        }
        if !refused.isEmpty { askAgain() }
        return nil
    }

    /// Gives back what `place` took for nobody.
    package func giveReserved() {
        for slots in reserved.values { common?.give(slots) }
        reserved = [:]
    }

    /// Nobody tells when another make's job ends or dies, so that is looked for now and then.
    private func askAgain() {
        guard pauseTimer == nil else { return }
        pauseTimer = loop.after(nanoseconds: pause) { [weak self] in
            self?.pauseTimer = nil
            self?.capacityChanged()
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
        if let common, slots.count < wanted {
            slots += common.take(wanted - slots.count, of: host.name, count: host.slots)
        }
        let count = common == nil ? wanted : max(slots.count, 1)
        grants[action.id] = (count, slots)
        placement.started(on: index, slots: count)
        return count
    }

    package func cancel(_ id: ActionID, signal: Int32) {
        _ = hosts.contains { $0.cancel(id, signal: signal) }
    }

    /// Removes the stages and ends all sessions; calls `completion` when that is done, after a second at most.
    package func shutDown(completion: @escaping () -> Void) {
        self.completion = completion
        for host in hosts { host.shutDown() }
        awaitEnd(until: monotonicClock() + 800_000_000)
    }

    private func awaitEnd(until deadline: Int64) {
        if hosts.contains(where: \.hasSessions), monotonicClock() < deadline {
            loop.after(nanoseconds: 2_000_000) { [self] in awaitEnd(until: deadline) }
            return
        }
        loop.after(nanoseconds: 0) { [self] in
            letGo(byForce: true)
            completion?()
            completion = nil
        }
    }

    /// For a second interrupt: lets go of everything at once. The hosts clean up as their lifelines end.
    package func abandon() { letGo(byForce: false) }

    private func letGo(byForce: Bool) {
        for host in hosts { host.letGo(byForce: byForce) }
        sockets?.remove()
    }

    private func index(of host: RemoteHost) -> Int? { hosts.firstIndex { $0 === host } }
}

extension RemoteExecutor: RemoteHostOwner {
    func hostIsUp(_ host: RemoteHost) {
        if let index = index(of: host) { placement.set(index, .up) }
        capacityChanged()
    }

    func hostIsUnusable(_ host: RemoteHost) {
        if let index = index(of: host) { placement.set(index, .unusable) }
    }

    /// Told once per turn of the loop, and never from inside a call of the driver's.
    func capacityChanged() {
        guard !capacityIsAnnounced else { return }
        capacityIsAnnounced = true
        loop.after(nanoseconds: 0) { [weak self] in
            self?.capacityIsAnnounced = false
            self?.onCapacity()
        }
    }

    func tell(_ notice: RemoteNotice) { onNotice(notice) }

    func tell(_ phase: RemotePhase, of action: Action) { onPhase(action.id, phase) }

    func emit(_ output: Bytes, of action: Action) { onEvent(.output(action.id, output)) }

    func finish(_ action: Action, on host: RemoteHost, _ outcome: Outcome) {
        let grant = grants.removeValue(forKey: action.id)
        if let index = index(of: host) { placement.finished(on: index, slots: grant?.count ?? 1) }
        if let grant { common?.give(grant.common) }
        if case .lost(let reason) = outcome {
            onNotice(.lost(target: action.target, host: host.host.name, reason: reason))
        }
        capacityChanged()
        onEvent(.finished(action.id, outcome))
    }

    func load(of host: RemoteHost) -> Int { index(of: host).map { placement.running(on: $0) } ?? 0 }
}
