import RemoteExecution
import Testing
import Text

/// The talk with an sftp-server as packets in and out, with a server that keeps files in memory and one that lies.
@Suite struct SFTPConversationTests {
    private static func file(_ name: String) -> SFTPFile {
        SFTPFile(
            path: Bytes("/t/\(name)".utf8), temporary: Bytes("/j/\(name)".utf8), mode: 0o644, modified: 1_600_000_000)
    }

    @Test func filesAreStoredInAFewRoundTrips() {
        var server = FakeServer()
        var client = SFTPConversation()
        var tasks: Set<Int> = []
        tasks.insert(client.begin(.makeDirectories([Bytes("/t"), Bytes("/j")])))
        for index in 0..<1000 {
            tasks.insert(client.begin(.put(Bytes("content \(index)".utf8), Self.file("f\(index)"))))
        }
        // A round trip: all that can be sent is, all that was sent is answered.
        var rounds = 0
        var toServer = SFTPConversation.greeting
        while !toServer.isEmpty, rounds < 100 {
            rounds += 1
            for event in client.receive(server.answer(toServer)) {
                if case .done(let task) = event { tasks.remove(task) } else { #expect(event == .ready) }
            }
            toServer = client.takeOutput()
        }
        #expect(tasks.isEmpty)
        #expect(rounds <= 10, "\(rounds) round trips")
        #expect(server.files.count == 1000)
        #expect(server.files[Bytes("/t/f7")]?.content == Bytes("content 7"))
        #expect(server.files[Bytes("/t/f7")]?.modified == 1_600_000_000)
        #expect(server.mostAtOnce <= SFTPConversation.mostRequests)
    }

    @Test func largeFilesGoBothWaysInAnyPortions() {
        let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) }
        for portion in [1 << 20, 70_001, 977] {
            var server = FakeServer()
            server.shortReads = portion == 70_001
            let run = Exchange(&server, portion: portion, [.put(content, Self.file("big"))])
            #expect(run.events == [.ready, .done(task: 1)])
            #expect(server.files[Bytes("/t/big")]?.content == content)
            let back = Exchange(&server, portion: portion, [.get(Bytes("/t/big"), from: 65536, limit: 1 << 20)])
            #expect(back.bytes == Bytes(content[65536...]))
            #expect(back.events.last == .done(task: 1))
            #expect(server.open.isEmpty)
        }
    }

    @Test func copiesLinksAndRemovals() {
        var server = FakeServer()
        let run = Exchange(&server, portion: 1 << 16, [.put(Bytes("x"), Self.file("a"))])
        #expect(run.events.last == .done(task: 1))
        let more = Exchange(
            &server, portion: 1 << 16,
            [
                .copy(Bytes("/t/a"), Self.file("b")), .link(from: Bytes("/t/a"), to: Bytes("/t/c")),
                .remove(Bytes("/t/none")),
            ])
        #expect(more.events.count == 4 && more.events.allSatisfy { if case .failed = $0 { false } else { true } })
        #expect(server.files[Bytes("/t/b")]?.content == Bytes("x"))
        #expect(server.files[Bytes("/t/c")]?.content == Bytes("x"))
        #expect(server.open.isEmpty)
    }

    @Test func aRefusalIsUndone() {
        for refused in [SFTPKind.open, .write, .fsetstat, .close, .rename] {
            var server = FakeServer()
            server.refuses = refused
            let run = Exchange(&server, portion: 1 << 16, [.put(Bytes("x"), Self.file("a"))])
            guard case .failed(task: 1, let reason)? = run.events.last else {
                #expect(Bool(false), "\(refused): \(run.events)")
                continue
            }
            #expect(reason == "its sftp-server says no (4)")
            #expect(server.files.isEmpty, "\(refused)")
        }
    }

    @Test func whatIsNoFileOrTooLargeIsRefused() {
        for (mode, size, reason) in [
            (0o120777, 3, "it is no regular file there"), (0o40755, 3, "it is no regular file there"),
            (0o100644, 101, "it has 101 bytes there"),
        ] as [(UInt32, UInt64, String)] {
            var server = FakeServer()
            server.look = (size, mode)
            let run = Exchange(&server, portion: 1 << 16, [.get(Bytes("/t/x"), from: 0, limit: 100)])
            #expect(run.events.last == .failed(task: 1, reason))
        }
        var server = FakeServer()
        let run = Exchange(&server, portion: 1 << 16, [.get(Bytes("/t/x"), from: 0, limit: 100)])
        #expect(run.events.last == .failed(task: 1, "its sftp-server says that there is no such file"))
    }

    /// A file that shrinks while it is read is never taken for whole.
    @Test func aFileThatShrinks() {
        var server = FakeServer()
        server.files[Bytes("/t/x")] = FakeServer.File(content: Bytes("short"))
        server.look = (90, 0o100644)
        let run = Exchange(&server, portion: 1 << 16, [.get(Bytes("/t/x"), from: 0, limit: 100)])
        #expect(run.events.last == .failed(task: 1, "its sftp-server says that the file ended early"))
    }

    /// What a broken or hostile server may answer to the OPEN of a `put`.
    static let lies: [Bytes] = [
        [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF, 1], [0, 4, 0, 1, 102], [0, 0, 0, 1, 102], [0, 0, 0, 5, 102, 0, 0, 0, 9],
        // No handle, an empty one, one that is longer than its packet, one that is too long.
        [0, 0, 0, 5, 102, 0, 0, 0, 1], [0, 0, 0, 9, 102, 0, 0, 0, 1, 0, 0, 0, 0],
        [0, 0, 0, 10, 102, 0, 0, 0, 1, 0, 0, 0, 9, 65],
        [0, 0, 2, 9, 102, 0, 0, 0, 1, 0, 0, 2, 0] + Bytes(repeating: 65, count: 512),
        // Success without a handle; data and attributes that nobody asked for; an unknown type.
        [0, 0, 0, 9, 101, 0, 0, 0, 1, 0, 0, 0, 0], [0, 0, 0, 5, 101, 0, 0, 0, 1],
        [0, 0, 0, 10, 103, 0, 0, 0, 1, 0, 0, 0, 1, 65], [0, 0, 0, 9, 105, 0, 0, 0, 1, 0, 0, 0, 0],
        [0, 0, 0, 9, 99, 0, 0, 0, 1, 0, 0, 0, 0], [0, 0, 0, 9, 104, 0, 0, 0, 1, 0, 0, 0, 1],
    ]

    @Test(arguments: lies) func aLieEndsTheTalk(_ lie: Bytes) {
        var client = SFTPConversation()
        var server = FakeServer()
        _ = client.begin(.put(Bytes("x"), Self.file("a")))
        #expect(client.receive(server.answer(SFTPConversation.greeting)) == [.ready])
        #expect(!client.takeOutput().isEmpty)
        let events = client.receive(lie)
        guard case .lost? = events.last else { return #expect(Bool(false), "\(events)") }
        #expect(client.receive(lie) == [])
    }

    @Test func moreDataThanWasAskedForIsALie() {
        var server = FakeServer()
        server.files[Bytes("/t/x")] = FakeServer.File(content: Bytes("12345"))
        server.dataIsDoubled = true
        let run = Exchange(&server, portion: 1 << 16, [.get(Bytes("/t/x"), from: 0, limit: 100)])
        guard case .lost? = run.events.last else { return #expect(Bool(false), "\(run.events)") }
    }

    @Test func randomAnswersNeverTrap() {
        var seed: UInt64 = 3
        func random(_ limit: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(truncatingIfNeeded: seed >> 33) % limit
        }
        for _ in 0..<3000 {
            var client = SFTPConversation()
            var server = FakeServer()
            _ = client.receive(server.answer(SFTPConversation.greeting))
            _ = client.begin(.put(Bytes(repeating: 1, count: 40_000), Self.file("a")))
            _ = client.begin(.get(Bytes("/t/x"), from: 0, limit: 100_000))
            _ = client.begin(.copy(Bytes("/t/a"), Self.file("b")))
            for _ in 0..<12 {
                let type = [101, 102, 103, 105][random(4)]
                let body = (0..<random(14)).map { _ in UInt8(random(3) == 0 ? random(256) : 0) }
                let id = UInt8(random(8))
                _ = client.receive([0, 0, 0, UInt8(5 + body.count), UInt8(type), 0, 0, 0, id] + body)
                _ = client.takeOutput()
            }
        }
    }
}
