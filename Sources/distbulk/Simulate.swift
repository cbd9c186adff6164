internal import ArgumentParser
internal import BulkBuild
internal import Platform
internal import Scheduling
internal import Text

extension BuildOrder: ExpressibleByArgument {}

/// `distbulk simulate`: how long a build takes with these workers, by the scheduler that builds.
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tells how long a build would take.",
        discussion: """
            The times are those of a former build. Workers are a number, for as many that are alike, or NAME:slots=N:cores=N:speed=X:memory=GB:count=N \
            with what matters of it. With several --workers each is a build of its own; words within one, separated by blanks, are one set. A \
            package without a time takes as long as the one in the middle.
            """)

    @Option(help: ArgumentHelp("Times of packages, comma-separated.", valueName: "file"))
    var history: String
    @Option(help: ArgumentHelp("Edges of the graph, a line each.", valueName: "file"))
    var graph: String
    @Option(help: ArgumentHelp("Workers to try.", valueName: "workers"))
    var workers: [String] = ["1", "4", "16"]
    @Option(help: ArgumentHelp("critical-path, dependants or random.", valueName: "order"))
    var order: [BuildOrder] = [.criticalPath]
    @Flag(help: "MAKE_JOBS follow the free cores; else each package takes as long as it did.")
    var jobs = false
    @Option(help: ArgumentHelp("For the order by chance.", valueName: "number"))
    var seed: UInt64 = 1
    @Option(help: ArgumentHelp("A picture of the last build.", valueName: "file"))
    var svg: String?
    @Option(help: ArgumentHelp("The last build as a table.", valueName: "file"))
    var csv: String?

    func run() throws {
        let (names, graph, works) = try load()
        let alone = works.map { $0.duration(1) }
        let path = graph.criticalPaths(alone).max() ?? 0
        let total = alone.reduce(0, +)
        say("\(names.count) packages, \(hours(total)) of work, the longest chain \(hours(path))", to: 1)
        var last: (Simulation, SimulatedWorkers)?
        for text in workers {
            var set = SimulatedWorkers()
            for word in text.split(separator: " ") {
                if let mistake = set.add(String(word)) { try complain(mistake) }
            }
            guard !set.powers.isEmpty else { try complain("`\(text)': no workers") }
            for order in order {
                let ranks = order.ranks(graph, works, jobs: set.usualJobs, seed: seed)
                let simulation = Simulation(graph, works, ranks: ranks, set.powers)
                let report = SimulationReport(simulation, graph, works, set.powers)
                let excess = report.bound > 0 ? Double(report.makespan - report.bound) * 100 / Double(report.bound) : 0
                say(
                    "\(text): \(order.rawValue) \(hours(report.makespan)), at least \(hours(report.bound)) (+\(tenths(excess)) %), "
                        + "\(tenths(report.use * 100)) % of the slots in use", to: 1)
                if !simulation.left.isEmpty {
                    say("  \(simulation.left.count) packages wait for each other or fit nowhere", to: 1)
                }
                last = (simulation, set)
            }
        }
        guard let (simulation, set) = last else { return }
        let gantt = Gantt(simulation, names: names, workers: set.names)
        if let svg { try write(gantt.svg, svg) }
        if let csv { try write(gantt.csv, csv) }
    }

    private func load() throws -> ([Bytes], WorkGraph, [PackageWork]) {
        do {
            let edges = try PackageEdges(try content(graph), file: graph)
            let history = try PackageHistory(try content(history), file: history)
            let known = edges.names.compactMap { history.works[$0] }
            let middle = known.map { $0.duration(1) }.sorted()
            let typical = PackageWork(serial: middle.isEmpty ? 1000 : middle[middle.count / 2])
            let works = edges.names.map { name in
                let work = history.works[name] ?? typical
                return jobs ? work : work.asMeasured
            }
            return (edges.names, edges.graph, works)
        } catch let mistake as HistoryMistake {
            try complain(mistake.message)
        }
    }

    private func content(_ path: String) throws -> Bytes {
        do throws(SystemError) {
            return try readFile(Bytes(path))
        } catch {
            try complain("\(path): \(error.text)")
        }
    }

    private func write(_ text: Bytes, _ path: String) throws {
        do throws(SystemError) {
            try writeFile(Bytes(path), text)
        } catch {
            try complain("\(path): \(error.text)")
        }
    }

    private func say(_ line: String, to descriptor: Int32) { writeAll(descriptor, Bytes(line + "\n")) }
    /// With two digits behind the point.
    private func hours(_ milliseconds: Int64) -> String {
        let hundredths = Int((Double(milliseconds) / 36_000).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) h"
    }
    private func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(abs(tenths % 10))"
    }
}
