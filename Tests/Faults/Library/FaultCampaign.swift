internal import Platform
internal import TestSupport
internal import Text

/// Many trials from one seed: each has a project and a fault of its own.
package struct FaultCampaign {
    package var seed: UInt64
    package var count: Int
    package var faults: [Fault]
    package var isPatient: Bool
    /// Half of the targets of each project, and the milliseconds that slow ones take.
    package var objects = 12
    package var pause = 100...300
    /// Of how many different projects.
    package var projects: Int
    private let distmake: String

    package init(
        distmake: String, seed: UInt64 = 1, count: Int, faults: [Fault] = Fault.possible, isPatient: Bool = true,
        projects: Int = 10
    ) {
        (self.distmake, self.seed, self.count, self.faults) = (distmake, seed, count, faults)
        (self.isPatient, self.projects) = (isPatient, projects)
    }

    /// - Parameter tell: is told of each trial.
    /// - Returns: how many went wrong.
    package func run(_ tell: (Trial.Report) -> Void) throws -> Int {
        let hasCompiler = (try? shell("command -v cc").status) == .exited(0)
        var references: [UInt64: (Project, Tree)] = [:]
        var order: [Fault] = []
        var random = Randomness(seed: seed)
        var bad = 0
        for index in 0..<count {
            // Each fault in turn, in an order by chance.
            if order.isEmpty { order = faults.shuffled(using: &random) }
            let fault = order.removeLast()
            let trialSeed = seed &* 1_000_003 &+ UInt64(index)
            let projectSeed = trialSeed % UInt64(max(projects, 1))
            if references[projectSeed] == nil {
                let project = Project(
                    seed: projectSeed, objects: objects, pause: pause, hasCompiler: hasCompiler)
                references[projectSeed] = (project, try localBuild(project))
            }
            guard let (project, reference) = references[projectSeed] else { continue }
            let report = try Trial(
                seed: trialSeed, fault: fault, project: project, reference: reference, distmake: distmake,
                hosts: 2 + Int(trialSeed % 2), isPatient: isPatient
            ).run()
            if !report.problems.isEmpty { bad += 1 }
            tell(report)
        }
        return bad
    }

    /// What a make without hosts makes of a project.
    package func localBuild(_ project: Project) throws -> Tree {
        let place = try temporaryDirectory()
        defer { removeTree(place) }
        try write(project, to: place)
        let make = try MakeProcess(
            [distmake, "-j4", "--hosts=/dev/null"], in: place,
            environment: ["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C", "EV=/dev/null", "DISTMAKE_JOINED=no"],
            log: place + Bytes(".log"))
        defer { removeTree(place + Bytes(".log")) }
        eventually(60) { make.hasEnded }
        guard make.status == .exited(0) else { throw BuildFailure(text: make.said) }
        return Tree(at: place)
    }

    package struct BuildFailure: Error, CustomStringConvertible {
        let text: String
        package var description: String { "the build without hosts failed:\n\(text)" }
    }
}
