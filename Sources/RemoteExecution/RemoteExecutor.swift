package import ContentStore
package import Execution
package import Platform
internal import Text

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

    let loop: EventLoop
    let options: RemoteOptions
    let inputs = LocalInputs()
    private let handshakes: Handshakes
    /// The same for transports that start processes here.
    private let starts: Handshakes
    var openFiles = OpenFileBudget()
    /// Hosts for which there are not enough open files, until that is told.
    var leftOut = 0
    /// A host's index is its number in `placement`.
    private(set) var hosts: [RemoteHost] = []
    /// Bytes of inputs that went to hosts whose seats others have now.
    private(set) var sentToFormer = 0
    var placement = Placement()
    var demands = Demands()
    let compilersHere: LocalCompilers
    private var sockets: ControlSockets?
    /// Names the control sockets of the next host; seats are used again, and these are not.
    private var nextSockets = 0
    /// What the makes of this build share; nil if this one counts alone.
    let common: CommonSlots?
    /// Slots that `place` took and nobody has used yet, by host.
    var reserved: [Int: [CommonSlots.Slot]] = [:]
    var grants: [ActionID: Grant] = [:]
    /// The hosts of actions whose outputs are still on their way, though their slots are free.
    var fetching: [ActionID: Int] = [:]
    /// Nanoseconds until slots that others have are asked for again.
    var pause = RemoteExecutor.shortestPause
    var pauseTimer: EventLoop.TimerID?
    /// Results of former builds; nil: none are kept.
    package var cache: ActionCache?
    var cacheNotes: [ActionID: CacheNote] = [:]
    /// When `place` last found no host, on `monotonicClock`.
    var lastRefusal: Int64 = 0
    /// Some host did not answer for a while, maybe not for the first time.
    package private(set) var hasSilentHosts = false
    private var capacityIsAnnounced = false
    private var completion: (() -> Void)?
    /// Hosts are connected as they join.
    private(set) var isUp = false
    private(set) var isShuttingDown = false
    /// The host is gone, and its seat is free.
    var onDeparture: (RemoteHost) -> Void = { _ in }

    package init(hosts: [Host], loop: EventLoop, options: RemoteOptions, common: CommonSlots? = nil) {
        self.loop = loop
        self.common = common
        self.options = options
        compilersHere = LocalCompilers(loop: loop, options: options)
        handshakes = Handshakes(loop: loop, limit: options.handshakes)
        starts = Handshakes(loop: loop, limit: options.starts)
        for host in fitting(hosts) { add(host) }
    }

    /// Gives a host a seat; it is not connected yet.
    @discardableResult
    func add(_ host: Host, claim: ClaimedHost? = nil) -> RemoteHost {
        if host.transport == .ssh, sockets == nil { sockets = ControlSockets() }
        let index = placement.add(slots: host.slots, speed: host.speed)
        let added = RemoteHost(
            host: host, index: index, options: options, loop: loop, inputs: inputs,
            controlPath: sockets?.prefix(host: nextSockets) ?? Bytes("none"), claim: claim,
            handshakes: host.transport == .ssh ? handshakes : starts,
            owner: self)
        nextSockets += 1
        if index < hosts.count {
            sentToFormer += hosts[index].sentBytes
            hosts[index] = added
        } else {
            hosts.append(added)
        }
        judge(added)
        return added
    }

    /// Begins to connect to all hosts in parallel.
    package func bringUp() {
        isUp = true
        tellWhoIsLeftOut()
        for host in hosts { host.bringUp() }
    }

    /// Removes the stages and ends all sessions; calls `completion` when that is done, after a second at most.
    package func shutDown(completion: @escaping () -> Void) {
        self.completion = completion
        isShuttingDown = true
        for host in hosts where !host.hasLeft { host.shutDown() }
        awaitEnd(until: monotonicClock() + 800_000_000)
    }

    private func awaitEnd(until deadline: Int64) {
        if hosts.contains(where: \.hasSessions), monotonicClock() < deadline {
            loop.after(nanoseconds: 2_000_000) { [self] in awaitEnd(until: deadline) }
            return
        }
        loop.after(nanoseconds: 0) { [self] in
            letGo(byForce: true)
            cache?.trim()
            completion?()
            completion = nil
        }
    }

    /// For a second interrupt: lets go of everything at once. The hosts clean up as their lifelines end.
    package func abandon() { letGo(byForce: false) }

    private func letGo(byForce: Bool) {
        for host in hosts { host.letGo(byForce: byForce) }
        compilersHere.letGo()
        sockets?.remove()
    }
}

extension RemoteExecutor: RemoteHostOwner {
    func hostIsConnecting(_ host: RemoteHost) {
        guard !host.hasFailed else { return }
        placement.set(host.index, .connecting)
        capacityChanged()
    }

    func hostIsUp(_ host: RemoteHost) {
        placement.set(host.index, .up)
        capacityChanged()
    }

    func hostIsUnusable(_ host: RemoteHost) {
        placement.set(host.index, .unusable)
    }

    func hostIsSilent(_ host: RemoteHost) {
        placement.set(host.index, .unusable)
        hasSilentHosts = true
        onNotice(.hostSilent(host: host.host.name))
        capacityChanged()
    }

    /// It is down. One that offered itself will do so again, and is a new host then.
    func hostHasFailed(_ host: RemoteHost) {
        if host.host.transport == .joined { host.isDraining = true }
        loop.after(nanoseconds: 0) { [weak self] in self?.leaveIfDone(host) }
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

    func emit(_ output: Bytes, of action: Action) {
        noteForCache(output, of: action.id)
        onEvent(.output(action.id, output))
    }

    func emitEarly(_ output: Bytes, of action: Action) {
        noteForCache(output, of: action.id)
        onEvent(.progress(action.id, output))
    }

    func slotIsFree(_ action: Action) {
        if let grant = grants[action.id] { fetching[action.id] = grant.host }
        release(action.id)
        capacityChanged()
    }

    func finish(_ action: Action, on host: RemoteHost, _ outcome: Outcome) {
        release(action.id)
        fetching[action.id] = nil
        host.lastUse = monotonicClock()
        if host.isDraining { loop.after(nanoseconds: 0) { [weak self] in self?.leaveIfDone(host) } }
        if case .lost(let reason) = outcome {
            onNotice(.lost(target: action.target, host: host.host.name, reason: reason))
        }
        recordInCache(action.id, outcome)
        consider(host, after: action.id, outcome)
        capacityChanged()
        onEvent(.finished(action.id, outcome))
    }

    func load(of host: RemoteHost) -> Int { placement.running(on: host.index) }
}
