internal import ContentStore
internal import Execution
internal import Platform
internal import Text

extension RemoteHost {
    func start(_ prepared: PreparedAction) {
        switch state {
        case .connecting, .up:
            queue.append(prepared)
            pump()
        case .down, .closing: finishSoon(prepared.action, .lost(reason: "it is not connected"))
        }
    }

    /// Gives waiting actions to idle slots, and opens slots while too few are there.
    func pump() {
        guard case .up(let report) = state else { return }
        var index = 0
        while index < queue.count {
            let prepared = queue[index]
            // What is written to must be no link into the store.
            map.forget(prepared.outputs.filter(linkedPaths.contains))
            // Nor is their time to be changed, which is the entry's.
            map.forget(stale(prepared).map { prepared.files[$0].path }.filter(linkedPaths.contains))
            // What its compilers are told depends on what they are.
            if isUnknown(prepared, report) {
                index += 1
                continue
            }
            // An input that is on its way for another action is waited for.
            guard let missing = map.missing(prepared.files), !map.isHeld(prepared.outputs),
                !map.isMaking(prepared.outputs)
            else {
                index += 1
                continue
            }
            // Large inputs do not wait for a slot.
            if uploads(prepared, missing, report) {
                index += 1
                continue
            }
            guard let slot = slots.first(where: { $0.state == .idle }) else {
                index += 1
                continue
            }
            queue.remove(at: index)
            let run = Run(prepared: prepared, number: takeRunNumber())
            begin(run, on: slot, missing: missing, report: report)
        }
        let opening = slots.count { $0.state == .opening }
        for _ in 0..<max(min(queue.count - opening, slotLimit - slots.count), 0) { openSlot(report) }
    }

    /// Whether a compiler of the action is still being asked whether it can map paths, which is not waited for for ever.
    private func isUnknown(_ prepared: PreparedAction, _ report: HostReport) -> Bool {
        guard report.tree == nil || prepared.action.leavesTree,
            prepared.action.paths.compilers.contains(where: { executor.mapsPaths($0.program, on: self) == nil })
        else { return false }
        let now = monotonicClock()
        let since = askedSince[prepared.action.id] ?? now
        if askedSince.updateValue(since, forKey: prepared.action.id) == nil {
            loop.after(nanoseconds: Self.longestAsking) { [weak self] in self?.pump() }
        }
        return now - since < Self.longestAsking
    }

    private static let longestAsking: Int64 = 5_000_000_000

    func takeRunNumber() -> Int {
        defer { nextRunNumber += 1 }
        return nextRunNumber
    }

    func openSlot(_ report: HostReport) {
        var lease: ConnectionPool.Lease?
        if host.transport == .ssh {
            lease = leaseConnection()
            // A connection is being made, and `pump` called when it is there.
            guard lease != nil else { return }
        }
        guard let cookie = Cookie.random() else { return }
        let session: Session
        do {
            session = try openSession(lease?.share ?? .user)
        } catch {
            if let lease { connections.release(lease.index) }
            let reason = "cannot start its transport: \(error.text)"
            loop.after(nanoseconds: 0) { [weak self] in self?.fail(reason) }
            return
        }
        nextSlotNumber += 1
        let slot = Slot(
            number: nextSlotNumber, cookie: cookie, connection: lease?.index, opensConnection: lease?.opens ?? false,
            session: session, limits: options.limits)
        slot.onEvent = { [weak self, weak slot] event in
            if let self, let slot { take(event, from: slot) }
        }
        slots.append(slot)
        loop.after(nanoseconds: options.connectLimit) { [weak self, weak slot] in
            if let self, let slot, slot.state == .opening { lose(slot, "a session to it did not open") }
        }
        let script = SlotScript(
            cookie: cookie, stage: report.stage, slot: nextSlotNumber, options: options, unset: report.unset,
            tree: report.tree.map { ($0, options.roots) })
        slot.rest = script.rest
        session.send(script.opening)
    }

    func finishSoon(_ action: Action, _ outcome: Outcome) {
        loop.after(nanoseconds: 0) { [weak self] in
            if let self { executor.finish(action, on: self, outcome) }
        }
    }

    /// The slot's session ended or talks nonsense; the others go on.
    func lose(_ slot: Slot, _ reason: String) {
        let run = slot.run
        signal(SIGKILL, slot: slot)
        slot.drop()
        slots.removeAll { $0 === slot }
        let isRefused = !slot.wasReady && slot.connection != nil && !slot.opensConnection
        if let connection = slot.connection { connections.release(connection, isRefused: isRefused) }
        if let run {
            forget(run)
            endMakingLater(run)
            lose(run, reason)
        } else if !isRefused {
            slotFailures += 1
        }
        if slotFailures >= 3 {
            // Fewer slots than promised are better than none; none is a failure.
            slotLimit = slots.count { $0.state != .opening }
            slotFailures = 0
            if slotLimit == 0 { return fail(reason) }
        }
        pump()
    }

    /// The run did not come to its end here. Nothing local was touched.
    func lose(_ run: Run, _ reason: String) {
        map.forget(run.prepared.outputs)
        for output in run.outputs { output.discard() }
        let outcome = run.cancelledBy.map { Outcome.signaled($0) } ?? .lost(reason: reason)
        executor.finish(run.prepared.action, on: self, outcome)
    }

    /// Sends a signal to an action here; its finish follows. False if it is not here.
    func cancel(_ id: ActionID, signal number: Int32) -> Bool {
        if let index = queue.firstIndex(where: { $0.action.id == id }) {
            finishSoon(queue.remove(at: index).action, .signaled(number))
            return true
        }
        if let index = fetching.firstIndex(where: { $0.prepared.action.id == id }) {
            let run = fetching.remove(at: index)
            run.cancelledBy = number
            loop.after(nanoseconds: 0) { [weak self] in self?.lose(run, "cancelled") }
            return true
        }
        guard let slot = slots.first(where: { $0.run?.prepared.action.id == id }), let run = slot.run else {
            return false
        }
        run.cancelledBy = number
        if slot.canBeSignalled {
            signal(number, slot: slot)
        } else {
            loop.after(nanoseconds: 0) { [weak self] in
                if let self, slots.contains(where: { $0 === slot }) { lose(slot, "cancelled") }
            }
        }
        return true
    }
}
