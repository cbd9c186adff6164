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
        let readiness: Readiness
        let handler: () -> Void
    }

    private var nextID: UInt64 = 1
    private var watches: [UInt64: Watch] = [:]
    /// The watches of each descriptor that has any.
    private var watchers: [Int32: [UInt64]] = [:]
    /// What is watched, with the wake pipe. Made with the first watch: most makes have none.
    private var descriptors: (any DescriptorSet)?
    private let makesKernelQueue: Bool
    private var timers = TimerHeap()
    private var children: [ProcessID: (ExitStatus) -> Void] = [:]
    /// Children that were waited for and whose handlers are to be called.
    private var ended: [(status: ExitStatus, handler: (ExitStatus) -> Void)] = []
    private var signals: [Int32: () -> Void] = [:]
    /// The count of SIGCHLD in this process when the children were last asked.
    private var endedChildren: UInt64 = 0
    /// Signal handlers write here so that a wait returns.
    private let wakePipe: (read: Int32, write: Int32)
    /// So few children are asked one by one.
    private static let fewChildren = 2

    /// - Parameter usesPoll: waits with poll(2) also where the kernel has something better.
    package init(usesPoll: Bool = false) throws(SystemError) {
        makesKernelQueue = !usesPoll
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
        let id = nextID
        nextID += 1
        let old = readiness(of: fd)
        let watch = Watch(fd: fd, readiness: interest == .read ? .read : .write, handler: handler)
        watches[id] = watch
        watchers[fd, default: []].append(id)
        let new = old.union(watch.readiness)
        if descriptors == nil { makeDescriptorSet() } else if new != old { change(fd, from: old, to: new) }
        return WatchID(raw: id)
    }

    /// Ends a watch; must precede closing the descriptor. Unknown ids are ignored.
    package func unwatch(_ id: WatchID) {
        guard let watch = watches[id.raw] else { return }
        let old = readiness(of: watch.fd)
        watches[id.raw] = nil
        watchers[watch.fd]?.removeAll { $0 == id.raw }
        if watchers[watch.fd]?.isEmpty == true { watchers[watch.fd] = nil }
        let new = readiness(of: watch.fd)
        if new != old { change(watch.fd, from: old, to: new) }
    }

    /// What a descriptor is watched for.
    private func readiness(of fd: Int32) -> Readiness {
        watchers[fd]?.reduce(into: []) { $0.formUnion(watches[$1]!.readiness) } ?? []
    }

    private func change(_ fd: Int32, from old: Readiness, to new: Readiness) {
        do {
            try descriptors?.change(fd, from: old, to: new)
        } catch {
            fill(PollSet())
        }
    }

    private func makeDescriptorSet() {
        // None is left where the limit of open files is reached, for one.
        if makesKernelQueue, let queue = try? KernelQueue() { fill(queue) } else { fill(PollSet()) }
    }

    private func fill(_ set: any DescriptorSet) {
        descriptors = set
        do {
            try set.change(wakePipe.read, from: [], to: .read)
            for fd in watchers.keys { try set.change(fd, from: [], to: readiness(of: fd)) }
        } catch {
            // The kernel has no room for more; poll(2) needs none.
            fill(PollSet())
        }
    }

    /// Calls `handler` once, so many nanoseconds from now.
    @discardableResult
    package func after(nanoseconds: Int64, _ handler: @escaping () -> Void) -> TimerID {
        defer { nextID += 1 }
        timers.add(nextID, due: monotonicClock() + nanoseconds, handler)
        return TimerID(raw: nextID)
    }

    package func cancel(_ id: TimerID) { timers.cancel(id.raw) }

    /// Calls `handler` once, when the child ends. The child is reaped by the loop.
    package func onExit(of pid: ProcessID, _ handler: @escaping (ExitStatus) -> Void) {
        children[pid] = handler
        // It may have ended before anybody asked, and its signal is gone.
        if collect(pid) { wake() }
    }

    /// Calls `handler` each time the signal arrives, instead of its default action; nil restores that.
    package func onSignal(_ number: Int32, _ handler: (() -> Void)?) {
        signals[number] = handler
        cp_catch(number, handler == nil ? 0 : 1)
    }

    /// Waits until something happened, at most `limit` nanoseconds (nil: as long as it takes), and runs its handlers.
    package func runOnce(limit: Int64? = nil) {
        var timeout: Int64 = limit ?? .max
        if let due = timers.nextDue() { timeout = min(timeout, max(due - monotonicClock(), 0)) }
        let milliseconds = timeout == .max ? -1 : Int32(clamping: (timeout + 999_999) / 1_000_000)
        if let descriptors {
            runReady(descriptors.wait(milliseconds: milliseconds))
        } else {
            var wakes = pollfd(fd: wakePipe.read, events: Int16(POLLIN), revents: 0)
            if poll(&wakes, 1, milliseconds) > 0 { _ = readSome(wakePipe.read) }
        }
        runSignals()
        runTimers()
    }

    private func runReady(_ ready: [(fd: Int32, ready: Readiness)]) {
        // Handlers end watches, close descriptors and open others of the same number: who is called is settled first.
        var called: [UInt64] = []
        for (fd, readiness) in ready {
            if fd == wakePipe.read { _ = readSome(fd) }
            for id in watchers[fd] ?? [] where !watches[id]!.readiness.isDisjoint(with: readiness) { called.append(id) }
        }
        for id in called { watches[id]?.handler() }
    }

    private func runSignals() {
        let noted = cp_take_signals()
        if case let count = cp_ended_children(), count != endedChildren {
            endedChildren = count
            reap()
        }
        let told = ended
        ended = []
        for (status, handler) in told { handler(status) }
        guard noted & ~(1 << UInt64(SIGCHLD)) != 0 else { return }
        for (number, handler) in signals where noted & (1 << UInt64(number)) != 0 { handler() }
    }

    /// Waits for those of our children that ended; other loops, and `waitForExit`, have children too.
    private func reap() {
        while children.count > Self.fewChildren {
            let pid = cp_ended_child()
            if pid == 0 { return }
            // Somebody else's, behind which ours may be hidden; or nobody can tell.
            guard pid > 0, children[pid] != nil, collect(pid) else { break }
        }
        for pid in Array(children.keys) { collect(pid) }
    }

    /// Waits for a child of ours if it ended; false if it runs.
    @discardableResult
    private func collect(_ pid: ProcessID) -> Bool {
        var status: Int32 = 0
        let result = waitpid(pid, &status, WNOHANG)
        // Where somebody else waited for it nobody will ever tell.
        guard result == pid || result < 0 && errno == ECHILD, let handler = children.removeValue(forKey: pid) else {
            return false
        }
        if result == pid { noteEnd() }
        ended.append((result == pid ? ExitStatus(waitStatus: status) : .exited(127), handler))
        return true
    }

    private func runTimers() {
        let now = monotonicClock()
        let limit = nextID
        while let handler = timers.take(dueAt: now, addedBefore: limit) { handler() }
    }

    private func wake() { writeAll(wakePipe.write, [0]) }
}

/// Ends this process by a signal's default action, so that its parent sees what happened.
package func dieBySignal(_ number: Int32) { cp_die_by(number) }
