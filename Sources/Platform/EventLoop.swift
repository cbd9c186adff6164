internal import CPlatform

/// One thread's waiting place: descriptors, timers, children and signals, each with a handler.
///
/// Handlers run from `runOnce`, never from inside another call of the loop's methods. They may watch, unwatch and
/// schedule freely. All methods belong to the thread that runs the loop.
package final class EventLoop {
    package enum Interest { case read, write }
    /// Names a watch until `unwatch`.
    package struct WatchID: Hashable { fileprivate let raw: UInt64 }
    /// Names a timer until it fires or is cancelled.
    package struct TimerID: Hashable { fileprivate let raw: UInt64 }

    private struct Watch {
        let fd: Int32
        let interest: Interest
        let handler: () -> Void
    }

    private struct Timer {
        /// On `monotonicClock`.
        let due: Int64
        let handler: () -> Void
    }

    private var nextID: UInt64 = 1
    private var watches: [UInt64: Watch] = [:]
    private var timers: [UInt64: Timer] = [:]
    private var children: [ProcessID: (ExitStatus) -> Void] = [:]
    /// Children that ended, until their handlers run.
    private var strays: [ProcessID: ExitStatus] = [:]
    private var signals: [Int32: () -> Void] = [:]
    /// The count of SIGCHLD in this process when the children were last asked.
    private var endedChildren: UInt64 = 0
    /// Signal handlers write here so that poll(2) returns.
    private let wakePipe: (read: Int32, write: Int32)
    /// The poll set, rebuilt only when the watches changed.
    private var pollSet: [pollfd] = []
    private var pollOwners: [UInt64] = []
    private var pollSetIsStale = true

    package init() throws(SystemError) {
        wakePipe = try makePipe(nonBlocking: true)
        guard cp_add_wake(wakePipe.write) == 0 else { throw SystemError(code: EMFILE) }
        cp_catch(SIGCHLD, 1)
        signal(SIGPIPE, SIG_IGN)
    }

    deinit {
        _ = cp_remove_wake(wakePipe.write)
        close(wakePipe.read)
        close(wakePipe.write)
    }

    /// Calls `handler` whenever the descriptor is ready (or at its end, or in error), until `unwatch`.
    package func watch(_ fd: Int32, _ interest: Interest, _ handler: @escaping () -> Void) -> WatchID {
        defer { nextID += 1 }
        watches[nextID] = Watch(fd: fd, interest: interest, handler: handler)
        pollSetIsStale = true
        return WatchID(raw: nextID)
    }

    /// Ends a watch; must precede closing the descriptor. Unknown ids are ignored.
    package func unwatch(_ id: WatchID) {
        if watches.removeValue(forKey: id.raw) != nil { pollSetIsStale = true }
    }

    /// Calls `handler` once, so many nanoseconds from now.
    @discardableResult
    package func after(nanoseconds: Int64, _ handler: @escaping () -> Void) -> TimerID {
        defer { nextID += 1 }
        timers[nextID] = Timer(due: monotonicClock() + nanoseconds, handler: handler)
        return TimerID(raw: nextID)
    }

    package func cancel(_ id: TimerID) { timers.removeValue(forKey: id.raw) }

    /// Calls `handler` once, when the child ends. The child is reaped by the loop.
    package func onExit(of pid: ProcessID, _ handler: @escaping (ExitStatus) -> Void) {
        children[pid] = handler
        // It may have ended before anybody asked, and its signal is gone.
        collect(pid)
        if strays[pid] != nil { wake() }
    }

    /// Calls `handler` each time the signal arrives, instead of its default action; nil restores that.
    package func onSignal(_ number: Int32, _ handler: (() -> Void)?) {
        signals[number] = handler
        cp_catch(number, handler == nil ? 0 : 1)
    }

    /// Waits until something happened, at most `limit` nanoseconds (nil: as long as it takes), and runs its handlers.
    package func runOnce(limit: Int64? = nil) {
        if pollSetIsStale { rebuildPollSet() }
        var timeout: Int64 = limit ?? .max
        if let due = timers.values.lazy.map(\.due).min() { timeout = min(timeout, max(due - monotonicClock(), 0)) }
        let milliseconds = timeout == .max ? -1 : Int32(clamping: (timeout + 999_999) / 1_000_000)
        let ready = poll(&pollSet, nfds_t(pollSet.count), milliseconds)
        if ready > 0 { runReady() }
        runSignals()
        runTimers()
    }

    private func rebuildPollSet() {
        pollSet = [pollfd(fd: wakePipe.read, events: Int16(POLLIN), revents: 0)]
        pollOwners = [0]
        for (id, watch) in watches {
            let events = watch.interest == .read ? POLLIN : POLLOUT
            pollSet.append(pollfd(fd: watch.fd, events: Int16(events), revents: 0))
            pollOwners.append(id)
        }
        pollSetIsStale = false
    }

    private func runReady() {
        if pollSet[0].revents != 0 { _ = readSome(wakePipe.read) }
        // The handlers may change the set, so who is ready is noted first.
        let ready = pollSet.indices.dropFirst().filter { pollSet[$0].revents != 0 }.map { pollOwners[$0] }
        for id in ready { watches[id]?.handler() }
    }

    private func runSignals() {
        let noted = cp_take_signals()
        if case let ended = cp_ended_children(), ended != endedChildren {
            endedChildren = ended
            reap()
        }
        if !strays.isEmpty { deliverStrays() }
        guard noted & ~(1 << UInt64(SIGCHLD)) != 0 else { return }
        for (number, handler) in signals where noted & (1 << UInt64(number)) != 0 { handler() }
    }

    private func reap() {
        // Only our own: other loops, and `waitForExit`, have children too.
        for pid in children.keys { collect(pid) }
    }

    private func collect(_ pid: ProcessID) {
        guard strays[pid] == nil else { return }
        var status: Int32 = 0
        let result = waitpid(pid, &status, WNOHANG)
        if result == pid {
            strays[pid] = ExitStatus(waitStatus: status)
            noteEnd()
        }
        // Somebody else waited for it, so nobody will ever tell.
        if result < 0 && errno == ECHILD { strays[pid] = .exited(127) }
    }

    private func deliverStrays() {
        for (pid, status) in strays {
            guard let handler = children.removeValue(forKey: pid) else { continue }
            strays[pid] = nil
            handler(status)
        }
    }

    private func runTimers() {
        guard !timers.isEmpty else { return }
        let now = monotonicClock()
        let due = timers.filter { $0.value.due <= now }.sorted { $0.value.due < $1.value.due }
        for (id, timer) in due where timers.removeValue(forKey: id) != nil { timer.handler() }
    }

    private func wake() { writeAll(wakePipe.write, [0]) }
}

/// Ends this process by a signal's default action, so that its parent sees what happened.
package func dieBySignal(_ number: Int32) { cp_die_by(number) }
