import Execution
import Platform
import RemoteExecution
import Testing
import Text

extension LiveTests {
    /// Hosts behind real OpenSSH servers.
    @Suite(.serialized, .enabled(if: SshServers.program != nil, "no sshd is installed"))
    struct SshHosts {
        private func bench(
            _ servers: SshServers, _ names: [String], slots: Int = 2, adjust: (inout RemoteOptions) -> Void = { _ in }
        ) throws -> Workbench {
            try Workbench(hosts: names.map { Host(name: Bytes($0.utf8), slots: slots) }) {
                $0.sshCommand = servers.sshCommand
                adjust(&$0)
            }
        }

        @Test func workIsSharedAmongHosts() throws {
            let names = ["one", "two", "three"]
            let servers = try SshServers(names.map { SshServers.Server(name: $0) })
            let bench = try bench(servers, names)
            defer { bench.finish() }
            bench.executor.bringUp()
            #expect(bench.wait { names.allSatisfy(bench.isReady) })
            for index in 0..<12 {
                try bench.write("in\(index)", "content \(index)\n")
                bench.start(bench.action("cp in\(index) out\(index)", inputs: ["in\(index)"], outputs: ["out\(index)"]))
            }
            #expect(bench.wait { bench.outcomes.count == 12 })
            #expect(bench.outcomes.values.allSatisfy { $0 == .exited(0) })
            for index in 0..<12 { #expect(bench.content("out\(index)") == Bytes("content \(index)\n".utf8)) }
            for name in names {
                #expect(bench.notices.contains { if case .usingHost(Bytes(name.utf8), _) = $0 { true } else { false } })
            }
        }
    }
}
