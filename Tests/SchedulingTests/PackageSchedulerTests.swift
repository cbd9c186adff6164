import Scheduling
import Testing

/// What the scheduler of packages gives to whom.
@Suite struct PackageSchedulerTests {
    /// `a` before `b` and `c`, both before `d`; `e` alone.
    private let diamond = WorkGraph(
        count: 5, edges: [(0, 1), (0, 2), (1, 3), (2, 3)].map { (dependency: $0.0, dependent: $0.1) })
    private let works = [10, 20, 30, 10, 5].map { PackageWork(serial: $0) }

    private func scheduler(_ works: [PackageWork]? = nil) -> Build {
        let works = works ?? self.works
        return Build(PackageScheduler(diamond, works, ranks: diamond.criticalPaths(works.map { $0.duration(1) })))
    }

    private func items(_ assignments: [PackageScheduler.Assignment]) -> [Int] { assignments.map(\.item) }

    @Test func graphs() {
        #expect(diamond.order() == [0, 4, 1, 2, 3])
        #expect(diamond.criticalPaths([10, 20, 30, 10, 5]) == [50, 30, 40, 10, 5])
        #expect(diamond.dependantCounts() == [3, 1, 1, 0, 0])
        #expect(diamond.everythingBehind(1) { _ in false } == [3])
        let circle = WorkGraph(count: 3, edges: [(dependency: 0, dependent: 1), (dependency: 1, dependent: 0)])
        #expect(circle.order() == [2])
    }

    @Test func theLongestWayComesFirst() {
        let scheduler = scheduler()
        #expect(scheduler.assignments(now: 0) == [])
        _ = scheduler.join(WorkerPower())
        #expect(items(scheduler.assignments(now: 0)) == [0])
        #expect(scheduler.finished(0, .succeeded) == [])
        #expect(items(scheduler.assignments(now: 10)) == [2])
        _ = scheduler.join(WorkerPower())
        #expect(items(scheduler.assignments(now: 10)) == [1])
        _ = scheduler.finished(2, .succeeded)
        #expect(items(scheduler.assignments(now: 40)) == [4])
        _ = scheduler.finished(1, .succeeded)
        #expect(items(scheduler.assignments(now: 40)) == [3])
        _ = scheduler.finished(3, .succeeded)
        #expect(!scheduler.isDone)
        _ = scheduler.finished(4, .succeeded)
        #expect(scheduler.isDone)
        #expect(scheduler.states.allSatisfy { $0 == .succeeded })
    }

    @Test func whatWaitsForAFailureIsCut() {
        let scheduler = scheduler()
        _ = scheduler.join(WorkerPower(slots: 9))
        #expect(items(scheduler.assignments(now: 0)) == [0, 4])
        #expect(scheduler.finished(0, .failed).sorted() == [1, 2, 3])
        #expect(scheduler.finished(4, .succeeded) == [])
        #expect(scheduler.isDone)
        #expect(scheduler.states == [.failed, .cut, .cut, .cut, .succeeded])
        #expect(scheduler.retry(0))
        #expect(scheduler.states == [.ready, .waiting, .waiting, .waiting, .succeeded])
        #expect(items(scheduler.assignments(now: 9)) == [0])
    }

    @Test func aRetryLeavesWhatOthersCut() {
        let scheduler = scheduler()
        _ = scheduler.join(WorkerPower(slots: 9))
        _ = scheduler.assignments(now: 0)
        _ = scheduler.finished(0, .succeeded)
        _ = scheduler.assignments(now: 0)
        #expect(scheduler.finished(1, .failed) == [3])
        #expect(scheduler.finished(2, .failed) == [])
        #expect(scheduler.retry(1))
        #expect(scheduler.states == [.succeeded, .ready, .failed, .cut, .running])
        let again = scheduler.retry(3)
        #expect(!again)
    }

    @Test func aLostWorkerIsNoFailure() {
        let scheduler = scheduler()
        let first = scheduler.join(WorkerPower())
        #expect(items(scheduler.assignments(now: 0)) == [0])
        let (lost, cut) = scheduler.leave(first)
        #expect(lost == [0])
        #expect(cut == [])
        #expect(scheduler.states[0] == .ready)
        // Elsewhere, if there is an elsewhere.
        let second = scheduler.join(WorkerPower())
        #expect(scheduler.assignments(now: 1) == [.init(item: 0, worker: second, jobs: 1)])
        #expect(scheduler.finished(0, .infrastructure) == [])
        #expect(scheduler.assignments(now: 2) == [.init(item: 0, worker: second, jobs: 1)])
        // The third time it is quarantined.
        #expect(scheduler.finished(0, .infrastructure).sorted() == [1, 2, 3])
        #expect(scheduler.states[0] == .quarantined)
        // A result that comes after that is nobody's.
        #expect(scheduler.finished(0, .succeeded) == [])
        #expect(scheduler.states[0] == .quarantined)
    }

    @Test func whereItWasLostItDoesNotGoAgain() {
        let scheduler = scheduler()
        let first = scheduler.join(WorkerPower(slots: 2))
        let second = scheduler.join(WorkerPower(slots: 2))
        let before = scheduler.assignments(now: 0).first { $0.item == 0 }!
        _ = scheduler.finished(0, .infrastructure)
        let after = scheduler.assignments(now: 1).first { $0.item == 0 }!
        #expect(Set([before.worker, after.worker]) == [first, second])
    }

    @Test func skippedAndBoosted() {
        let scheduler = scheduler()
        #expect(scheduler.skip(1) == [3])
        scheduler.boost(4) { _ in [] }
        let worker = scheduler.join(WorkerPower())
        #expect(items(scheduler.assignments(now: 0)) == [4])
        #expect(scheduler.skip(4) == nil)
        scheduler.drain(worker)
        _ = scheduler.finished(4, .succeeded)
        #expect(scheduler.assignments(now: 5) == [])
        #expect(!scheduler.isDone)
        #expect(scheduler.readyCount == 1)
    }

    @Test func memoryDiskAndGroupsBound() {
        let works = [
            PackageWork(serial: 10, memory: 6), PackageWork(serial: 10, memory: 6), PackageWork(serial: 10, disk: 9),
            PackageWork(serial: 10, group: 1), PackageWork(serial: 10, group: 1),
        ]
        let scheduler = Build(PackageScheduler(WorkGraph(count: 5, edges: []), works, ranks: [5, 4, 3, 2, 1]))
        _ = scheduler.join(WorkerPower(slots: 9, memory: 10, disk: 8))
        #expect(items(scheduler.assignments(now: 0)) == [0, 3])
        _ = scheduler.finished(3, .failed)
        #expect(items(scheduler.assignments(now: 0)) == [4])
        _ = scheduler.finished(0, .failed)
        #expect(items(scheduler.assignments(now: 0)) == [1])
        _ = scheduler.join(WorkerPower(disk: 9))
        #expect(items(scheduler.assignments(now: 0)) == [2])
    }

    @Test func aSlowWorkerGetsNoLongPackageThatAFastOneHasDoneSooner() {
        let works = [100, 100, 4].map { PackageWork(serial: $0) }
        let scheduler = Build(PackageScheduler(WorkGraph(count: 3, edges: []), works, ranks: [100, 100, 4]))
        let slow = scheduler.join(WorkerPower(speed: 0.1))
        let fast = scheduler.join(WorkerPower(speed: 1))
        // The second long one would take 1,000 there, and 200 if it waits.
        #expect(
            scheduler.assignments(now: 0) == [
                .init(item: 0, worker: fast, jobs: 1), .init(item: 2, worker: slow, jobs: 1),
            ])
        _ = scheduler.finished(0, .succeeded)
        #expect(scheduler.assignments(now: 100) == [.init(item: 1, worker: fast, jobs: 1)])
    }

    @Test func jobs() {
        let work = PackageWork(measuredWith: 4, wall: 100, processor: 400, rest: 50)
        #expect(work.duration(4) == 150)
        #expect(work.duration(1) == 450)
        #expect(work.usefulJobs(64, efficiency: 0.5) == 10)
        #expect(PackageWork(measuredWith: 4, wall: 100, processor: 90, rest: 0).usefulJobs(64, efficiency: 0) == 1)
        let half = PackageWork(measuredWith: 2, wall: 100, processor: 100, rest: 0)
        #expect((half.duration(1), half.duration(8)) == (100, 100))

        let works = [work, work, work, work, work]
        let scheduler = scheduler(works)
        _ = scheduler.join(WorkerPower(slots: 4, cores: 16))
        // Two are ready, and two slots are not needed.
        #expect(scheduler.assignments(now: 0).map(\.jobs) == [8, 8])
        _ = scheduler.finished(4, .succeeded)
        _ = scheduler.finished(0, .succeeded)
        #expect(scheduler.assignments(now: 0).map(\.jobs) == [8, 8])
        _ = scheduler.finished(1, .succeeded)
        _ = scheduler.finished(2, .succeeded)
        // The last one gets all.
        #expect(scheduler.assignments(now: 0).map(\.jobs) == [16])
    }

    /// Random graphs and workers: what is promised holds at each instant, all is built, and never slower than twice the bound
    /// (list scheduling; with workers of one speed and nothing but slots).
    @Test(arguments: 1...40)
    func promisesHold(_ seed: Int) {
        var random = Random(seed: UInt64(seed))
        let count = 1 + random.below(200)
        var edges: [(dependency: Int, dependent: Int)] = []
        for dependent in 1..<max(2, count) where count > 1 {
            for dependency in Set((0..<random.below(4)).map { _ in random.below(dependent) }) {
                edges.append((dependency, dependent))
            }
        }
        let graph = WorkGraph(count: count, edges: edges)
        let works = (0..<count).map { _ in
            PackageWork(
                serial: Int64(1 + random.below(1000)), parallel: Int64(random.below(1000)),
                memory: Int64(random.below(10)),
                group: random.below(5) == 0 ? random.below(3) : nil)
        }
        let powers = (0..<1 + random.below(6)).map { _ in
            WorkerPower(
                speed: [0.5, 1, 2][random.below(3)], slots: 1 + random.below(4), cores: 1 + random.below(8), memory: 10)
        }
        let simulation = Simulation(graph, works, ranks: graph.criticalPaths(works.map { $0.duration(1) }), powers)
        #expect(simulation.left == [])
        #expect(Set(simulation.runs.map(\.item)).count == count)
        let byItem = Dictionary(uniqueKeysWithValues: simulation.runs.map { ($0.item, $0) })
        for edge in edges { #expect(byItem[edge.dependency]!.end <= byItem[edge.dependent]!.start) }
        for run in simulation.runs {
            let beside = simulation.runs.filter { $0.start <= run.start && run.start < $0.end }
            for (worker, power) in powers.enumerated() {
                let there = beside.filter { $0.worker == worker }
                #expect(there.count <= power.slots)
                #expect(there.reduce(0) { $0 + works[$1.item].memory } <= power.memory)
                // What comes when all cores are given away has one job all the same.
                #expect(there.reduce(0) { $0 + $1.jobs } < power.cores + power.slots)
            }
            let groups = beside.compactMap { works[$0.item].group }
            #expect(Set(groups).count == groups.count)
        }
    }

    @Test func listSchedulesAreAtMostTwiceTheBound() {
        var random = Random(seed: 3)
        for _ in 0..<20 {
            let count = 300
            let edges = (1..<count).flatMap { dependent in
                Set((0..<random.below(3)).map { _ in random.below(dependent) }).map {
                    (dependency: $0, dependent: dependent)
                }
            }
            let graph = WorkGraph(count: count, edges: edges)
            let durations = (0..<count).map { _ in Int64(1 + random.below(5000)) }
            let paths = graph.criticalPaths(durations)
            let workers = 1 + random.below(30)
            let simulation = Simulation(
                graph, durations.map { PackageWork(serial: $0) }, ranks: paths,
                [WorkerPower](repeating: WorkerPower(), count: workers))
            let bound = max(paths.max()!, durations.reduce(0, +) / Int64(workers))
            #expect(simulation.makespan >= bound && simulation.makespan < 2 * bound)
        }
    }
}

/// A scheduler that expectations may ask.
private final class Build {
    private var scheduler: PackageScheduler

    init(_ scheduler: PackageScheduler) { self.scheduler = scheduler }

    var states: [PackageScheduler.State] { scheduler.states }
    var isDone: Bool { scheduler.isDone }
    var readyCount: Int { scheduler.readyCount }
    func assignments(now: Int64) -> [PackageScheduler.Assignment] { scheduler.assignments(now: now) }
    func finished(_ item: Int, _ outcome: PackageScheduler.Outcome) -> [Int] { scheduler.finished(item, outcome) }
    func join(_ power: WorkerPower) -> Int { scheduler.join(power) }
    func leave(_ worker: Int) -> (lost: [Int], cut: [Int]) { scheduler.leave(worker) }
    func drain(_ worker: Int) { scheduler.drain(worker) }
    func skip(_ item: Int) -> [Int]? { scheduler.skip(item) }
    func retry(_ item: Int) -> Bool { scheduler.retry(item) }
    func boost(_ item: Int, dependencies: (Int) -> [Int]) { scheduler.boost(item, dependencies: dependencies) }
}

private struct Random {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
    mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }
}
