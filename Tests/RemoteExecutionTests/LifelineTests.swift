import Execution
import Platform
import RemoteExecution
import TestSupport
import Testing
import Text

extension LiveTests {
    /// What is left on a host when the client goes away.
    @Suite(.serialized) struct Lifeline {
        /// The ways to go, as signals to the client.
        @Test(arguments: [SIGKILL, SIGINT, SIGTERM], [true, false])
        func nothingIsLeft(_ signal: Int32, isSsh: Bool) throws {
            if isSsh && SshServers.program == nil { return }
            let servers = isSsh ? try SshServers([SshServers.Server(name: "one")]) : nil
            let root = try temporaryDirectory()
            defer { removeTree(root) }
            let hosts = root + Bytes("/hosts")
            try writeFile(hosts, Bytes(isSsh ? "one 2\n" : "one 2 transport=sh\n"))
            let client = try builtProgram("remote-client")
            let ends = try makePipe()
            var environment = ownEnvironment() + [Bytes("TMPDIR=") + root]
            if let servers {
                environment.append(Bytes("DISTMAKE_SSH=") + Bytes(servers.sshCommand.joined(separator: [Ascii.space])))
            }
            var request = SpawnRequest(
                arguments: [client, hosts, root + Bytes("/pid")], environment: CStringBlock(environment))
            request.standardOutput = ends.write
            request.newGroup = true
            let pid = try spawn(request)
            close(ends.write)
            defer {
                close(ends.read)
                kill(pid, SIGKILL)
            }
            let stage = Bytes(readSome(ends.read).dropLast())
            #expect(stage.first == Ascii.slash)
            #expect(poll(seconds: 10) { fileStatus(root + Bytes("/pid"))?.size ?? 0 > 0 })
            let job = try #require(Int32(readFile(root + Bytes("/pid")).text.split(separator: "\n").first ?? ""))
            #expect(isAlive(job) && fileStatus(stage)?.isDirectory == true)
            #expect((fileStatus(stage)?.mode ?? 0) & 0o777 == 0o700)
            let began = monotonicClock()
            kill(pid, signal)
            #expect(poll(seconds: 5) { !isAlive(job) && fileStatus(stage) == nil })
            let took = monotonicClock() - began
            #expect(took < 1_000_000_000, "it took \(took / 1_000_000) ms")
            _ = waitForExit(of: pid)
            // No ssh and no sh of the client stays behind either.
            #expect(poll(seconds: 2) { processesThatName(stage).isEmpty })
        }

        private func poll(seconds: Int64, _ condition: () -> Bool) -> Bool {
            let deadline = monotonicClock() + seconds * 1_000_000_000
            while !condition() {
                if monotonicClock() > deadline { return false }
                usleep(2000)
            }
            return true
        }

        private func processesThatName(_ stage: Bytes) -> Bytes {
            ((try? shell("ps -A -o args= | grep -F '\(stage.text)' | grep -v grep").output) ?? [])
        }
    }
}
