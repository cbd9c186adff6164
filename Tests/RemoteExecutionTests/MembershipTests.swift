import Platform
import RemoteExecution
import Testing
import Text

/// The pure parts of hosts that come and go.
@Suite struct MembershipTests {
    private func hosts(_ text: String) throws -> [Host] {
        try HostsFile.parse(Bytes(text.utf8), name: Bytes("hosts")).get()
    }

    /// Old list, new list, who joins, who drains, who is changed.
    static let lists: [(String, String, [String], [String], [String])] = [
        ("a 1 b 2", "a 1 b 2", [], [], []),
        ("a 1 b 2", "b 2 a 1", [], [], []),
        ("a 1", "c 1 a 1 b 2", ["c", "b"], [], []),
        ("a 1 b 2", "", [], ["a", "b"], []),
        ("a 1 b 2", "a 2 b 2 speed=3", [], [], ["a", "b"]),
        ("a 1 gpu=yes", "a 1", [], [], ["a"]),
        ("a 1", "a 1 transport=sh", ["a"], ["a"], []),
        ("a 1 store=/x", "a 1 store=/y", ["a"], ["a"], []),
        ("", "a 1", ["a"], [], []),
    ]

    @Test(arguments: lists) func changes(
        _ old: String, _ new: String, _ joining: [String], _ draining: [String], _ changed: [String]
    ) throws {
        let changes = HostChanges(from: try hosts(old), to: try hosts(new))
        #expect(changes.joining.map(\.name.text) == joining)
        #expect(changes.draining.map(\.text) == draining)
        #expect(changes.changed.map(\.name.text) == changed)
    }

    private func status(_ modified: Int64, _ size: Int64 = 1, inode: UInt64 = 1) -> FileStatus {
        FileStatus(modified: modified, size: size, device: 1, inode: inode, mode: 0o100644)
    }

    private func looks(_ known: FileStatus?, _ seen: [FileStatus?]) -> [Bool] {
        var watch = FileWatch(known: known)
        return seen.map { watch.look($0) }
    }

    @Test func aFileThatIsBeingWrittenIsNotRead() {
        let seen = [status(1), status(2, 0), status(3, 10), status(3, 10), status(3, 10)]
        #expect(looks(status(1), seen) == [false, false, false, true, false])
    }

    @Test func aFileThatIsGoneIsNoChange() {
        let other = status(1, inode: 2)
        let seen = [nil, nil, status(1), other, nil, other]
        #expect(looks(status(1), seen) == [false, false, false, false, false, true])
        #expect(looks(nil, [nil, status(1), status(1)]) == [false, false, true])
    }

    @Test func connectionsTakeWhatTheServerAllows() {
        var pool = ConnectionPool(limit: 3, prefix: Bytes("/c"), usersOwn: false)
        func joined() -> Int? { pool.join()?.index }
        #expect(joined() == nil)
        #expect(pool.open().opens == true)
        #expect(pool.isConnecting)
        #expect(joined() == nil)
        pool.isUp(0)
        #expect(!pool.isConnecting)
        #expect([joined(), joined(), joined()] == [0, 0, nil])
        // The third one was refused: two is what it allows.
        pool.release(0, isRefused: true)
        #expect(joined() == nil)
        pool.release(0)
        #expect([joined(), joined()] == [0, nil])
        // A connection that never came up is forgotten.
        #expect(pool.open().index == 1)
        pool.release(1)
        #expect(!pool.isConnecting)
        #expect(joined() == nil)
        #expect(pool.open().index == 2)
    }
}

extension LiveTests {
    @Suite struct HandshakeTests {
        @Test func atMostSoManyAtATime() throws {
            let loop = try EventLoop()
            let handshakes = Handshakes(loop: loop, limit: 3)
            var running: Set<Int> = []
            var most = 0
            var begun: [Int] = []
            let turns = (0..<10).map { number in
                handshakes.request {
                    running.insert(number)
                    begun.append(number)
                    most = max(most, running.count)
                }
            }
            // One gives up while it stands in line.
            handshakes.end(turns[5])
            for _ in 0..<2000 where begun.count < 9 {
                loop.runOnce(limit: 10_000_000)
                if running.count == 3 || begun.count == 9, let done = running.first {
                    running.remove(done)
                    handshakes.end(turns[done])
                }
            }
            #expect(most == 3 && begun.sorted() == [0, 1, 2, 3, 4, 6, 7, 8, 9])
        }

        /// A turn that is over, or was never wanted, lets the next one in; ending it again changes nothing.
        @Test func endingTwiceIsNoTurnMore() throws {
            let loop = try EventLoop()
            let handshakes = Handshakes(loop: loop, limit: 1)
            var begun = 0
            let first = handshakes.request { begun += 1 }
            handshakes.end(first)
            handshakes.end(first)
            let others = (0..<3).map { _ in handshakes.request { begun += 1 } }
            for _ in 0..<20 { loop.runOnce(limit: 5_000_000) }
            #expect(begun == 1 && others.count(where: \.isRunning) == 1)
        }
    }
}

/// What is agreed between workers, `accept` and builds.
@Suite struct JoiningTests {
    static let names: [(String, Bool)] = [
        ("box", true), ("box.example.org", true), ("a_b-c@d", true), ("9", true),
        (String(repeating: "x", count: 64), true),
        ("", false), (".box", false), ("-box", false), ("..", false), ("a/b", false), ("a b", false), ("a\n", false),
        ("bÖx", false), (String(repeating: "x", count: 65), false),
    ]

    @Test(arguments: names) func namesOfHosts(_ name: String, _ isGood: Bool) {
        #expect(isJoinedName(Bytes(name.utf8)) == isGood)
    }

    @Test func namesWithNumbers() {
        #expect(numberedName(Bytes("box"), 1) == Bytes("box"))
        #expect(numberedName(Bytes("box"), 2) == Bytes("box-2"))
        let long = Bytes(repeating: UInt8(ascii: "x"), count: 64)
        #expect(numberedName(long, 12).count == 64 && isJoinedName(numberedName(long, 12)))
    }

    @Test func wordsOfAWorker() throws {
        let token = Bytes(repeating: UInt8(ascii: "a"), count: 48)
        let words = try AcceptWords(
            command: Bytes(
                "/usr/local/bin/disthosts accept --protocol 1 --name box --slots 16 --label os=linux --label gpu=a,b"))
        #expect(words.name == Bytes("box") && words.slots == 16 && words.session == nil)
        #expect(words.labels.map { $0.key.text + "=" + $0.value.text } == ["os=linux", "gpu=a,b"])
        let session = try AcceptWords(command: Bytes("disthosts accept --session ") + token)
        #expect(session.session == token && SessionToken(token)?.build.count == 16)
        #expect(SessionToken(Bytes("A") + token.dropFirst()) == nil)
        let version = #expect(throws: AcceptWords.Mistake.self) {
            try AcceptWords(command: Bytes("disthosts accept --protocol 7"))
        }
        #expect(version?.description.contains("print its script anew with `disthosts worker-script'") == true)
    }

    private func offer(isDrained: Bool = false) throws -> Offer {
        Offer(
            name: Bytes("box"),
            words: try AcceptWords(options: [Bytes("--slots"), Bytes("4"), Bytes("--label"), Bytes("a=b")]),
            origin: Bytes("192.0.2.7"), isDrained: isDrained)
    }

    @Test func oneBuildHasAHost() throws {
        var offer = try offer()
        #expect(offer.state == .offered)
        #expect(offer.take(Bytes("look")) == [.reply(Bytes("is waiting 4 192.0.2.7 a=b - "))])
        #expect(offer.take(Bytes("claim 0 /src")) == [.reply(Bytes("no such request"))])
        #expect(offer.take(Bytes("claim 77 /src dir")) == [.handOver(Bytes("host box 4 a=b")), .move(.taken)])
        #expect(offer.take(Bytes("claim 78 /other")) == [.reply(Bytes("no it is not offered"))])
        guard case .reply(let answer)? = offer.take(Bytes("look")).first else { return #expect(Bool(false)) }
        let description = try #require(OfferDescription(answer))
        #expect(description.state == Bytes("serving") && description.process == 77)
        #expect(description.directory == Bytes("/src dir") && description.slots == 4)
        #expect(offer.take(Bytes("drain")) == [.tellBuild(Bytes("drain")), .reply(Bytes("ok"))])
        #expect(offer.take(Bytes("look")).first == .reply(Bytes("is draining 4 192.0.2.7 a=b 77 /src dir")))
        #expect(offer.take(Bytes("remove")) == [.reply(Bytes("ok")), .end])
        #expect(offer.take(Bytes("nonsense")) == [.reply(Bytes("no such request"))])
    }

    @Test func aDrainedHostIsOfferedToNobody() throws {
        var offer = try offer(isDrained: true)
        #expect(offer.state == .withheld)
        #expect(offer.take(Bytes("claim 77 /src")) == [.reply(Bytes("no it is not offered"))])
        #expect(offer.take(Bytes("undrain")) == [.move(.offers), .reply(Bytes("ok"))])
        #expect(offer.take(Bytes("drain")) == [.move(.taken), .reply(Bytes("ok"))])
        #expect(offer.state == .withheld)
    }

    /// hosts, offered, builds, mine, idle, others wait, wants more; takes, gives, waits.
    static let shares: [(HostSharing, Int, Int, Bool)] = [
        (HostSharing(hosts: 4, offered: 4, builds: 1, mine: 0, othersWait: false, wantsMore: true), 4, 0, true),
        (HostSharing(hosts: 4, offered: 4, builds: 1, mine: 0, othersWait: false, wantsMore: false), 0, 0, false),
        (HostSharing(hosts: 4, offered: 0, builds: 2, mine: 4, othersWait: true, wantsMore: true), 0, 2, false),
        (HostSharing(hosts: 4, offered: 0, builds: 2, mine: 0, othersWait: false, wantsMore: true), 0, 0, true),
        (HostSharing(hosts: 4, offered: 2, builds: 2, mine: 0, othersWait: true, wantsMore: true), 2, 0, true),
        (HostSharing(hosts: 4, offered: 2, builds: 2, mine: 2, othersWait: true, wantsMore: true), 0, 0, false),
        (HostSharing(hosts: 5, offered: 0, builds: 2, mine: 3, othersWait: true, wantsMore: true), 0, 0, false),
        (HostSharing(hosts: 1, offered: 0, builds: 2, mine: 1, othersWait: true, wantsMore: true), 0, 0, false),
        // What has nothing to do goes, even below the share.
        (
            HostSharing(hosts: 4, offered: 0, builds: 2, mine: 2, idle: 2, othersWait: true, wantsMore: false), 0, 2,
            false
        ),
        (
            HostSharing(hosts: 4, offered: 0, builds: 2, mine: 2, idle: 2, othersWait: false, wantsMore: false), 0, 0,
            false
        ),
        (HostSharing(hosts: 0, offered: 0, builds: 3, mine: 0, othersWait: true, wantsMore: true), 0, 0, false),
    ]

    @Test(arguments: shares) func shareOfABuild(_ sharing: HostSharing, _ take: Int, _ give: Int, _ waits: Bool) {
        #expect(sharing.take == take && sharing.give == give && sharing.waits == waits)
    }

    /// Builds that follow the rule come to equal shares, wherever they begin, and stay there.
    @Test func sharesBecomeEqual() {
        for (hosts, begin) in [
            (4, [4, 0]), (7, [7, 0, 0]), (5, [0, 0]), (3, [1, 2]), (10, [10, 0, 0, 0]), (2, [2, 0, 0]),
        ] {
            var mine = begin
            for _ in 0..<20 {
                for index in mine.indices {
                    func sharing(_ index: Int) -> HostSharing {
                        HostSharing(
                            hosts: hosts, offered: hosts - mine.reduce(0, +), builds: mine.count, mine: mine[index],
                            othersWait: false, wantsMore: true)
                    }
                    var own = sharing(index)
                    own.othersWait = mine.indices.contains { $0 != index && sharing($0).waits }
                    mine[index] += own.take - own.give
                }
            }
            let share = (hosts + mine.count - 1) / mine.count
            #expect(mine.allSatisfy { $0 <= share } && mine.reduce(0, +) == hosts, "\(hosts): \(mine)")
        }
    }

    static let keys: [(String, String?)] = [
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA me@box\n", nil),
        ("\n  sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAA\n\n", nil),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n", "this is a private key"),
        ("", "found 0 lines"),
        ("ssh-ed25519 AAAA1111222233334444\nssh-ed25519 AAAA1111222233334444\n", "found 2 lines"),
        ("command=\"sh\" ssh-ed25519 AAAA1111222233334444\n", "found no public key"),
        ("ssh-ed25519 not!base64atall!!!\n", "found no public key"), ("hello\n", "found no public key"),
    ]

    @Test(arguments: keys) func keysOfWorkers(_ text: String, _ mistake: String?) throws {
        do {
            let line = try authorizedKey(
                Bytes(text.utf8), name: Bytes("box"), program: Bytes("/opt/it's \"here\"/disthosts"))
            #expect(mistake == nil)
            #expect(
                line.text.hasPrefix(
                    #"restrict,command="'/opt/it'\''s \"here\"/disthosts' accept --name box" "#))
        } catch {
            #expect(mistake.map(error.description.hasPrefix) == true, "\(error)")
        }
    }
}
