import Execution
import Platform
import RemoteExecution
import TestSupport
import Testing
import Text

extension LiveTests {
    /// Figures for Documentation/remote-protocol.md; `DISTMAKE_MEASURE=1 swift test --filter Measurements`.
    @Suite(
        .serialized, .enabled(if: getenv("DISTMAKE_MEASURE") != nil && SshServers.program != nil, "not asked for"))
    struct Measurements {
        @Test(arguments: [1, 2, 4], [Host.Transport.ssh, .embedded])
        func oneSmallTarget(_ inFlight: Int, transport: Host.Transport) throws {
            let servers = try SshServers([SshServers.Server(name: "one")])
            let bench = try Workbench(hosts: [Host(name: Bytes("one"), slots: inFlight, transport: transport)]) {
                $0.sshCommand = servers.sshCommand
            }
            defer { bench.finish() }
            let began = monotonicClock()
            bench.executor.bringUp()
            #expect(bench.wait { bench.isReady("one") })
            print("bring-up: \(milliseconds(monotonicClock() - began))")
            let content = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
            let count = 400
            for index in 0..<count {
                var own = content
                own[0] = UInt8(truncatingIfNeeded: index)
                own[1] = UInt8(truncatingIfNeeded: index >> 8)
                try bench.write("in\(index)", own)
            }
            var begun: [ActionID: Int64] = [:]
            var times: [Int64] = []
            let onEvent = bench.executor.onEvent
            bench.executor.onEvent = { event in
                if case .finished(let id, _) = event, let start = begun[id] { times.append(monotonicClock() - start) }
                onEvent(event)
            }
            let start = monotonicClock()
            let cpu = processorTime()
            for index in 0..<count {
                bench.wait { bench.executor.place() != nil }
                let action = bench.action("cp in\(index) out\(index)", inputs: ["in\(index)"], outputs: ["out\(index)"])
                begun[action.id] = monotonicClock()
                bench.start(action)
            }
            #expect(bench.wait { bench.outcomes.count == count })
            #expect(bench.outcomes.values.allSatisfy { $0 == .exited(0) })
            let wall = monotonicClock() - start
            let own = processorTime() - cpu
            print("  of our processor: \(milliseconds(own / Int64(count)))")
            print(
                "\(transport), \(inFlight) in flight: median \(milliseconds(median(times))), wall \(milliseconds(wall / Int64(count)))"
            )
            print("  a local cp by sh: median \(milliseconds(try localMedian(bench, inFlight)))")
        }

        @Test func manyInputs() throws {
            let servers = try SshServers([SshServers.Server(name: "one")])
            let bench = try Workbench(hosts: [Host(name: Bytes("one"), slots: 1)]) {
                $0.sshCommand = servers.sshCommand
            }
            defer { bench.finish() }
            let names = (0..<1000).map { "h\($0)" }
            for name in names {
                try bench.write(name, Bytes(repeating: UInt8(ascii: "x"), count: 2000) + Bytes(name.utf8))
            }
            try bench.write("big", Bytes(repeating: 7, count: 100_000_000))
            bench.executor.bringUp()
            #expect(bench.run(bench.action("true")) == .exited(0))
            for (what, action) in [
                ("1000 inputs", bench.action("true", inputs: names)),
                ("the same again", bench.action("true", inputs: names)),
                ("100 MB there", bench.action("true", inputs: ["big"])),
                ("100 MB back", bench.action("cp big copy", inputs: ["big"], outputs: ["copy"])),
            ] {
                let began = monotonicClock()
                #expect(bench.run(action, seconds: 60) == .exited(0))
                print("\(what): \(milliseconds(monotonicClock() - began))")
            }
        }

        /// The same here: as many children of ours at a time.
        private func localMedian(_ bench: Workbench, _ inFlight: Int) throws -> Int64 {
            var times: [Int64] = []
            var running = 0
            for index in 0..<400 {
                bench.wait { running < inFlight }
                var request = SpawnRequest(
                    arguments: [Bytes("/bin/sh"), Bytes("-c"), Bytes("cp in\(index) local\(index); :".utf8)],
                    environment: CStringBlock(ownEnvironment()))
                request.directory = bench.path("")
                let began = monotonicClock()
                running += 1
                bench.loop.onExit(of: try spawn(request)) { _ in
                    times.append(monotonicClock() - began)
                    running -= 1
                }
            }
            bench.wait { running == 0 }
            return median(times)
        }

        /// A choice, a start and an end, while half of all slots are busy.
        @Test(arguments: [10, 100, 1000, 10_000]) func choosing(_ hosts: Int) {
            var placement = Placement(hosts: (0..<hosts).map { _ in (slots: 8, speed: 1) })
            for host in 0..<hosts { placement.set(host, .up) }
            var busy: [Int] = []
            func start() {
                guard let host = placement.choose() else { return }
                placement.started(on: host)
                busy.append(host)
            }
            while busy.count < hosts * 4 { start() }
            let rounds = 100_000
            var state: UInt64 = 1
            let began = processorTime()
            for _ in 0..<rounds {
                start()
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                busy.swapAt(Int(state >> 33) % busy.count, busy.count - 1)
                placement.finished(on: busy.removeLast())
            }
            print("\(hosts) hosts: \((processorTime() - began) / Int64(rounds)) ns for each action")
            #expect(busy.count == hosts * 4)
        }

        /// Of this process, in nanoseconds.
        private func processorTime() -> Int64 {
            var usage = rusage()
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
            return Int64(seconds) * 1_000_000_000 + Int64(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000
        }

        private func median(_ values: [Int64]) -> Int64 { values.sorted()[values.count / 2] }

        private func milliseconds(_ nanoseconds: Int64) -> String {
            "\(nanoseconds / 1_000_000).\(nanoseconds / 100_000 % 10) ms"
        }
    }
}
