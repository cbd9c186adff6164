internal import Execution
internal import Platform
internal import Text

/// Hosts that join and leave while a build runs (Documentation/joining.md).
extension RemoteExecutor {
    /// Nanoseconds that a host which leaves has to clean up, before its sessions are ended from here.
    private static let leaveLimit: Int64 = 5_000_000_000

    /// Those that are members and not about to leave.
    private var members: [RemoteHost] { hosts.filter { !$0.hasLeft && !$0.isDraining } }

    package var hasMembers: Bool { !members.isEmpty }

    /// Makes the hosts those of another hosts file; those that offered themselves are not concerned.
    package func follow(_ list: [Host]) {
        let listed = members.filter { $0.host.transport != .joined }
        let changes = HostChanges(from: listed.map(\.host), to: list)
        for host in listed where changes.draining.contains(host.host.name) { drain(host) }
        for host in changes.changed { members.first { $0.host.name == host.name }.map { change($0, host) } }
        for host in changes.joining { join(host) }
        tellWhoIsLeftOut()
        if changes != HostChanges(from: [], to: []) { capacityChanged() }
    }

    private func change(_ member: RemoteHost, _ host: Host) {
        openFiles.release(slots: member.host.slots)
        _ = openFiles.admit(slots: host.slots)
        member.change(host)
        placement.change(member.index, slots: host.slots, speed: host.speed)
        judge(member)
    }

    private func join(_ host: Host) {
        // One that has not left yet is called back.
        if let leaving = hosts.first(where: { $0.isDraining && !$0.hasLeft && $0.host.name == host.name }),
            leaving.host.transport == host.transport, leaving.host.store == host.store
        {
            leaving.isDraining = false
            placement.setOpen(leaving.index, true)
            return change(leaving, host)
        }
        guard !fitting([host]).isEmpty else { return }
        let joining = add(host)
        onNotice(.hostJoined(host: host.name))
        guard isUp else { return }
        joining.bringUp()
    }

    /// Takes nothing new, finishes what runs, and leaves.
    func drain(_ host: RemoteHost) {
        guard !host.isDraining, !host.hasLeft else { return }
        host.isDraining = true
        placement.setOpen(host.index, false)
        giveReserved(on: host.index)
        onNotice(.hostDrains(host: host.host.name, running: placement.running(on: host.index)))
        leaveIfDone(host)
    }

    /// To be called when an action ended, or the state of the host changed.
    func leaveIfDone(_ host: RemoteHost) {
        guard host.isDraining, !host.hasLeft, !isShuttingDown else { return }
        if host.isUp, placement.running(on: host.index) > 0 || !host.fetching.isEmpty { return }
        leave(host)
    }

    /// The host goes now; what is still there is lost.
    private func leave(_ host: RemoteHost) {
        host.hasLeft = true
        demands.prospects = [:]
        placement.setOpen(host.index, false)
        host.shutDown()
        awaitEnd(of: host, until: monotonicClock() + Self.leaveLimit)
    }

    private func awaitEnd(of host: RemoteHost, until deadline: Int64) {
        if host.hasSessions, monotonicClock() < deadline {
            loop.after(nanoseconds: 10_000_000) { [weak self] in self?.awaitEnd(of: host, until: deadline) }
            return
        }
        host.letGo(byForce: true)
        loop.after(nanoseconds: 0) { [weak self] in
            guard let self, !isShuttingDown else { return }
            placement.vacate(host.index)
            openFiles.release(slots: host.host.slots)
            onNotice(.hostLeft(host: host.host.name))
            onDeparture(host)
        }
    }
}
