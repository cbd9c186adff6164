/// A build that only counts: the scheduler as it is, with workers that take the time that is expected. Pure.
package struct Simulation: Sendable {
    package struct Run: Sendable {
        package let item: Int
        package let worker: Int
        package let jobs: Int
        /// Milliseconds since the build began.
        package let start: Int64
        package let end: Int64
    }

    package private(set) var runs: [Run] = []
    /// Pieces that never ran: they wait for each other, or fit nowhere.
    package private(set) var left: [Int] = []
    package var makespan: Int64 { runs.map(\.end).max() ?? 0 }

    /// - Parameter ranks: what has the highest begins first.
    package init(
        _ graph: WorkGraph, _ works: [PackageWork], ranks: [Int64], _ workers: [WorkerPower],
        rules: PackageScheduler.Rules = .init()
    ) {
        var scheduler = PackageScheduler(graph, works, ranks: ranks, rules: rules)
        for worker in workers { _ = scheduler.join(worker) }
        var now: Int64 = 0
        // What ends first has the highest rank.
        var ends = MaximumHeap()
        while true {
            for assignment in scheduler.assignments(now: now) {
                let exact = Double(works[assignment.item].duration(assignment.jobs)) / workers[assignment.worker].speed
                let run = Run(
                    item: assignment.item, worker: assignment.worker, jobs: assignment.jobs, start: now,
                    end: now + max(1, Int64(exact)))
                ends.push(-run.end, runs.count)
                runs.append(run)
            }
            guard let first = ends.pop() else { break }
            now = runs[first].end
            _ = scheduler.finished(runs[first].item, .succeeded)
            // All that end at the same time, before anything new begins.
            while let next = ends.pop() {
                guard runs[next].end == now else {
                    ends.push(-runs[next].end, next)
                    break
                }
                _ = scheduler.finished(runs[next].item, .succeeded)
            }
        }
        left = scheduler.states.indices.filter { scheduler.states[$0] != .succeeded }
    }
}
