import Execution
import Platform
import RemoteExecution
import TestSupport
import Testing
import Text

extension LiveTests {
    /// Hosts that are child shells, each in a stage of its own.
    @Suite(.serialized) struct EmbeddedHosts {
        @Test func anOutputComesBack() throws {
            let bench = try Workbench(hosts: Workbench.embedded(1))
            defer { bench.finish() }
            try bench.write("in", "hello\n")
            bench.executor.bringUp()
            #expect(
                bench.run(bench.action("cp in out; pwd; echo err >&2", inputs: ["in"], outputs: ["out"]))
                    == .exited(0))
            #expect(bench.content("out") == Bytes("hello\n"))
            // It speaks of directories by the names that they have here.
            let pwd = bench.root + Bytes("/src\nerr\n")
            #expect(bench.output[ActionID(raw: 1)] == pwd)
        }

        @Test func statusAndMissingOutputs() throws {
            let bench = try Workbench(hosts: Workbench.embedded(1))
            defer { bench.finish() }
            bench.executor.bringUp()
            #expect(bench.run(bench.action("exit 3", outputs: ["out"])) == .exited(3))
            #expect(bench.run(bench.action("true", outputs: ["out"])) == .missingOutput(Bytes("out")))
            #expect(bench.run(bench.action("kill -9 $$", outputs: ["out"])) == .exited(137))
            let link = bench.action("ln -s /etc/passwd out", outputs: ["out"])
            #expect(bench.run(link) == .foreignOutput(Bytes("out")))
            #expect(bench.content("out") == nil)
        }

        @Test(arguments: [0, 1, 511, 70_000, 1_000_000, 1 << 20, 3_000_000])
        func anyBytesGoBothWays(_ size: Int) throws {
            let bench = try Workbench(hosts: Workbench.embedded(1))
            defer { bench.finish() }
            var seed: UInt32 = 7
            let content = (0..<size).map { _ -> UInt8 in
                seed = seed &* 1_664_525 &+ 1_013_904_223
                return UInt8(truncatingIfNeeded: seed >> 24)
            }
            try bench.write("in", content, mode: 0o755)
            bench.executor.bringUp()
            let action = bench.action("cp in out; cat in", inputs: ["in"], outputs: ["out"])
            #expect(bench.run(action) == .exited(0))
            #expect(bench.content("out") == content)
            #expect(bench.output[action.id] ?? [] == content)
            #expect((fileStatus(bench.path("out"))?.mode ?? 0) & 0o111 != 0)
        }

        @Test func nothingIsLeftHoweverShortTheBuild() throws {
            let root = try temporaryDirectory()
            defer { removeTree(root) }
            let loop = try EventLoop()
            for round in 0..<60 {
                let options = RemoteOptions(environment: ownEnvironment() + [Bytes("TMPDIR=") + root])
                let executor = RemoteExecutor(hosts: Workbench.embedded(2), loop: loop, options: options)
                executor.bringUp()
                let end = monotonicClock() + Int64(round) * 250_000
                while monotonicClock() < end { loop.runOnce(limit: end - monotonicClock()) }
                var isDone = false
                if round % 3 == 2 { executor.abandon() }
                executor.shutDown { isDone = true }
                let limit = monotonicClock() + 2_000_000_000
                while !isDone, monotonicClock() < limit { loop.runOnce(limit: 10_000_000) }
                #expect(isDone)
                // On a busy machine a shell may still be at it.
                let patience = monotonicClock() + 10_000_000_000
                while directoryEntries(root) != [], monotonicClock() < patience { loop.runOnce(limit: 2_000_000) }
                try #require(directoryEntries(root) == [], "after \(round * 250) microseconds")
            }
        }
    }
}
