package import Scheduling

/// What is begun first of what is ready.
package enum BuildOrder: String, CaseIterable, Sendable {
    /// The longest way to the end of the build.
    case criticalPath = "critical-path"
    /// The most packages that wait for it.
    case dependants
    /// By chance, to show what the others are worth.
    case random

    /// - Parameters:
    ///   - jobs: how many a package has as a rule.
    ///   - seed: for chance.
    package func ranks(_ graph: WorkGraph, _ works: [PackageWork], jobs: Int, seed: UInt64) -> [Int64] {
        switch self {
        case .criticalPath: return graph.criticalPaths(works.map { $0.duration(jobs) })
        case .dependants: return graph.dependantCounts()
        case .random:
            var state = seed
            return (0..<graph.count).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int64(state >> 2)
            }
        }
    }
}
