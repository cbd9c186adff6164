import Differential
import Foundation
import Testing

/// A short run of the differential tester, always of the same trials. Long ones are made by hand with the program
/// `differential`.
@Suite struct DifferentialTests {
    static let bmake = Bench.findBmake()

    @Test(.enabled(if: bmake != nil, "no bmake 20200710 here"), arguments: Kind.allCases)
    func differsOnlyWhereItIsKnown(_ kind: Kind) throws {
        let distmake =
            ProcessInfo.processInfo.environment["DISTMAKE"]
            ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "distmake").path
        let bench = try Bench(bmake: #require(Self.bmake), distmake: distmake)
        let campaign = Campaign(seed: 20_220_116, count: 60, kinds: [kind])
        _ = try campaign.run(on: bench) { Issue.record(Comment(rawValue: $0.text)) }
    }
}
