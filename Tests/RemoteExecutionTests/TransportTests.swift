import Execution
import Platform
import RemoteExecution
import TestSupport
import Testing
import Text

extension LiveTests {
    /// Commands that yield a sh, or claim to.
    @Suite(.serialized) struct Transports {
        private func host(_ words: [String]) -> Host {
            Host(name: Bytes("box"), slots: 2, transport: .command(words.map { Bytes($0.utf8) }))
        }

        @Test(
            arguments: [
                ["dash"], ["bash", "--posix"], ["busybox", "sh"], ["mksh"], ["yash"], ["env", "-i", "PATH=/bin", "sh"],
                // Without base64, head or tar, octal printf does all.
                ["env", "-i", "PATH=@bare", "/bin/sh"],
            ])
        func anyShellAndFewTools(_ words: [String]) throws {
            let tools = try temporaryDirectory()
            defer { removeTree(tools) }
            try shell(
                """
                cd \(tools.text) && for t in cat chmod cp dd env kill mkdir mktemp rm sed sh sleep tail touch wc; do
                    ln -s "$(command -v $t)" $t
                done
                """)
            let program = try shell("command -v \(words[0])")
            guard program.status == .exited(0) else { return }
            let host = host(words.map { $0 == "PATH=@bare" ? "PATH=\(tools.text)" : $0 })
            let bench = try Workbench(hosts: [host])
            defer { bench.finish() }
            bench.executor.bringUp()
            let content = (0..<90_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 4) }
            for index in 0..<10 { try bench.write("in\(index)", Bytes(content[(index * 9000)...].prefix(9000))) }
            let names = (0..<10).map { "in\($0)" }
            let action = bench.action("cat in* >out; echo done", inputs: names, outputs: ["out"])
            #expect(bench.run(action, seconds: 30) == .exited(0), "\(bench.notices)")
            #expect(bench.content("out") == content)
            #expect(bench.output[action.id] == Bytes("done\n"))
        }

        /// Another root directory, another set of tools, and a stage that is not where ours is.
        @Test(.enabled(if: SmallRoot.isPossible, "\(SmallRoot.requirements)"))
        func aChrootWithNothingButBusybox() throws {
            let root = try SmallRoot()
            let host = Host(name: Bytes("box"), slots: 2, transport: .command(root.shellCommand))
            let bench = try Workbench(hosts: [host])
            defer { bench.finish() }
            bench.executor.bringUp()
            let big = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }
            try bench.write("big", big)
            try bench.write("small", "a line\n")
            let script = "cat small big >out; ls /; test ! -e /usr"
            let action = bench.action(script, inputs: ["small", "big"], outputs: ["out"])
            #expect(bench.run(action, seconds: 30) == .exited(0), "\(bench.notices)")
            let isWhole = bench.content("out") == Bytes("a line\n") + big
            #expect(isWhole)
            let seen = bench.output[action.id]?.split(separator: Ascii.newline).map { Bytes($0).text } ?? []
            #expect(seen.contains("bin") && seen.contains("dev"), "\(seen)")
            #expect(bench.run(bench.action("exit 9")) == .exited(9))
            bench.finish()
            #expect(directoryEntries(root.directory + Bytes("/tmp")) == [], "nothing is left in the other root")
        }

        @Test(
            arguments: [
                ["false"], ["/nonexistent/program"], ["echo", "hello"], ["cat"], ["yes"], ["sleep", "1000"],
                ["sh", "-c", "cat >/dev/null; exit 3"], ["head", "-c", "3000000", "/dev/zero"],
            ])
        func whatIsNoShIsLost(_ words: [String]) throws {
            let bench = try Workbench(hosts: [host(words)]) { $0.connectPatience = 300_000_000 }
            defer { bench.finish() }
            bench.executor.bringUp()
            let action = bench.action("true")
            bench.start(action)
            #expect(bench.wait { bench.outcomes[action.id] != nil })
            guard case .lost? = bench.outcomes[action.id] else { return #expect(Bool(false)) }
            #expect(bench.reasonUnusable("box") != nil)
            #expect(bench.executor.place() == nil)
        }

        /// A slot's shell that is killed in the middle of a job: the job is lost, the host goes on.
        @Test func aShellThatIsKilled() throws {
            let bench = try Workbench(hosts: Workbench.embedded(1, slots: 1))
            defer { bench.finish() }
            bench.executor.bringUp()
            let action = bench.action("echo part >out; kill -9 $PPID; sleep 1000", outputs: ["out"])
            guard case .lost? = bench.run(action) else {
                return #expect(Bool(false), "\(String(describing: bench.outcomes[action.id]))")
            }
            #expect(bench.content("out") == nil)
            #expect(bench.run(bench.action("echo whole >out", outputs: ["out"])) == .exited(0))
            #expect(bench.content("out") == Bytes("whole\n"))
        }

        /// The lifeline's shell that is killed takes the host down; it comes up again with a new stage.
        @Test func aStageThatIsRemoved() throws {
            let bench = try Workbench(hosts: Workbench.embedded(1, slots: 1)) { $0.firstRest = 50_000_000 }
            defer { bench.finish() }
            bench.executor.bringUp()
            #expect(bench.run(bench.action("true")) == .exited(0))
            let stage = try #require(bench.stages.first)
            let vandal = bench.action("rm -rf \(stage.text); exit 0", outputs: ["out"])
            bench.start(vandal)
            #expect(bench.wait { bench.outcomes[vandal.id] != nil })
            #expect(bench.outcomes[vandal.id] != .exited(0))
            // Sooner or later the host is usable again, with work done as it should be.
            var last: Outcome?
            #expect(
                bench.wait(seconds: 20) {
                    last = bench.run(bench.action("echo whole >out", outputs: ["out"]))
                    return last == .exited(0)
                })
            #expect(bench.content("out") == Bytes("whole\n"))
        }
    }
}
