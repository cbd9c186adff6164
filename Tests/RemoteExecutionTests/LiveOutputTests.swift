import Execution
import Platform
import RemoteExecution
import Testing
import Text

extension LiveTests {
    /// What scripts print that run for long.
    @Suite(.serialized) struct LiveOutput {
        private func bench(_ data: DataPlane? = nil, adjust: @escaping (inout RemoteOptions) -> Void = { _ in }) throws
            -> Workbench
        {
            var host = Host(name: Bytes("box"), slots: 2, transport: .embedded)
            host.data = data
            let bench = try Workbench(hosts: [host]) {
                $0.liveAfter = 10_000_000
                $0.liveInterval = 10_000_000
                adjust(&$0)
            }
            bench.executor.bringUp()
            return bench
        }

        /// A script that prints, waits for a file, and prints again.
        private func script(_ bench: Workbench, _ first: String, _ second: String) -> String {
            "\(first); while ! [ -e \(bench.root.text)/go ]; do sleep 0.01; done; \(second)"
        }

        private func go(_ bench: Workbench) throws { try writeFile(bench.root + Bytes("/go"), []) }

        @Test func whatIsPrintedComesAtOnce() throws {
            let bench = try bench()
            defer { bench.finish() }
            let action = bench.action(
                script(bench, "echo one; echo two >&2; printf thr", "echo ee; printf '\\000\\377'"))
            bench.start(action)
            let soon = Bytes("one\ntwo\nthr")
            #expect(bench.wait { bench.early[action.id] == soon })
            #expect(bench.outcomes[action.id] == nil)
            try go(bench)
            #expect(bench.wait { bench.outcomes[action.id] == .exited(0) })
            #expect(bench.output[action.id] == soon + Bytes("ee\n") + [0, 255])
        }

        /// The rest is told by the slot, wherever the log was cut.
        @Test(arguments: [0, 1, 65536, 300_000, 2_000_000]) func muchOutput(_ size: Int) throws {
            let bench = try bench { $0.limits.log = 1 << 20 }
            defer { bench.finish() }
            let printed = "yes 123456789012345 | head -c \(size)"
            let action = bench.action(script(bench, printed, "echo; \(printed)"))
            bench.start(action)
            // Some of the first part, and not more than is kept of a log.
            #expect(bench.wait { (bench.early[action.id]?.count ?? 0) >= min(size, 200_000) })
            try go(bench)
            #expect(bench.wait { bench.outcomes[action.id] == .exited(0) })
            let line = Bytes("123456789012345\n")
            let part = Bytes((0..<size).lazy.map { line[$0 % 16] })
            let all = part + Bytes("\n") + part
            let output = bench.output[action.id] ?? []
            if all.count <= 1 << 20 {
                #expect(output == all)
            } else {
                #expect(output.count < (1 << 20) + 200_000 && output.text.contains("bytes of output left out]"))
                #expect(output.hasPrefix(Bytes(all.prefix(300_000))) && output.hasSuffix(Bytes(all.suffix(300_000))))
            }
            #expect((bench.early[action.id]?.count ?? 0) <= 1 << 19)
        }

        @Test func namesOfTheStageBecomeOurs() throws {
            let bench = try bench()
            defer { bench.finish() }
            // Cut within the name.
            let action = bench.action(
                script(bench, "p=$(pwd); q=${p#?????????}; printf %s \"${p%\"$q\"}\"", "printf '%s\\n' \"$q\""))
            bench.start(action)
            #expect(bench.wait { bench.isReady("box") })
            try go(bench)
            #expect(bench.wait { bench.outcomes[action.id] == .exited(0) })
            #expect(bench.output[action.id] == bench.root + Bytes("/src\n"))
        }

        /// Where no further session is wanted, it comes at the end.
        @Test func withoutAStream() throws {
            let bench = try bench(.inline)
            defer { bench.finish() }
            let action = bench.action(script(bench, "echo one", "echo two"))
            bench.start(action)
            try go(bench)
            #expect(bench.wait { bench.outcomes[action.id] == .exited(0) })
            #expect(bench.early[action.id] == nil && bench.output[action.id] == Bytes("one\ntwo\n"))
        }
    }
}
