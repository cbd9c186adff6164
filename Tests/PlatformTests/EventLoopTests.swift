import Testing

@testable import Platform

/// One thread's waiting place, with the kernel's list of descriptors and with poll(2).
@Suite struct EventLoopTests {
    static let kinds = [false, true]

    /// Turns the loop until something holds; false if it does not within a generous time.
    private func turn(_ loop: EventLoop, until isDone: () -> Bool) -> Bool {
        let deadline = monotonicClock() + 30_000_000_000
        while !isDone() {
            guard monotonicClock() < deadline else { return false }
            loop.runOnce(limit: 50_000_000)
        }
        return true
    }

    private func closeBoth(_ pipe: (read: Int32, write: Int32)) {
        close(pipe.read)
        close(pipe.write)
    }

    private func spawnShell(_ command: String) throws -> ProcessID {
        try spawn(
            SpawnRequest(
                arguments: ["/bin/sh", "-c", command].map { [UInt8]($0.utf8) }, environment: CStringBlock([])))
    }

    // Descriptors.

    @Test(arguments: kinds) func tellsWhatIsReadyAndNothingElse(usesPoll: Bool) throws {
        let loop = try EventLoop(usesPoll: usesPoll)
        let (quiet, busy) = (try makePipe(), try makePipe())
        defer {
            closeBoth(quiet)
            closeBoth(busy)
        }
        var calls: [String] = []
        let watches = [
            loop.watch(quiet.read, .read) { calls.append("quiet") },
            loop.watch(busy.read, .read) { calls.append("busy") },
        ]
        loop.runOnce(limit: 0)
        #expect(calls == [])
        writeAll(busy.write, [1])
        loop.runOnce(limit: 1_000_000_000)
        loop.runOnce(limit: 1_000_000_000)
        #expect(calls == ["busy", "busy"], "as long as it is not read")
        _ = readSome(busy.read)
        loop.runOnce(limit: 0)
        #expect(calls == ["busy", "busy"])
        for watch in watches { loop.unwatch(watch) }
    }

    @Test(arguments: kinds) func anEndIsReady(usesPoll: Bool) throws {
        let loop = try EventLoop(usesPoll: usesPoll)
        let (read, written) = (try makePipe(), try makePipe())
        var calls: [String] = []
        let watches = [
            loop.watch(read.read, .read) { calls.append("end") },
            loop.watch(written.write, .write) { calls.append("nobody reads") },
        ]
        loop.runOnce(limit: 0)
        #expect(calls == ["nobody reads"], "a pipe with room is ready for writing")
        close(read.write)
        close(written.read)
        calls = []
        loop.runOnce(limit: 0)
        #expect(Set(calls) == ["end", "nobody reads"])
        for watch in watches { loop.unwatch(watch) }
        close(read.read)
        close(written.write)
    }

    @Test(arguments: kinds) func oneDescriptorMayHaveSeveralWatches(usesPoll: Bool) throws {
        let loop = try EventLoop(usesPoll: usesPoll)
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        defer { for end in ends { close(end) } }
        var calls: [String] = []
        let reader = loop.watch(ends[0], .read) { calls.append("read") }
        let other = loop.watch(ends[0], .read) { calls.append("other") }
        let writer = loop.watch(ends[0], .write) { calls.append("write") }
        loop.runOnce(limit: 0)
        #expect(calls == ["write"])
        writeAll(ends[1], [1])
        calls = []
        loop.runOnce(limit: 0)
        #expect(Set(calls) == ["read", "other", "write"])
        loop.unwatch(writer)
        loop.unwatch(other)
        calls = []
        loop.runOnce(limit: 0)
        #expect(calls == ["read"])
        loop.unwatch(reader)
        calls = []
        loop.runOnce(limit: 0)
        #expect(calls == [])
        // Unknown by now.
        loop.unwatch(reader)
    }

    @Test(arguments: kinds) func filesAndTheNullDeviceAreAlwaysReady(usesPoll: Bool) throws {
        let loop = try EventLoop(usesPoll: usesPoll)
        let file = try anonymousFile([UInt8]("text".utf8))
        let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer {
            close(file)
            close(null)
        }
        var calls: [String: Int] = [:]
        let watches = [
            loop.watch(file, .read) { calls["file", default: 0] += 1 },
            loop.watch(null, .read) { calls["null", default: 0] += 1 },
        ]
        for _ in 1...3 { loop.runOnce(limit: 10_000_000_000) }
        #expect(calls == ["file": 3, "null": 3])
        loop.unwatch(watches[0])
        loop.runOnce(limit: 10_000_000_000)
        #expect(calls == ["file": 3, "null": 4])
        loop.unwatch(watches[1])
    }

    @Test(arguments: kinds) func aHandlerMayEndTheWatchOfAnother(usesPoll: Bool) throws {
        let loop = try EventLoop(usesPoll: usesPoll)
        let pipes = try (0..<2).map { _ in try makePipe() }
        defer { for pipe in pipes { closeBoth(pipe) } }
        var watches: [EventLoop.WatchID] = []
        var calls = 0
        // Whoever comes first ends both.
        for pipe in pipes {
            writeAll(pipe.write, [1])
            watches.append(
                loop.watch(pipe.read, .read) {
                    calls += 1
                    for watch in watches { loop.unwatch(watch) }
                })
        }
        loop.runOnce(limit: 1_000_000_000)
        loop.runOnce(limit: 0)
        #expect(calls == 1)
    }

    @Test(arguments: kinds) func aNumberThatIsUsedAgainIsAnotherDescriptor(usesPoll: Bool) throws {
        let loop = try EventLoop(usesPoll: usesPoll)
        let pipes = try (0..<2).map { _ in try makePipe() }
        let replacement = try makePipe()
        defer { for pipe in pipes + [replacement] { closeBoth(pipe) } }
        var watches: [EventLoop.WatchID] = []
        var calls: [String] = []
        var successor: EventLoop.WatchID?
        for index in pipes.indices {
            writeAll(pipes[index].write, [1])
            watches.append(
                loop.watch(pipes[index].read, .read) {
                    calls.append("old")
                    for watch in watches { loop.unwatch(watch) }
                    // The other one is closed, and its number given to a pipe with nothing in it, in one step.
                    let number = pipes[1 - index].read
                    _ = dup2(replacement.read, number)
                    successor = loop.watch(number, .read) { calls.append("new") }
                })
        }
        loop.runOnce(limit: 1_000_000_000)
        loop.runOnce(limit: 0)
        #expect(calls == ["old"])
        writeAll(replacement.write, [1])
        loop.runOnce(limit: 1_000_000_000)
        #expect(calls == ["old", "new"])
        loop.unwatch(try #require(successor))
    }

    /// 3,000 pipes, of which one in a hundred has something to say.
    @Test(arguments: kinds) func thousandsOfDescriptors(usesPoll: Bool) throws {
        let count = 3000
        let limit = OpenFiles.allow(2 * count + 1000, isInherited: true)
        try #require(limit >= 2 * count + 1000, "the system allows \(limit) open files")
        let loop = try EventLoop(usesPoll: usesPoll)
        let pipes = try (0..<count).map { _ in try makePipe(nonBlocking: true) }
        defer { for pipe in pipes { closeBoth(pipe) } }
        var heard: [Int] = []
        let watches = pipes.enumerated().map { index, pipe in
            loop.watch(pipe.read, .read) {
                _ = readSome(pipe.read)
                heard.append(index)
            }
        }
        let talking = stride(from: 7, to: count, by: 100)
        for index in talking { writeAll(pipes[index].write, [1]) }
        #expect(turn(loop) { heard.count >= 30 })
        loop.runOnce(limit: 0)
        #expect(heard.sorted() == Array(talking))
        heard = []
        // All at once, which is more than one wait may tell.
        for pipe in pipes { writeAll(pipe.write, [1]) }
        #expect(turn(loop) { heard.count >= count })
        #expect(heard.sorted() == Array(0..<count))
        for watch in watches { loop.unwatch(watch) }
    }

    // Timers.

    @Test func timersComeInTheOrderOfTheirTimes() throws {
        let loop = try EventLoop()
        var calls: [Int] = []
        for milliseconds in [3, 1, 2] {
            loop.after(nanoseconds: Int64(milliseconds) * 1_000_000) { calls.append(milliseconds) }
        }
        for number in 10...12 { loop.after(nanoseconds: 0) { calls.append(number) } }
        #expect(turn(loop) { calls.count == 6 })
        #expect(calls == [10, 11, 12, 1, 2, 3])
    }

    @Test func aCancelledTimerIsSilent() throws {
        let loop = try EventLoop()
        var calls: [String] = []
        var second: EventLoop.TimerID?
        let first = loop.after(nanoseconds: 0) { calls.append("cancelled before") }
        loop.after(nanoseconds: 0) {
            calls.append("cancels")
            loop.cancel(second!)
        }
        second = loop.after(nanoseconds: 0) { calls.append("cancelled meanwhile") }
        loop.after(nanoseconds: 1) { calls.append("last") }
        loop.cancel(first)
        loop.cancel(first)
        #expect(turn(loop) { calls.last == "last" })
        #expect(calls == ["cancels", "last"])
    }

    @Test func aTimerMadeByATimerWaitsForTheNextTurn() throws {
        let loop = try EventLoop()
        var turns = 0
        func again() {
            turns += 1
            if turns < 100 { loop.after(nanoseconds: 0, again) }
        }
        loop.after(nanoseconds: 0, again)
        loop.runOnce(limit: 0)
        #expect(turns == 1)
        #expect(turn(loop) { turns == 100 })
    }

    @Test func theHeapKeepsOrderThroughCancelling() {
        var heap = TimerHeap()
        // A permutation of 0..<1009 as times.
        let count: UInt64 = 1009
        var taken: [Int64] = []
        for id in 1...count { heap.add(id, due: Int64(id * 7919 % count)) { taken.append(Int64(id * 7919 % count)) } }
        for id in 1...count where id % 10 != 0 { heap.cancel(id) }
        let expected = (1...count).filter { $0 % 10 == 0 }.map { Int64($0 * 7919 % count) }.sorted()
        #expect(heap.nextDue() == expected.first)
        while let handler = heap.take(dueAt: 500, addedBefore: .max) { handler() }
        #expect(taken == expected.filter { $0 <= 500 })
        while let handler = heap.take(dueAt: .max, addedBefore: .max) { handler() }
        #expect(taken == expected)
        #expect(heap.nextDue() == nil)
    }

    // Children and signals.

    @Test(arguments: [1, 40]) func childrenAreReapedWithTheirStatus(count: Int) throws {
        let loop = try EventLoop()
        var ends: [Int: Platform.ExitStatus] = [:]
        for index in 0..<count {
            let pid = try spawnShell(index % 5 == 4 ? "kill -TERM $$" : "exit \(index)")
            loop.onExit(of: pid) { ends[index] = $0 }
        }
        #expect(turn(loop) { ends.count == count })
        for index in 0..<count {
            #expect(ends[index] == (index % 5 == 4 ? .signaled(SIGTERM) : .exited(Int32(index))))
        }
    }

    @Test func aChildThatEndedBeforeAnybodyAsked() throws {
        let loop = try EventLoop()
        let pid = try spawnShell("exit 3")
        // Its end is over when the pipe's is.
        while try shellState(pid) != "Z" { loop.runOnce(limit: 1_000_000) }
        loop.runOnce(limit: 0)
        var status: Platform.ExitStatus?
        loop.onExit(of: pid) { status = $0 }
        #expect(status == nil, "handlers run from the loop only")
        #expect(turn(loop) { status != nil })
        #expect(status == .exited(3))
    }

    /// What nobody here waits for must not hide what ends behind it, and stays for whoever does.
    @Test func childrenOfOthersAreLeftAlone() throws {
        let loop = try EventLoop()
        let foreign = try (0..<3).map { try spawnShell("exit \(40 + $0)") }
        for pid in foreign { while try shellState(pid) != "Z" { loop.runOnce(limit: 1_000_000) } }
        var ends: [Platform.ExitStatus] = []
        for index in 0..<10 { loop.onExit(of: try spawnShell("exit \(index)")) { ends.append($0) } }
        #expect(turn(loop) { ends.count == 10 })
        #expect(Set(ends.map(String.init(describing:))).count == 10)
        #expect(foreign.map { waitForExit(of: $0) } == [.exited(40), .exited(41), .exited(42)])
    }

    @Test func whatSomebodyElseWaitedForStillEnds() throws {
        let loop = try EventLoop()
        let pid = try spawnShell("exit 5")
        #expect(waitForExit(of: pid) == .exited(5))
        var status: Platform.ExitStatus?
        loop.onExit(of: pid) { status = $0 }
        #expect(turn(loop) { status != nil })
        #expect(status == .exited(127))
    }

    /// The letter of a process's state, as /proc and ps tell it.
    private func shellState(_ pid: ProcessID) throws -> String {
        let request = SpawnRequest(
            arguments: ["ps", "-o", "state=", "-p", "\(pid)"].map { [UInt8]($0.utf8) },
            environment: CStringBlock(currentEnvironment()))
        return String(decoding: try capture(request).output.prefix(1), as: UTF8.self)
    }
}
