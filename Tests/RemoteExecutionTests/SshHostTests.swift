import Execution
import Platform
import RemoteExecution
import TestSupport
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

        @Test func whatCannotBeReachedCostsANotice() throws {
            let servers = try SshServers([
                SshServers.Server(name: "good"),
                SshServers.Server(name: "stranger", isKeyKnown: false),
                SshServers.Server(name: "down", isRunning: false),
            ])
            let bench = try bench(servers, ["stranger", "down", "good"])
            defer { bench.finish() }
            bench.executor.bringUp()
            // Placed before it is known that the first host refuses: given back, and run again elsewhere.
            let early = bench.action("echo early >early", outputs: ["early"])
            guard case .lost = bench.run(early) else { return #expect(Bool(false), "not lost") }
            #expect(bench.content("early") == nil)
            #expect(bench.wait { bench.isReady("good") && bench.reasonUnusable("down") != nil })
            #expect(bench.reasonUnusable("stranger")?.contains("Permission denied") == true)
            #expect(bench.reasonUnusable("down")?.contains("refused") == true)
            #expect(bench.run(bench.action("echo late >late", outputs: ["late"])) == .exited(0))
            #expect(bench.content("late") == Bytes("late\n"))
        }

        @Test func aHostThatDiesDuringAJobLosesIt() throws {
            let servers = try SshServers([SshServers.Server(name: "one"), SshServers.Server(name: "two")])
            let bench = try bench(servers, ["one", "two"], slots: 1)
            defer { bench.finish() }
            bench.executor.bringUp()
            #expect(bench.wait { bench.isReady("one") && bench.isReady("two") })
            let pidFile = bench.root + Bytes("/pid")
            let action = bench.action("echo partial >out; echo $$ >\(pidFile.text); sleep 1000", outputs: ["out"])
            bench.start(action)
            #expect(bench.wait { fileStatus(pidFile)?.size ?? 0 > 0 })
            guard
                case .usingHost(let name, _)? = bench.notices.last(where: {
                    if case .usingHost = $0 { true } else { false }
                })
            else { return #expect(Bool(false)) }
            try servers.kill(name.text)
            #expect(bench.wait { bench.outcomes[action.id] != nil })
            guard case .lost = bench.outcomes[action.id] else { return #expect(Bool(false), "not lost") }
            #expect(bench.content("out") == nil)
            #expect(bench.reasonUnusable(name.text) != nil)
            // The far side cleans up by itself, and the other host goes on.
            let pid = try #require(Int32(readFile(pidFile).text.split(separator: "\n").first ?? ""))
            #expect(bench.wait(seconds: 3) { !isAlive(pid) })
            #expect(bench.run(bench.action("true")) == .exited(0))
        }

        @Test func aCutLinkIsNoticedOnBothSides() throws {
            let servers = try SshServers([SshServers.Server(name: "one")])
            let bench = try bench(servers, ["one"]) {
                $0.heartbeat = 1
                $0.patience = 2
                $0.orphanPatience = 2
            }
            defer { bench.finish() }
            bench.executor.bringUp()
            let pidFile = bench.root + Bytes("/pid")
            let action = bench.action("echo $$ >\(pidFile.text); sleep 1000; sleep 1000")
            bench.start(action)
            #expect(bench.wait { fileStatus(pidFile)?.size ?? 0 > 0 })
            let pid = try #require(Int32(readFile(pidFile).text.split(separator: "\n").first ?? ""))
            try servers.freeze("one")
            #expect(bench.wait(seconds: 8) { bench.outcomes[action.id] != nil })
            #expect(bench.outcomes[action.id] == .lost(reason: "it does not answer"))
            #expect(bench.wait(seconds: 8) { !isAlive(pid) && fileStatus(bench.stages[0]) == nil })
        }

        @Test func aHostThatComesBackIsUsedAgain() throws {
            let servers = try SshServers([SshServers.Server(name: "late", isRunning: false)])
            let bench = try bench(servers, ["late"]) { $0.firstRest = 50_000_000 }
            defer { bench.finish() }
            bench.executor.bringUp()
            #expect(bench.wait { bench.reasonUnusable("late") != nil })
            #expect(bench.executor.place() == nil)
            try servers.start("late")
            #expect(bench.wait { bench.isReady("late") })
            #expect(bench.notices.count { if case .hostUnusable = $0 { true } else { false } } == 1)
            #expect(bench.run(bench.action("true")) == .exited(0))
        }

        @Test func aConnectionOfTheUsersIsShared() throws {
            let servers = try SshServers([SshServers.Server(name: "one", settings: ["LogLevel VERBOSE"])])
            let socket = servers.directory + Bytes("/user.socket")
            let ssh = "\(Bytes(servers.sshCommand.joined(separator: [Ascii.space])).text) -o ControlPath=\(socket.text)"
            try shell("\(ssh) -M -N -f one >/dev/null 2>&1 </dev/null")
            defer { _ = try? shell("\(ssh) -O exit one 2>/dev/null") }
            #expect(fileStatus(socket) != nil)
            let bench = try bench(servers, ["one"]) {
                $0.sshCommand = servers.sshCommand + [Bytes("-o"), Bytes("ControlPath=") + socket]
            }
            bench.executor.bringUp()
            #expect(bench.run(bench.action("echo x >x", outputs: ["x"])) == .exited(0))
            bench.finish()
            // One login in all, and the user's connection is still there.
            #expect(servers.log("one").split(separator: "Accepted publickey").count == 2)
            #expect(try shell("\(ssh) -O check one 2>/dev/null").status == .exited(0))
        }

        /// sshd's own limit, servers that allow less, and one that drops connections while two others are being made.
        @Test(arguments: [
            ["MaxSessions 10"], ["MaxSessions 2"], ["MaxSessions 1"], ["MaxStartups 2"],
        ])
        func moreSlotsThanSessionsOnAConnection(_ settings: [String]) throws {
            let servers = try SshServers([SshServers.Server(name: "one", settings: settings)])
            let bench = try bench(servers, ["one"], slots: 12)
            defer { bench.finish() }
            bench.executor.bringUp()
            #expect(bench.wait { bench.isReady("one") })
            let meeting = bench.root + Bytes("/meeting")
            try makeDirectory(meeting)
            // All twelve are there at the same time, or none gets on.
            let script = """
                : >\(meeting.text)/$$; while [ "$(ls \(meeting.text) | wc -l)" -lt 12 ]; do sleep 0.1; done
                """
            for _ in 0..<12 { bench.start(bench.action(script)) }
            #expect(bench.wait(seconds: 60) { bench.outcomes.count == 12 }, "\(bench.notices)")
            #expect(bench.outcomes.values.allSatisfy { $0 == .exited(0) }, "\(bench.outcomes)")
        }

        @Test(
            arguments: [
                "/usr/bin/csh -c 'exec sh'", "/bin/dash -c 'exec sh'", "/bin/bash -c 'exec sh'",
                "/bin/mksh -c 'exec mksh'", "/usr/bin/yash -c 'exec yash'", "/bin/busybox sh -c 'exec busybox sh'",
                "echo Welcome; echo; echo $SSH_ORIGINAL_COMMAND; exec bash --posix",
                "seq 30000; printf 'no newline'; exec sh",
            ])
        func anyShell(_ command: String) throws {
            let program = command.split(separator: " ").first ?? ""
            guard !program.hasPrefix("/") || fileStatus(Bytes(program.utf8)) != nil else { return }
            let servers = try SshServers([SshServers.Server(name: "one", settings: ["ForceCommand \(command)"])])
            let bench = try bench(servers, ["one"])
            defer { bench.finish() }
            bench.executor.bringUp()
            #expect(bench.wait { bench.isReady("one") }, "\(bench.notices)")
            let small = (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 13) }
            let big = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }
            try bench.write("small", small)
            try bench.write("it's $HOME", "text with 'quotes' and \\backslashes\\n\n")
            try bench.write("big", big)
            let first = bench.action(
                "cat small \"it's \\$HOME\" >o1; cat small; exit 0", inputs: ["small", "it's $HOME"], outputs: ["o1"])
            #expect(bench.run(first) == .exited(0))
            #expect(bench.content("o1") == small + Bytes("text with 'quotes' and \\backslashes\\n\n"))
            #expect(bench.output[first.id] == small)
            let second = bench.action("cat big o1 >o2; exit 7", inputs: ["big", "o1"], outputs: ["o2"])
            #expect(bench.run(second) == .exited(7))
            let third = bench.action("cat big o1 >o3", inputs: ["big", "o1"], outputs: ["o3"])
            #expect(bench.run(third) == .exited(0))
            #expect(bench.content("o3") == big + (bench.content("o1") ?? []))
            // A signal ends the job, and the slot goes on.
            let pidFile = bench.root + Bytes("/pid")
            let fourth = bench.action("echo $$ >\(pidFile.text); sleep 1000; sleep 1000")
            bench.start(fourth)
            #expect(bench.wait { fileStatus(pidFile)?.size ?? 0 > 0 })
            bench.executor.cancel(fourth.id, signal: SIGTERM)
            #expect(bench.wait { bench.outcomes[fourth.id] != nil })
            #expect(bench.outcomes[fourth.id] == .signaled(SIGTERM))
            #expect(bench.run(bench.action("true")) == .exited(0))
        }
    }
}
