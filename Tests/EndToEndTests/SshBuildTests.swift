import Foundation
import TestSupport
import Testing
import Text

/// Builds over real OpenSSH servers on the loopback interface.
@Suite(.serialized, .enabled(if: SshServers.program != nil, "no sshd is installed"))
struct SshBuildTests {
    private static let example = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Examples/cproject").standardizedFileURL.path

    private func environment(_ servers: SshServers) -> [String: String] {
        ["DISTMAKE_SSH": servers.sshCommand.map { $0.text }.joined(separator: " ")]
    }

    private func example(_ hosts: String?) throws -> Space {
        let space = try Space(hosts: hosts)
        try sh("cp -R '\(Self.example)/.' '\(space.tree)'")
        return space
    }

    /// The objects and programs of the example, by name.
    private func results(_ space: Space) -> [String: Data] {
        var results: [String: Data] = [:]
        for name in space.files() where name.hasSuffix(".o") || name == "tally" || name == "tally-test" {
            results[name] = space.data(name)
        }
        return results
    }

    @Test func theExampleOnThreeHosts() throws {
        let names = ["one", "two", "three"]
        let servers = try SshServers(names.map { SshServers.Server(name: $0) })
        let space = try example("one 2 two 2\nthree 1 speed=2\n")
        // Debugging information would tell the directory of the stage.
        let flags = "CFLAGS=-O2 -Wall"
        let run = try space.make("-j1", "-dD", flags, "all", "check", environment: environment(servers), limit: 120)
        // A host that is slow to come up on a busy machine may find nothing left to do.
        #expect(run.isSuccess && run.places.count > 5 && Set(run.places.values).isSubset(of: names), run.all)
        let there = results(space)
        #expect(there.count > 35)
        // The same again in the same place, all of it here.
        #expect(try space.make("clean").isSuccess && results(space).isEmpty)
        let local = try space.make("-j2", "--hosts=/dev/null", flags, "all", limit: 120)
        #expect(local.isSuccess && local.summary == nil, local.all)
        let here = results(space)
        #expect(here.keys.sorted() == there.keys.sorted())
        for (name, content) in here { #expect(there[name] == content, "\(name)") }
        space.expectNoRemains()
    }

    @Test func hostsThatAreDownOrStrange() throws {
        let servers = try SshServers([
            SshServers.Server(name: "down", isRunning: false), SshServers.Server(name: "stranger", isKeyKnown: false),
            SshServers.Server(name: "good"),
        ])
        let space = try Space(
            "T=${:U1 2 3 4 5 6 7 8:@i@t$i@}\nall: ${T}\n${T}:\n\techo $@ >$@\n.DIST: ${T}\n",
            hosts: "down 2\nstranger 2\ngood 2\n")
        let run = try space.make("-j2", "-dD", environment: environment(servers))
        #expect(run.isSuccess, run.all)
        for index in 1...8 { #expect(space.text("t\(index)") == "t\(index)\n") }
        let lines = run.lines("distmake: host ").sorted()
        #expect(lines.count == 2, run.all)
        #expect(lines.first?.hasPrefix("distmake: host down is not used: ") == true, run.all)
        #expect(lines.first?.contains("refused") == true && lines.last?.contains("Permission denied") == true, run.all)
        space.expectNoRemains()
    }

    @Test func aHostThatIsKilledDuringTheBuild() throws {
        let servers = try SshServers([SshServers.Server(name: "one"), SshServers.Server(name: "two")])
        // The recipes wait for a sign that the server is gone.
        let space = try Space(
            """
            T=t1 t2 t3 t4 t5 t6
            all: ${T}
            ${T}:
            	@echo half >$@; : >${.CURDIR:H}/started.$@; while ! test -e ${.CURDIR:H}/killed; do sleep 0.05; [ -e ${.CURDIR:H} ] || exit 1; done; echo $@ >$@
            .DIST: ${T}

            """, hosts: "one 2\ntwo 2\n")
        let running = try space.start(["-j1", "-dD"], environment: environment(servers))
        #expect(eventually { space.files("..").count { $0.hasPrefix("started.") } == 5 }, "\(running.stderr)")
        try servers.kill("one")
        // No earlier than distmake knows.
        #expect(eventually { running.stderr.contains("host one is not used: ") }, "\(running.stderr)")
        try space.write("../killed", "")
        let run = running.wait()
        #expect(run.isSuccess, run.all)
        for index in 1...6 { #expect(space.text("t\(index)") == "t\(index)\n") }
        // The other may be late on a busy machine.
        #expect(run.lines("distmake: host one ").count == 1, run.all)
        #expect(!run.places.values.contains("one") && run.places.count >= 2, run.all)
        space.expectNoRemains()
    }

    @Test func moreSlotsThanSessions() throws {
        let servers = try SshServers([SshServers.Server(name: "one", settings: ["MaxSessions 10"])])
        // All twelve meet, or none ends.
        let space = try Space(
            """
            T=${:U1 2 3 4 5 6 7 8 9 10 11 12:@i@t$i@}
            all: ${T}
            ${T}:
            	@: >${.CURDIR:H}/meeting/$@; while [ `ls ${.CURDIR:H}/meeting | wc -l` -lt 12 ]; do sleep 0.05; [ -e ${.CURDIR:H} ] || exit 1; done; echo $@ >$@
            .DIST: ${T}

            """, hosts: "one 12\n")
        try space.makeDirectory(space.path("../meeting"))
        let run = try space.make("-j1", environment: environment(servers))
        #expect(run.isSuccess && run.summary == "distmake: 12 remote (one 12), 0 local", run.all)
        space.expectNoRemains()
    }

    /// A server that wants a connection for each session, and drops connections while two are being made: the build ends
    /// all the same.
    @Test func aServerThatRefusesAndDrops() throws {
        let servers = try SshServers([SshServers.Server(name: "one", settings: ["MaxSessions 1", "MaxStartups 2"])])
        let space = try Space(
            "T=${:U:range=40:@i@t$i@}\nall: ${T}\n${T}:\n\t@echo $@ >$@\n.DIST: ${T}\n.DIST.QUICK=no\n",
            hosts: "one 12\n")
        let run = try space.make("-j1", environment: environment(servers), limit: 120)
        #expect(run.isSuccess, run.all)
        for index in 1...40 { #expect(space.text("t\(index)") == "t\(index)\n") }
        space.expectNoRemains()
    }

    @Test(arguments: [SIGINT, SIGKILL])
    func anInterrupt(_ signal: Int32) throws {
        let servers = try SshServers([SshServers.Server(name: "one")])
        let space = try Space(
            "T=t1 t2\nall: ${T}\n${T}:\n\t@echo half >$@; echo x >${.CURDIR:H}/started.$@; tail -f ${.CURDIR:H}/home/.makehosts\n.DIST: ${T}\n",
            hosts: "one 2\n")
        let running = try space.start(["-j1", "-dD"], environment: environment(servers))
        #expect(
            eventually {
                space.text("../started.t1")?.isEmpty == false && space.text("../started.t2")?.isEmpty == false
            })
        let line = (running.stdout + running.stderr).split(separator: "\n").first { $0.hasPrefix("Creating staging") }
        let stage = try String(#require(line).split(separator: " ")[3])
        #expect(space.exists(stage))
        let began = ContinuousClock.now
        kill(running.pid, signal)
        #expect(eventually(5) { !space.exists(stage) && space.processes().isEmpty }, "\(space.processes())")
        #expect(ContinuousClock.now - began < .seconds(1.5))
        let run = running.wait()
        #expect(run.status == (signal == SIGKILL ? .signaled(SIGKILL) : .exited(signal)), run.all)
        #expect(!space.exists("t1") && !space.exists("t2"))
    }
}
