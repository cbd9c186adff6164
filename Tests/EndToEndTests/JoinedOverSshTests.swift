import Foundation
import TestSupport
import Testing
import Text

/// A machine that offers itself over a real ssh connection to an sshd of the test's.
@Suite(.serialized, .enabled(if: SshServers.program != nil, "no sshd is installed"))
struct JoinedOverSshTests {
    private static let makefile = """
        T=${:U1 2 3 4 5 6 7 8 9 10 11 12:@i@t$i@}
        all: gate ${T}
        gate:
        	@while [ `ls ${.CURDIR:H}/came | wc -l` -lt 12 ]; do sleep 0.02; [ -e ${.CURDIR:H} ] || exit 1; done
        ${T}:
        	@: >${.CURDIR:H}/came/$@; while [ `ls ${.CURDIR:H}/came | wc -l` -lt 12 ]; do sleep 0.02; [ -e ${.CURDIR:H} ] || exit 1; done; echo $@ >$@
        .DIST: ${T}

        """

    /// A server whose only key may do what `disthosts authorize` says, and a machine that joins with that key.
    private func join(_ space: Space, settings: [String] = []) throws -> (SshServers, Workers) {
        let servers = try SshServers([SshServers.Server(name: "master", settings: settings)])
        let workers = try Workers(space)
        let key = servers.directory.text + "/key.pub"
        let line = try workers.disthosts(["authorize", "--name", "nat", "--directory", workers.directory, key])
        #expect(line.isSuccess && line.stdout.hasPrefix("restrict,command=\"/"), line.all)
        #expect(line.stdout.contains("disthosts accept --name nat --directory \(workers.directory)\" ssh-ed25519 "))
        try line.stdout.write(toFile: servers.directory.text + "/authorized", atomically: true, encoding: .utf8)
        // The name of the key wins.
        try workers.start("other", slots: 12, to: "master", environment: ["DISTHOSTS_SSH": ssh(servers)])
        workers.expectOffers(["nat"])
        try #require(workers.offers == ["nat"])
        return (servers, workers)
    }

    private func ssh(_ servers: SshServers) -> String { servers.sshCommand.map(\.text).joined(separator: " ") }

    /// Twelve recipes at the same time need thirteen sessions, and no connection has more than eight.
    @Test(arguments: [[], ["MaxSessions 4"]]) func twelveSlots(_ settings: [String]) throws {
        let space = try Space(Self.makefile)
        try space.makeDirectory(space.path("../came"))
        let (servers, workers) = try join(space, settings: settings)
        let run = try space.make("-j1", "-dD", environment: workers.environment)
        #expect(run.isSuccess && run.summary == "distmake: 12 remote (nat 12), 1 local", run.all)
        workers.expectOffers(["nat"])
        // The key opens nothing else.
        let shell = try? sh("\(ssh(servers)) -o BatchMode=yes master echo hello 2>&1; true")
        #expect(shell?.contains("disthosts: the worker asks for something else than `disthosts accept'") == true)
        workers.finish()
    }

    @Test func aBuildThatIsKilledAndAServerThatDies() throws {
        let space = try Space(
            """
            all: gate endless
            gate:
            	@while [ ! -e ${.CURDIR:H}/over ]; do sleep 0.02; [ -e ${.CURDIR:H} ] || exit 1; done
            endless:
            	@echo $$$$ >${.CURDIR:H}/pid; sleep 1000; sleep 1000
            .DIST: endless

            """)
        let (servers, workers) = try join(space)
        func started() throws -> (Running, pid_t) {
            let run = try space.start(["-j1"], environment: workers.environment)
            #expect(eventually { space.text("../pid")?.hasSuffix("\n") == true }, "\(run.stderr)\(workers.logs)")
            let pid = try #require(pid_t((space.text("../pid") ?? "").dropLast()))
            try space.remove("../pid")
            return (run, pid)
        }
        func expectDead(_ pid: pid_t) {
            #expect(eventually { kill(pid, 0) != 0 }, "the job is dead")
            #expect(eventually { space.stages.filter { $0.hasPrefix("make-") } == [] })
        }
        let (killed, first) = try started()
        kill(killed.pid, SIGKILL)
        expectDead(first)
        workers.expectOffers(["nat"])
        // What the network is cut for is made elsewhere, and the worker calls until somebody answers.
        let (survivor, second) = try started()
        try servers.kill("master")
        expectDead(second)
        #expect(eventually { survivor.stderr.contains("host nat is not used: the connection to it ended") })
        kill(survivor.pid, SIGKILL)
        #expect(eventually { workers.logs.contains("ended with status 255; again in ") }, "\(workers.logs)")
        try servers.start("master")
        workers.expectOffers(["nat"])
        try space.write("../over", "")
        workers.finish()
    }
}
