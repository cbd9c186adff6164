import Execution
import Platform
import RemoteExecution
import TestSupport
import Testing
import Text

extension LiveTests {
    /// Hosts that are nodes of a Slurm cluster: one allocation, and a step of it for each session.
    @Suite(.serialized, .enabled(if: SlurmCluster.isRequested, "\(SlurmCluster.requirements)"))
    struct SlurmHosts {
        @Test func nodesOfAnAllocation() throws {
            let cluster = try SlurmCluster(nodes: 2)
            let hosts = cluster.nodes.map {
                Host(name: Bytes($0.utf8), slots: 2, transport: .command(cluster.shellCommand($0)))
            }
            let bench = try Workbench(hosts: hosts) {
                $0.connectPatience = 10_000_000_000
                $0.heartbeat = 1
                $0.patience = 3
            }
            defer { bench.finish() }
            bench.executor.bringUp()
            #expect(bench.wait(seconds: 30) { cluster.nodes.allSatisfy(bench.isReady) }, "\(bench.notices)")
            // Bytes of all values go both ways, and each node knows its name.
            let big = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }
            try bench.write("big", big)
            var actions: [Action] = []
            for index in 0..<12 {
                try bench.write("in\(index)", "content \(index)\n")
                let names = ["in\(index)", "big"]
                actions.append(
                    bench.action(
                        "cat in\(index) big >out\(index); echo $SLURMD_NODENAME", inputs: names,
                        outputs: ["out\(index)"]))
                bench.start(actions[index])
            }
            #expect(bench.wait(seconds: 60) { bench.outcomes.count == 12 }, "\(bench.notices)")
            for (index, action) in actions.enumerated() {
                #expect(bench.outcomes[action.id] == .exited(0))
                #expect(bench.content("out\(index)") == Bytes("content \(index)\n".utf8) + big)
            }
            #expect(bench.run(bench.action("exit 7")) == .exited(7))
            #expect(bench.run(bench.action("kill -9 $$")) == .exited(137))
        }

        /// The daemon of a node is killed with its steps: what ran there is lost, and the other node goes on.
        @Test func aNodeThatDies() throws {
            let cluster = try SlurmCluster(nodes: 2)
            let hosts = cluster.nodes.map {
                Host(name: Bytes($0.utf8), slots: 1, transport: .command(cluster.shellCommand($0)))
            }
            let bench = try Workbench(hosts: hosts) {
                $0.connectPatience = 10_000_000_000
                $0.heartbeat = 1
                $0.patience = 3
            }
            defer { bench.finish() }
            bench.executor.bringUp()
            #expect(bench.wait(seconds: 30) { cluster.nodes.allSatisfy(bench.isReady) }, "\(bench.notices)")
            let pidFile = bench.root + Bytes("/pid")
            let action = bench.action("echo partial >out; echo $$ >\(pidFile.text); sleep 1000", outputs: ["out"])
            bench.start(action)
            #expect(bench.wait { fileStatus(pidFile)?.size ?? 0 > 0 })
            guard
                case .usingHost(let name, _)? = bench.notices.last(where: {
                    if case .usingHost = $0 { true } else { false }
                })
            else { return #expect(Bool(false), "no host was used") }
            try cluster.kill(name.text)
            #expect(bench.wait(seconds: 20) { bench.outcomes[action.id] != nil })
            guard case .lost = bench.outcomes[action.id] else { return #expect(Bool(false), "not lost") }
            #expect(bench.content("out") == nil)
            // The step of the job ends first; that the whole node is gone is known when it does not answer.
            #expect(bench.wait(seconds: 20) { bench.reasonUnusable(name.text) != nil })
            #expect(
                bench.run(bench.action("echo whole >out", outputs: ["out"]), seconds: 30) == .exited(0),
                "\(bench.notices)")
            #expect(bench.content("out") == Bytes("whole\n"))
        }
    }
}
