import Execution
import Platform
import RemoteExecution
import TestSupport
import Testing
import Text

extension LiveTests {
    /// Hosts behind real links, which are cut and healed.
    @Suite(
        .serialized,
        .enabled(if: SshServers.program != nil && LinkedNetwork.isPossible, "\(LinkedNetwork.requirements), and sshd"))
    struct Links {
        private func network(_ names: [String], delay: Int) throws -> (LinkedNetwork, SshServers) {
            let network = try LinkedNetwork(hosts: names.count, delay: delay)
            let servers = try SshServers(
                zip(names, network.hosts).map { SshServers.Server(name: $0, place: $1) }, client: network.client)
            return (network, servers)
        }

        private func bench(
            _ servers: SshServers, _ names: [String], slots: Int, adjust: (inout RemoteOptions) -> Void = { _ in }
        ) throws -> Workbench {
            try Workbench(hosts: names.map { Host(name: Bytes($0.utf8), slots: slots) }) {
                $0.sshCommand = servers.sshCommand
                adjust(&$0)
            }
        }

        /// An action takes a round trip and what the host needs; a second one for its input would show.
        @Test func anActionTakesOneRoundTrip() throws {
            let (network, servers) = try network(["far"], delay: 100_000)
            let bench = try bench(servers, ["far"], slots: 1)
            defer { bench.finish() }
            bench.executor.bringUp()
            #expect(bench.wait(seconds: 30) { bench.isReady("far") }, "\(bench.notices)")
            #expect(bench.run(bench.action("true")) == .exited(0))
            var best = Int64.max
            for index in 0..<4 {
                try bench.write("in\(index)", "content \(index)\n")
                let began = monotonicClock()
                let action = bench.action("cp in\(index) out\(index)", inputs: ["in\(index)"], outputs: ["out\(index)"])
                #expect(bench.run(action) == .exited(0))
                best = min(best, monotonicClock() - began)
                #expect(bench.content("out\(index)") == Bytes("content \(index)\n".utf8))
            }
            #expect(best >= 200_000_000, "the link delays by \(best) ns")
            #expect(best < 400_000_000, "one round trip, not two: \(best) ns")
            withExtendedLifetime(network) {}
        }

        /// The link of a host is cut in the middle of a build: the host is given up, its work is done elsewhere, and
        /// when the link heals it takes work again.
        @Test func aPartitionInTheMiddle() throws {
            let names = ["near", "far"]
            let (network, servers) = try network(names, delay: 2000)
            let bench = try bench(servers, names, slots: 1) {
                $0.heartbeat = 1
                $0.patience = 2
                $0.orphanPatience = 2
                $0.firstRest = 200_000_000
                $0.longestRest = 400_000_000
            }
            defer { bench.finish() }
            bench.executor.bringUp()
            #expect(bench.wait { names.allSatisfy(bench.isReady) })
            // One on each host, and both write that they have begun.
            let actions = (0..<2).map { index in
                bench.action(
                    "echo begun >\(bench.root.text)/begun\(index); while [ ! -e \(bench.root.text)/go ]; do sleep 0.05; done; echo whole >out\(index)",
                    outputs: ["out\(index)"])
            }
            for action in actions { bench.start(action) }
            #expect(bench.wait { (0..<2).allSatisfy { fileStatus(bench.root + Bytes("/begun\($0)".utf8)) != nil } })
            try network.cut(1)
            let cut = monotonicClock()
            #expect(bench.wait(seconds: 20) { bench.reasonUnusable("far") != nil })
            #expect(monotonicClock() - cut < 15_000_000_000, "a partition is noticed in time")
            let lost = try #require(actions.first { if case .lost? = bench.outcomes[$0.id] { true } else { false } })
            try writeFile(bench.root + Bytes("/go"), [])
            #expect(bench.wait { bench.outcomes.count == 2 })
            // What was lost is made elsewhere; nothing of the far host's half arrived.
            let again = bench.action("echo again >out", outputs: ["out"])
            #expect(bench.run(again) == .exited(0) && bench.content("out") == Bytes("again\n"))
            #expect(actions.count { bench.outcomes[$0.id] == .exited(0) } == 1)
            #expect(bench.content(lost.outputs[0].text) == nil)
            bench.notices = bench.notices.filter { if case .stageCreated = $0 { true } else { false } }
            try network.heal(1)
            #expect(bench.wait(seconds: 30) { bench.isReady("far") }, "\(bench.notices)")
            let both = (0..<2).map { bench.action("echo \($0) >both\($0)", outputs: ["both\($0)"]) }
            for action in both { bench.start(action) }
            #expect(bench.wait { both.allSatisfy { bench.outcomes[$0.id] == .exited(0) } })
        }
    }
}
