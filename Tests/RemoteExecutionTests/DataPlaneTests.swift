import Execution
import Platform
import RemoteExecution
import TestSupport
import Testing
import Text

extension LiveTests {
    /// The ways of inputs and outputs, each with each shell.
    @Suite(.serialized) struct DataPlanes {
        static let shells = ["dash", "bash --posix", "busybox sh", "mksh", "yash"].filter { name in
            let program = name.split(separator: " ")[0]
            return ["/bin", "/usr/bin", "/usr/local/bin"].contains { fileStatus(Bytes("\($0)/\(program)".utf8)) != nil }
        }

        /// Any bytes, not twice the same.
        private func content(_ size: Int, seed: UInt32) -> Bytes {
            var seed = seed
            return (0..<size).map { _ in
                seed = seed &* 1_664_525 &+ 1_013_904_223
                return UInt8(truncatingIfNeeded: seed >> 24)
            }
        }

        /// More inputs than travel with a script; one content under two names, with other times and modes; an output
        /// that is kept aside; then the same host again, which has all of them.
        private func exercise(_ host: Host, servers: SshServers? = nil) throws -> Workbench {
            let bench = try Workbench(hosts: [host]) {
                if let servers { $0.sshCommand = servers.sshCommand }
                $0.asideLimit = 128 << 10
                $0.largeBatch = 1 << 20
            }
            var names: [String] = []
            for index in 0..<12 {
                names.append("in \(index)")
                try bench.write("in \(index)", content(index == 3 ? 300_000 : 9000, seed: UInt32(index)))
            }
            try bench.write("twin", try #require(bench.content("in 3")), mode: 0o755)
            names.append("twin")
            try bench.write("-text", "plain\n")
            names.append("-text")
            try shell(
                "cd \(bench.path("").text) && touch -t 202001020304.05 in* && touch -t 201001020304.05 twin ./-text")
            bench.executor.bringUp()
            #expect(bench.wait { bench.isReady(host.name.text) })
            let action = bench.action(
                "cat in* ./-text >sum; cp -p twin copy; for i in in* twin ./-text; do test -x \"$i\" && echo \"$i\"; done; "
                    + "test twin -ot 'in 3' && echo older; test 'in 1' -ot 'in 2' || echo same; rm -f x; ln -s in x; "
                    + "date -r 'in 3' +%Y; test twin -ef 'in 3' || echo apart",
                inputs: names, outputs: ["sum", "copy"])
            #expect(bench.run(action) == .exited(0), "\(host)")
            #expect(bench.output[action.id] == Bytes("twin\nolder\nsame\n2020\napart\n"), "\(host)")
            let sum = names.filter { $0.hasPrefix("in") }.sorted().reduce(into: Bytes()) {
                $0 += bench.content($1) ?? []
            }
            #expect(bench.content("sum") == sum + Bytes("plain\n"))
            #expect(bench.content("copy") == bench.content("in 3"))
            #expect((fileStatus(bench.path("copy"))?.mode ?? 0) & 0o111 != 0)
            // One that writes into its input changes that one only, and what came back is an input without being sent.
            let vandal = bench.action("echo more >>twin; cmp -s twin 'in 3' || echo apart", inputs: names)
            #expect(bench.run(vandal) == .exited(0))
            #expect(bench.output[vandal.id] == Bytes("apart\n"))
            #expect(bench.run(bench.action("cmp copy 'in 3'", inputs: names + ["sum", "copy"])) == .exited(0))
            return bench
        }

        @Test(arguments: shells, [DataPlane.inline, .frames, .stream])
        func embedded(_ shell: String, plane: DataPlane) throws {
            var host = Host(
                name: Bytes("box"), slots: 2, transport: .command(shell.split(separator: " ").map { Bytes($0.utf8) }))
            host.data = plane
            let bench = try exercise(host)
            defer { bench.finish() }
            #expect(bench.planes == (plane == .stream ? [.stream] : []))
        }

        @Test(.enabled(if: SshServers.program != nil, "no sshd is installed"), arguments: shells)
        func overSsh(_ shell: String) throws {
            let path = try temporaryDirectory()
            defer { removeTree(path) }
            try writeFile(path + Bytes("/sh"), Bytes("#!/bin/sh\nexec \(shell)\n"), mode: 0o755)
            let servers = try SshServers([
                SshServers.Server(name: "one", settings: ["SetEnv PATH=\(path.text):/usr/local/bin:/usr/bin:/bin"])
            ])
            for plane in shell == "dash" ? [nil] + DataPlane.allCases : [nil] {
                var host = Host(name: Bytes("one"), slots: 2)
                host.data = plane
                let bench = try exercise(host, servers: servers)
                defer { bench.finish() }
                let expected: Set<DataPlane> =
                    switch plane {
                    case .inline, .frames: []
                    case .stream: [.stream]
                    case .sftp: [.sftp]
                    // The batch goes as an archive, the large output by sftp.
                    case nil: [.stream, .sftp]
                    }
                #expect(bench.planes == expected, "\(String(describing: plane))")
            }
        }

        /// What the host lacks is done without.
        @Test(arguments: [
            (missing: ["head"], planes: [DataPlane.sftp]), (["tar"], [.sftp]), (["sftp"], [.stream]),
            (["head", "sftp"], []), (["awk", "base64", "zstd"], [.stream, .sftp]),
        ])
        func theChoiceByProbing(_ missing: [String], _ planes: [DataPlane]) throws {
            guard SshServers.program != nil else { return }
            let path = try temporaryDirectory()
            defer { removeTree(path) }
            let tools = [
                "sh", "cat", "mkdir", "mktemp", "rm", "rmdir", "sleep", "touch", "chmod", "cp", "ln", "ls", "env",
                "date",
                "cmp", "dd", "wc", "tail", "tr", "ps", "kill", "base64", "awk", "head", "tar", "mv", "test", "zstd",
            ]
            for tool in tools where !missing.contains(tool) {
                try shell("ln -s \"$(command -v \(tool))\" \(path.text)/\(tool)")
            }
            let servers = try SshServers([
                SshServers.Server(
                    name: "one", settings: ["SetEnv PATH=\(path.text)"], hasSFTP: !missing.contains("sftp"))
            ])
            let bench = try exercise(Host(name: Bytes("one"), slots: 2), servers: servers)
            defer { bench.finish() }
            #expect(bench.planes == Set(planes))
        }

        /// Large inputs of one job go while another runs, those of a job that may come too; a large output does not
        /// keep its slot.
        @Test func transfersBesideJobs() throws {
            let bench = try Workbench(hosts: Workbench.embedded(1, slots: 1)) { $0.asideLimit = 64 << 10 }
            defer { bench.finish() }
            for name in ["a", "b", "c"] { try bench.write(name, content(400_000, seed: UInt32(name.utf8.first ?? 0))) }
            let gate = bench.root + Bytes("/gate")
            bench.executor.bringUp()
            #expect(bench.wait { bench.isReady("box1") })
            let long = bench.action(
                "while [ ! -e \(gate.text) ]; do sleep 0.05; done; cp a big", inputs: ["a"], outputs: ["big"])
            bench.start(long)
            #expect(bench.wait { bench.executor.sentBytes >= 400_000 })
            #expect(bench.executor.place() == nil, "the only slot is taken")
            let next = bench.action("cmp b c || echo differ", inputs: ["b", "c"])
            bench.executor.prefetch(next)
            bench.executor.prefetch(next)
            #expect(bench.wait { bench.executor.sentBytes == 1_200_000 })
            #expect(bench.outcomes.isEmpty)
            var order: [String] = []
            bench.executor.onPhase = { id, phase in
                if id == next.id, phase == .running { order.append("next runs") }
                if id == long.id, case .fetched = phase { order.append("long is fetched") }
            }
            try writeFile(gate, [])
            // The slot is free before the output is here: the output's rest is asked for when the next one is sent.
            bench.start(next)
            #expect(bench.wait { bench.outcomes.count == 2 })
            #expect(bench.outcomes.values.allSatisfy { $0 == .exited(0) })
            #expect(bench.output[next.id]?.hasPrefix(Bytes("b c differ")) == true)
            #expect(bench.content("big") == bench.content("a"))
            #expect(bench.executor.sentBytes == 1_200_000)
            #expect(order.count == 2)
        }

        /// The opening of two sessions is among them.
        @Test(arguments: [DataPlane.frames, .stream])
        func aThousandFilesInAFewRoundTrips(_ plane: DataPlane) throws {
            var host = Workbench.embedded(1, slots: 1)[0]
            host.data = plane
            let bench = try Workbench(hosts: [host])
            defer { bench.finish() }
            let names = (0..<1000).map { "h\($0)" }
            for name in names { try bench.write(name, "content of \(name)\n") }
            bench.executor.bringUp()
            #expect(bench.wait { bench.isReady("box1") })
            #expect(bench.run(bench.action("cat h* | wc -l", inputs: names)) == .exited(0))
            #expect(bench.executor.turns <= 6, "\(bench.executor.turns) round trips")
            #expect(bench.output[ActionID(raw: 1)]?.text.contains("1000") == true)
        }

        private func packed(
            _ compress: Host.Compression, content: Bytes, adjust: (inout RemoteOptions) -> Void = { _ in }
        ) throws -> (content: Int, wire: Int) {
            var host = Workbench.embedded(1)[0]
            host.compress = compress
            let bench = try Workbench(hosts: [host]) {
                $0.asideLimit = 64 << 10
                adjust(&$0)
            }
            defer { bench.finish() }
            for name in ["a", "b", "c"] { try bench.write(name, Bytes(name.utf8) + content) }
            bench.executor.bringUp()
            for name in ["a", "b", "c"] {
                let action = bench.action("cp \(name) out", inputs: [name], outputs: ["out"])
                #expect(bench.run(action) == .exited(0))
                #expect(bench.content("out") == bench.content(name))
            }
            return (bench.executor.sentBytes, bench.executor.wireBytes)
        }

        @Test(.enabled(if: (try? shell("command -v zstd").status) == .exited(0), "zstd is not installed"))
        func archivesArePackedWhereThatHelps() throws {
            let text = Bytes((0..<30_000).map { "line \($0)\n" }.joined().utf8)
            let yes = try packed(.yes, content: text)
            #expect(yes.wire > 0 && yes.wire < yes.content / 2)
            let no = try packed(.no, content: text)
            #expect(no.wire > no.content)
            // What does not shrink is not packed.
            let random = try packed(.yes, content: content(300_000, seed: 5))
            #expect(random.wire > random.content)
            // By itself, once the link has turned out to be slow.
            let fast = try packed(.auto, content: text) { $0.slowLink = 1 }
            #expect(fast.wire > fast.content)
            let slow = try packed(.auto, content: text) {
                $0.slowLink = .infinity
                $0.measuredBatch = 1
            }
            #expect(slow.wire < slow.content / 3 * 2 && slow.wire > slow.content / 3)
        }
    }
}
