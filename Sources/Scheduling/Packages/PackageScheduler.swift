/// Which package is built next, where, and with how many jobs. Pure: what happens comes in, assignments come out; the clock is
/// the caller's (milliseconds).
///
///     waiting ──all it waits for succeeded──> ready ──assignments──> running ──┬─ succeeded
///        ^                                      ^                              ├─ failed: what waits for it is cut
///        └── cut: something below it failed     └── its worker was lost <──────┘  (lost too often: quarantined, and cut)
package struct PackageScheduler: Sendable {
    package enum State: UInt8, Sendable {
        case waiting
        case ready
        case running
        case succeeded
        case failed
        /// Something that it waits for failed, was skipped or is quarantined.
        case cut
        /// Lost with too many workers to be tried again (bulk-building.md B25).
        case quarantined
        case skipped
    }

    package enum Outcome: Sendable {
        case succeeded
        case failed
        /// It says nothing about the package: the worker was lost, its disk is full, the network is down.
        case infrastructure
    }

    package struct Assignment: Sendable, Equatable {
        package let item: Int
        package let worker: Int
        package let jobs: Int

        package init(item: Int, worker: Int, jobs: Int) {
            self.item = item
            self.worker = worker
            self.jobs = jobs
        }
    }

    package struct Rules: Sendable {
        /// After so many losses a package is quarantined.
        package var losses = 3
        /// So many packages may stand aside for want of a fitting worker before others are no longer looked at.
        package var lookahead = 64
        /// What part of its processor a job must use, while other packages want processors too.
        package var efficiency = 0.5

        package init() {}
    }

    private struct Running: Sendable {
        var worker: Int
        var jobs: Int
        /// When it is expected to end.
        var end: Int64
    }

    package let graph: WorkGraph
    private let works: [PackageWork]
    private let rules: Rules
    private var ranks: [Int64]
    private var waiting: [Int32]
    private(set) package var states: [State]
    private var losses: [UInt8]
    /// Where it was lost last; it goes elsewhere, if there is an elsewhere.
    private var avoided: [Int: Int] = [:]
    private var queue = MaximumHeap()
    private var running: [Int: Running] = [:]
    private var pool = WorkerPool()
    private var busyGroups: Set<Int> = []
    /// Expected ends of what runs on workers of a kind.
    private var ends: [Int: [Int64]] = [:]

    /// - Parameter ranks: what has the highest begins first; see `WorkGraph.criticalPaths`.
    package init(_ graph: WorkGraph, _ works: [PackageWork], ranks: [Int64], rules: Rules = Rules()) {
        self.graph = graph
        self.works = works
        self.ranks = ranks
        self.rules = rules
        waiting = graph.dependencyCounts
        states = [State](repeating: .waiting, count: graph.count)
        losses = [UInt8](repeating: 0, count: graph.count)
        for item in 0..<graph.count where waiting[item] == 0 { makeReady(item) }
    }

    /// Nothing runs, and nothing could run with any worker.
    package var isDone: Bool { running.isEmpty && readyCount == 0 }
    package var runningCount: Int { running.count }
    package private(set) var readyCount = 0

    // MARK: Workers

    /// The number of the new worker.
    package mutating func join(_ power: WorkerPower) -> Int { pool.join(power) }

    /// It gets nothing more; what runs there runs on.
    package mutating func drain(_ worker: Int) { pool.close(worker) }

    /// It is gone.
    ///
    /// - Returns: what it ran, and what is cut because it is now quarantined.
    package mutating func leave(_ worker: Int) -> (lost: [Int], cut: [Int]) {
        pool.close(worker)
        let lost = running.filter { $0.value.worker == worker }.map(\.key).sorted()
        return (lost, lost.flatMap { finished($0, .infrastructure) })
    }

    // MARK: Packages

    /// - Returns: what is cut by its end.
    package mutating func finished(_ item: Int, _ outcome: Outcome) -> [Int] {
        guard let run = running.removeValue(forKey: item) else { return [] }
        pool.release(run.worker, jobs: run.jobs, for: works[item])
        forget(run)
        if let group = works[item].group { busyGroups.remove(group) }
        switch outcome {
        case .succeeded:
            states[item] = .succeeded
            for dependent in graph.dependents(of: item) {
                let number = Int(dependent)
                waiting[number] -= 1
                if waiting[number] == 0, states[number] == .waiting { makeReady(number) }
            }
            return []
        case .failed:
            states[item] = .failed
            return cutBehind(item)
        case .infrastructure:
            losses[item] += 1
            if Int(losses[item]) >= rules.losses {
                states[item] = .quarantined
                return cutBehind(item)
            }
            avoided[item] = run.worker
            makeReady(item)
            return []
        }
    }

    /// It is not to be built, whether it waits or is ready.
    ///
    /// - Returns: what is cut by this; nil if it is too late.
    package mutating func skip(_ item: Int) -> [Int]? {
        guard states[item] == .waiting || states[item] == .ready else { return nil }
        if states[item] == .ready { readyCount -= 1 }
        states[item] = .skipped
        return cutBehind(item)
    }

    /// A further try of what failed, was skipped or is quarantined, and of what was cut by it.
    ///
    /// - Returns: false if it is none of these, or something that it waits for did not succeed.
    package mutating func retry(_ item: Int) -> Bool {
        guard [.failed, .skipped, .quarantined].contains(states[item]), waiting[item] == 0 else { return false }
        losses[item] = 0
        makeReady(item)
        for number in graph.everythingBehind(item, unless: { states[$0] != .cut }) { states[number] = .waiting }
        // What is cut by others stays so.
        for other in states.indices where [.failed, .skipped, .quarantined].contains(states[other]) {
            _ = cutBehind(other)
        }
        return true
    }

    /// It, and all that it waits for, comes before what is not boosted.
    package mutating func boost(_ item: Int, dependencies: (Int) -> [Int]) {
        var next = [item]
        var seen: Set<Int> = [item]
        while let item = next.popLast() {
            if ranks[item] < Self.boost { ranks[item] &+= Self.boost }
            if states[item] == .ready { queue.push(ranks[item], item) }
            for dependency in dependencies(item) where seen.insert(dependency).inserted { next.append(dependency) }
        }
    }

    private static let boost: Int64 = 1 << 60

    private mutating func makeReady(_ item: Int) {
        states[item] = .ready
        readyCount += 1
        queue.push(ranks[item], item)
    }

    private mutating func cutBehind(_ item: Int) -> [Int] {
        let cut = graph.everythingBehind(item) { states[$0] != .waiting }
        for number in cut { states[number] = .cut }
        return cut
    }

    // MARK: Assignments

    /// What is to begin now.
    package mutating func assignments(now: Int64) -> [Assignment] {
        var assignments: [Assignment] = []
        var aside: [Int] = []
        while pool.openCount > 0, aside.count < rules.lookahead, let item = queue.pop() {
            // Skipped since, or boosted and so here for the second time.
            guard states[item] == .ready else { continue }
            guard let worker = worker(for: item, now: now, behind: aside.count) else {
                aside.append(item)
                continue
            }
            let jobs = jobs(for: item, on: worker)
            pool.take(worker, jobs: jobs, for: works[item])
            let duration = Int64(Double(works[item].duration(jobs)) / pool.workers[worker].power.speed)
            let run = Running(worker: worker, jobs: jobs, end: now + duration)
            running[item] = run
            remember(run)
            states[item] = .running
            readyCount -= 1
            avoided[item] = nil
            if let group = works[item].group { busyGroups.insert(group) }
            assignments.append(Assignment(item: item, worker: worker, jobs: jobs))
        }
        for item in aside { queue.push(ranks[item], item) }
        return assignments
    }

    /// Nil: it fits nowhere now, or a faster worker that is busy as yet would have it done sooner.
    private mutating func worker(for item: Int, now: Int64, behind others: Int) -> Int? {
        let work = works[item]
        if let group = work.group, busyGroups.contains(group) { return nil }
        let elsewhere = pool.memberCount > 1 ? avoided[item] : nil
        var soonest = Int64.max
        for kind in pool.fastestFirst where pool.members(ofKind: kind) > 0 {
            let duration = Int64(Double(work.duration(1)) / pool.speed(ofKind: kind))
            if let worker = pool.best(ofKind: kind, for: work, avoiding: elsewhere) {
                return soonest < now + duration ? nil : worker
            }
            // Others wait for the next free one there too.
            if let end = ends[kind]?.first {
                let queued = Int64(others / max(1, pool.members(ofKind: kind))) * duration
                soonest = min(soonest, max(end, now) + duration + queued)
            }
        }
        return nil
    }

    /// A fair share of the worker's free cores, if each job is worth it; all of them if nothing else wants any. At least one, even
    /// if all cores are given away.
    private func jobs(for item: Int, on worker: Int) -> Int {
        let room = pool.workers[worker]
        guard works[item].parallel > 0, room.freeCores > 1 else { return 1 }
        let others = readyCount - 1
        if others == 0, running.isEmpty { return works[item].usefulJobs(room.freeCores, efficiency: 0) }
        let perWorker = (others + pool.openCount) / max(1, pool.openCount)
        let share = max(1, room.freeCores / min(room.freeSlots, max(1, perWorker)))
        return works[item].usefulJobs(share, efficiency: rules.efficiency)
    }

    // MARK: Expected ends

    private mutating func remember(_ run: Running) {
        guard pool.fastestFirst.count > 1 else { return }
        let kind = pool.workers[run.worker].kind
        var list = ends.removeValue(forKey: kind) ?? []
        list.insert(run.end, at: Self.place(of: run.end, in: list))
        ends[kind] = list
    }

    private mutating func forget(_ run: Running) {
        let kind = pool.workers[run.worker].kind
        guard let list = ends[kind], case let index = Self.place(of: run.end, in: list) - 1, index >= 0,
            list[index] == run.end
        else { return }
        ends[kind]?.remove(at: index)
    }

    /// Behind all that are no later.
    private static func place(of end: Int64, in list: [Int64]) -> Int {
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle] > end { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
