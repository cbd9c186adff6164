import Faults
import Foundation
import TestSupport
import Testing

/// A short run of the fault tester, always of the same trials. Long ones are made by hand: `./run faults`.
@Suite(.serialized, .enabled(if: SshServers.program != nil, "no sshd is installed"))
struct FaultCampaignTests {
    private static let distmake =
        ProcessInfo.processInfo.environment["DISTMAKE"]
        ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "distmake").path

    @Test func twentyBuildsComeThrough() throws {
        let campaign = FaultCampaign(distmake: Self.distmake, seed: 7, count: 20, isPatient: false, projects: 2)
        let bad = try campaign.run { report in
            if !report.problems.isEmpty { Issue.record("\(report)\n\(report.log)") }
        }
        #expect(bad == 0)
    }

    /// Makefiles by chance on hosts that behave by chance, and the same without hosts.
    @Test func thirtyMakefilesMakeTheSame() throws {
        let hasCompiler = FileManager.default.isExecutableFile(atPath: "/usr/bin/cc")
        for seed in 1...30 {
            let report = try ModelTrial(seed: UInt64(seed), distmake: Self.distmake, hasCompiler: hasCompiler).run()
            #expect(report.problems.isEmpty, "\(report)\n\(report.log)")
        }
    }
}
