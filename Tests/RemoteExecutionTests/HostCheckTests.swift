import Platform
import RemoteExecution
import TestSupport
import Testing
import Text

extension LiveTests {
    @Suite struct Checking {
        @Test func tellsWhatHostsAreOrWhyNot() throws {
            let text = """
                here 2 transport=sh
                refusing 1 transport="sh -c 'echo no entry >&2; exit 1'"
                silent 1 transport="sleep 1000"
                full 1 transport=sh store=/dev/null/x
                babbling 1 transport="sh -c 'seq 100; exec sh'"
                """
            let hosts = try HostsFile.parse(Bytes(text.utf8), name: []).get()
            let loop = try EventLoop()
            let check = HostCheck(hosts: hosts, loop: loop, options: RemoteOptions(environment: ownEnvironment()))
            let findings = check.run(limit: 3_000_000_000)
            let expected = [nil, "no entry", "it does not answer", "no stage can be made there", nil]
            #expect(findings.map(\.problem) == expected)
            for finding in [findings[0], findings[4]] {
                #expect(finding.system == (try shell("uname -sm").output.dropLast()).map { $0 })
                #expect(finding.freeSpace ?? 0 > 0)
                #expect(finding.roundTrip ?? 0 > 0)
                #expect(finding.clockDifference == 0)
            }
        }
    }
}
