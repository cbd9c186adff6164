import Execution
import Platform
import RemoteExecution
import TestSupport
import Testing
import Text

extension LiveTests {
    /// A machine that offered itself, its `accept` and the build, all in one loop: the machine is a sh at the end of two pipes.
    @Suite(.serialized) struct JoinedHostsTests {
        /// One that joined, as the master has it.
        final class Worker {
            let pid: ProcessID
            let server: AcceptServer
            private let ends: [Int32]

            init(
                _ name: String, _ directory: JoinDirectory, _ loop: EventLoop, program: [String] = ["/bin/sh"],
                pause: Int64 = 20_000_000_000, patience: Int64 = 15_000_000_000
            ) throws {
                let (toSh, fromSh) = (try makePipe(), try makePipe())
                var request = SpawnRequest(
                    arguments: program.map { Bytes($0.utf8) }, environment: CStringBlock(ownEnvironment()))
                (request.standardInput, request.standardOutput) = (toSh.read, fromSh.write)
                request.newGroup = true
                pid = try spawn(request)
                close(toSh.read)
                close(fromSh.write)
                ends = [toSh.write, fromSh.read]
                let words = try AcceptWords(options: [Bytes("--name"), Bytes(name.utf8), Bytes("--slots"), Bytes("2")])
                server = try AcceptServer(
                    words, directory: directory, input: fromSh.read, output: toSh.write, origin: [], loop: loop,
                    pause: pause, patience: patience)
            }

            func end() {
                server.leave()
                kill(-pid, SIGKILL)
                _ = waitForExit(of: pid)
                for fd in ends { close(fd) }
            }
        }

        private func bench(_ adjust: (inout RemoteOptions) -> Void = { _ in }) throws -> (
            Workbench, JoinDirectory, JoinedHosts
        ) {
            var options = RemoteOptions(environment: ownEnvironment())
            options.joinInterval = 20_000_000
            adjust(&options)
            let bench = try Workbench(hosts: []) { $0 = options }
            try shell("mkdir -m 700 \(bench.root.text)/j")
            let directory = try JoinDirectory(making: bench.root + Bytes("/j"))
            let joined = try #require(
                JoinedHosts(
                    executor: bench.executor, directory: directory, description: Bytes("/src"), options: options,
                    loop: bench.loop))
            return (bench, directory, joined)
        }

        /// What says nothing for so long is given up and given back, and left alone for a while.
        @Test func aPartition() throws {
            let (bench, directory, joined) = try bench {
                $0.heartbeat = 1
                $0.patience = 1
            }
            let worker = try Worker("box", directory, bench.loop)
            defer { worker.end() }
            #expect(directory.list(.offers) == [Bytes("box")])
            bench.executor.bringUp()
            joined.begin()
            #expect(bench.wait { bench.isReady("box") }, "\(bench.notices)")
            #expect(directory.list(.offers) == [] && directory.list(.taken) == [Bytes("box")])
            kill(worker.pid, SIGSTOP)
            let began = monotonicClock()
            #expect(bench.wait(seconds: 10) { bench.reasonUnusable("box") != nil })
            #expect(bench.reasonUnusable("box") == "it does not answer")
            // A heartbeat and the patience after the last answer, and one heartbeat that was about to be sent.
            #expect(monotonicClock() - began < 5_000_000_000)
            #expect(bench.wait { worker.server.end == .served }, "the host is given back")
            #expect(bench.wait { bench.notices.contains(.hostLeft(host: Bytes("box"))) })
            joined.end()
            joined.close()
            kill(worker.pid, SIGCONT)
            bench.finish()
        }

        /// A machine that was switched off while it waited is not offered to anybody.
        @Test func aWorkerThatIsSilentWhileItWaits() throws {
            let (bench, directory, _) = try bench()
            let silent = try Worker(
                "silent", directory, bench.loop, program: ["/bin/sleep", "1000"], pause: 50_000_000,
                patience: 100_000_000)
            let well = try Worker("well", directory, bench.loop, pause: 50_000_000, patience: 5_000_000_000)
            defer { for worker in [silent, well] { worker.end() } }
            #expect(bench.wait { silent.server.end == .temporary })
            #expect(well.server.end == nil && directory.list(.offers).contains(Bytes("well")))
            kill(well.pid, SIGKILL)
            #expect(bench.wait { well.server.end == .temporary })
            bench.finish()
        }

        /// What an `accept` that was killed has left is in nobody's way.
        @Test func aNameThatWasLeftBehind() throws {
            let (bench, directory, joined) = try bench()
            let dead = directory.path(.offers, Bytes("box"))
            close(try listenLocally(dead))
            try writeFile(directory.path(.names, Bytes("box")), [])
            bench.executor.bringUp()
            joined.begin()
            #expect(bench.wait { fileStatus(dead) == nil }, "nobody listens there, so the name goes")
            let worker = try Worker("box", directory, bench.loop)
            defer { worker.end() }
            #expect(bench.wait { bench.isReady("box") }, "\(bench.notices)")
            #expect(worker.server.end == nil)
            joined.end()
            joined.close()
            bench.finish()
            #expect(bench.wait { worker.server.end == .served })
        }
    }
}
