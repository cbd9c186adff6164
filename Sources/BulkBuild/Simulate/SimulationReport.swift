package import Scheduling

/// How long it takes, beside how long it takes at least. Times in milliseconds.
package struct SimulationReport {
    package let makespan: Int64
    /// The longest of: the critical path on the fastest worker, all work spread over all cores, over all slots.
    package let bound: Int64
    /// What part of the workers' slots was in use, 0 to 1.
    package let use: Double

    package init(_ simulation: Simulation, _ graph: WorkGraph, _ works: [PackageWork], _ workers: [WorkerPower]) {
        makespan = simulation.makespan
        let fastest = workers.map(\.speed).max() ?? 1
        let mostJobs = workers.map(\.cores).max() ?? 1
        let path = graph.criticalPaths(works.map { $0.duration(mostJobs) }).max() ?? 0
        let work = works.reduce(0.0) { $0 + Double($1.duration(1)) }
        // Each core is used by one job, and each slot by one package that at best has all cores.
        let cores = workers.reduce(0.0) { $0 + $1.speed * Double(max($1.slots, $1.cores)) }
        let shortest = works.reduce(0.0) { $0 + Double($1.duration(mostJobs)) }
        let places = workers.reduce(0.0) { $0 + $1.speed * Double($1.slots) }
        bound = Int64(max(Double(path) / fastest, work / max(cores, 0.001), shortest / max(places, 0.001)))
        let busy = simulation.runs.reduce(0.0) { $0 + Double($1.end - $1.start) }
        let slots = workers.reduce(0) { $0 + $1.slots }
        use = makespan > 0 ? busy / (Double(makespan) * Double(slots)) : 0
    }
}
