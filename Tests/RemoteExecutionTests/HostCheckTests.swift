import Platform
import TestSupport
import Testing
import Text

@testable import RemoteExecution

extension LiveTests {
    @Suite struct Checking {
        private func hosts(_ text: String) throws -> [Host] {
            try HostsFile.parse(Bytes(text.utf8), name: []).get()
        }

        private func options() -> RemoteOptions { RemoteOptions(environment: ownEnvironment()) }

        @Test func tellsWhatHostsAreOrWhyNot() throws {
            let text = """
                here 2 transport=sh
                refusing 1 transport="sh -c 'echo no entry >&2; exit 1'"
                silent 1 transport="sleep 1000"
                full 1 transport=sh store=/dev/null/x
                babbling 1 transport="sh -c 'seq 100; exec sh'"
                """
            let check = HostCheck(hosts: try hosts(text), loop: try EventLoop(), options: options())
            let findings = check.run(limit: 3_000_000_000).hosts
            let expected = [nil, "no entry", "it does not answer", "no stage can be made there", nil]
            #expect(findings.map(\.problem) == expected)
            for finding in [findings[0], findings[4]] {
                #expect(finding.system == (try shell("uname -sm").output.dropLast()).map { $0 })
                #expect(finding.freeSpace ?? 0 > 0)
                #expect(finding.roundTrip ?? 0 > 0)
                #expect(finding.clockDifference == 0)
            }
        }

        @Test func hostsForWhichABuildHasNotEnoughOpenFiles() throws {
            let limit = 256 + OpenFileBudget.need(slots: 2)
            let check = HostCheck(
                hosts: try hosts("large 1000 transport=sh\nsmall 2 transport=sh\n"), loop: try EventLoop(),
                options: options(), compiler: Bytes("cc"), budget: OpenFileBudget { min($0, limit) })
            let problems = check.run().hosts.map(\.problem)
            #expect(problems == ["builds leave it out: with it they would need more than \(limit) open files", nil])
        }
    }
}

/// What the compiler of a host means for recipes that run it.
@Suite struct CompilerVerdictTests {
    private static let debian = CompilerIdentity(machine: Bytes("x86_64-linux-gnu"), version: Bytes("cc 12.2.0"))
    private static let other = CompilerIdentity(machine: Bytes("x86_64-linux-gnu"), version: Bytes("cc 13.1.0"))

    @Test(
        arguments: [
            (.found(debian), .found(debian), "", .same), (.found(debian), .found(other), "", .other),
            (.found(debian), .found(other), "compiler=any", .allowed),
            (.found(debian), .found(other), "compiler=\(other.digest.prefix(10).map { $0 }.text)", .allowed),
            (.found(debian), .missing, "", .missing), (.missing, .found(other), "", .only),
            (.found(debian), nil, "", nil),
        ] as [(CompilerAnswer, CompilerAnswer?, String, HostFinding.Verdict?)])
    func verdicts(
        _ here: CompilerAnswer, _ there: CompilerAnswer?, _ label: String, _ expected: HostFinding.Verdict?
    ) throws {
        let host = try #require(try HostsFile.parse(Bytes("box 1 transport=ssh \(label)".utf8), name: []).get().first)
        var finding = HostFinding(host: host)
        finding.compiler = there
        var own = HostFinding(host: Host(name: Bytes("here"), slots: 1))
        own.compiler = here
        #expect(finding.verdict(Bytes("cc"), here: own) == expected)
    }

    @Test func speedIsARatio() {
        var (here, there) = (HostFinding(host: Host(name: [], slots: 1)), HostFinding(host: Host(name: [], slots: 1)))
        #expect(there.speed(here: here) == nil)
        (here.compilation, there.compilation) = (300_000_000, 150_000_000)
        #expect(there.speed(here: here) == 2)
    }
}
