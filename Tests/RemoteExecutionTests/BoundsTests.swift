import Execution
import Platform
import RemoteExecution
import TestSupport
import Testing
import Text

extension LiveTests {
    /// What a host may send and how long it may be silent, with bounds small enough for a test.
    @Suite(.serialized) struct Bounds {
        private func bench(_ text: String, adjust: (inout RemoteOptions) -> Void) throws -> Workbench {
            let host = Host(
                name: Bytes("odd"), slots: 1, transport: .command([Bytes("sh"), Bytes("-c"), Bytes(text.utf8)]))
            return try Workbench(hosts: [host], adjust: adjust)
        }

        private func reason(_ outcome: Outcome?) -> String? {
            if case .lost(let reason)? = outcome { reason } else { nil }
        }

        @Test(arguments: [(10_000, true), (200_000, false), (3_000_000, false)])
        func anOutputThatIsTooLarge(_ size: Int, _ fits: Bool) throws {
            let bench = try bench("exec sh") { $0.limits.output = 100_000 }
            defer { bench.finish() }
            bench.executor.bringUp()
            let outcome = bench.run(bench.action("head -c \(size) /dev/zero >out", outputs: ["out"]))
            #expect(fits ? outcome == .exited(0) : outcome != .exited(0) && outcome != nil)
            #expect((bench.content("out") != nil) == fits)
            if !fits { #expect(reason(outcome)?.contains("output") == true, "\(String(describing: outcome))") }
            #expect(directoryEntries(bench.path(""))?.contains { $0.first == Ascii.dot && $0.count > 2 } == false)
        }

        /// A device looks like a file that has no end; so does a host that goes on sending.
        @Test func anOutputWithoutAnEnd() throws {
            let bench = try bench(
                "sh | perl -e '$|=1; while (<STDIN>) { print; if (/^\\S{32} O /) { print \"x\" x 65536 while 1 } }'"
            ) { $0.limits.output = 1 << 20 }
            defer { bench.finish() }
            bench.executor.bringUp()
            let outcome = bench.run(bench.action("echo x >out", outputs: ["out"]))
            #expect(reason(outcome) == "an output larger than allowed")
            #expect(bench.content("out") == nil)
        }

        /// The lifeline answers, but the session that runs the action has stopped: in the middle of its answer, or before
        /// it began.
        @Test(arguments: ["S", "D", "O", "T", "E"]) func aSessionThatStops(_ kind: String) throws {
            let bench = try bench(
                "sh | perl -e '$|=1; while (<STDIN>) { kill 19, $$ if /^\\S{32} \(kind) /; print }'"
            ) {
                $0.stallLimit = 300_000_000
                $0.heartbeat = 1
            }
            defer { bench.finish() }
            bench.executor.bringUp()
            let action = bench.action("echo x >out", outputs: ["out"])
            // A script that runs may be silent; that it has ended is not told here.
            if kind == "D" {
                bench.start(action)
                #expect(!bench.wait(seconds: 2) { bench.outcomes[action.id] != nil })
                bench.executor.cancel(action.id, signal: SIGTERM)
                return
            }
            #expect(reason(bench.run(action)) == "a session to it does not go on")
            #expect(bench.content("out") == nil)
        }
    }
}
