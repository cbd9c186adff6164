import RemoteExecution
import Testing
import Text

/// The protocol's machine, fed by hand: what a host may say, in any portions, and what makes it lost.
@Suite struct ConversationTests {
    static let cookie = "0123456789abcdef0123456789abcdef"

    private func frame(_ text: String) -> String { "\n\(Self.cookie) \(text)\n" }

    private func conversation(limits: Conversation.Limits = .init()) -> Conversation {
        Conversation(cookie: Cookie(text: Bytes(Self.cookie.utf8)), limits: limits)
    }

    /// Output parts joined, since their borders depend on the portions.
    private func joined(_ events: [Conversation.Event]) -> [Conversation.Event] {
        events.reduce(into: []) { result, event in
            switch (result.last, event) {
            case (.output(let old)?, .output(let new)): result[result.count - 1] = .output(old + new)
            case (.outputPart(let old)?, .outputPart(let new)): result[result.count - 1] = .outputPart(old + new)
            default: result.append(event)
            }
        }
    }

    private var dialogue: String {
        frame("S 7") + frame("D 7 0 0") + frame("L 7 0") + "\n\(Self.cookie.prefix(9))\nx" + frame("T 7 0 0")
            + frame("L 7 12") + "tail" + frame("T 7 0 0") + frame("O 7 0 1") + "\n\nab\n" + frame("T 7 0 0")
            + frame("M 7 1 0") + frame("O 7 2 0") + frame("T 7 0 0 0") + frame("O 7 3 0") + "ab" + frame("T 7 0 1")
            + frame("O 7 4 0") + "a" + frame("T 7 1 0")
            + frame("O 7 5 0") + "abc" + frame("T 7 0 0 4") + frame("E 7")
    }

    private var expected: [Conversation.Event] {
        [
            .staged, .exited(status: 0, diskIsFull: false), .output(Bytes("\n\(Self.cookie.prefix(9))\nx".utf8)),
            .gap(12), .output(Bytes("tail")), .outputBegan(index: 0, isExecutable: true),
            .outputPart(Bytes("\n\nab\n")), .outputEnded(index: 0, .whole), .outputMissing(index: 1, exists: false),
            .outputBegan(index: 2, isExecutable: false), .outputEnded(index: 2, .whole),
            .outputBegan(index: 3, isExecutable: false), .outputPart(Bytes("ab")), .outputEnded(index: 3, .aside),
            .outputBegan(index: 4, isExecutable: false), .outputPart(Bytes("a")), .outputEnded(index: 4, .broken),
            .outputBegan(index: 5, isExecutable: false), .outputPart(Bytes("abc")), .outputEnded(index: 5, .broken),
            .done,
        ]
    }

    @Test func everySplitGivesTheSame() {
        let greeting = Bytes(("Welcome!\n\(Self.cookie.dropLast()) H\nalmost\n" + frame("H")).utf8)
        let bytes = Bytes(dialogue.utf8)
        #expect(bytes.count > 0)
        for size in 1...bytes.count {
            var machine = conversation()
            var events: [Conversation.Event] = []
            for byte in greeting { events += machine.receive([byte]) }
            #expect(events == [.ready])
            machine.begin(number: 7, outputs: 6)
            events = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                events += machine.receive(Bytes(bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(joined(events) == expected, "in portions of \(size)")
            #expect(machine.state == .idle)
        }
    }

    /// Everything but what may end it is handed on at once, lines with their ends.
    @Test func liveOutput() {
        let text = "one\n\u{1}\n\n\(Self.cookie) T 7 0 0\ntwo\n"
        let bytes = Bytes(
            (frame("S 7") + frame("W 7") + text + "\u{1}" + frame("T 7 0 0") + frame("D 7 3 0") + frame("E 7")).utf8)
        let expected: [Conversation.Event] = [
            .staged, .output(Bytes(text.utf8)), .exited(status: 3, diskIsFull: false), .done,
        ]
        for size in 1...bytes.count {
            var machine = conversation()
            _ = machine.receive(Bytes(frame("H").utf8))
            machine.begin(number: 7, outputs: 1, isLive: true)
            var events: [Conversation.Event] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                events += machine.receive(Bytes(bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(joined(events) == expected, "in portions of \(size)")
        }
        var machine = conversation()
        _ = machine.receive(Bytes(frame("H").utf8))
        machine.begin(number: 7, outputs: 1, isLive: true)
        _ = machine.receive(Bytes((frame("S 7") + frame("W 7")).utf8))
        #expect(machine.receive(Bytes("a line\n")) == [.output(Bytes("a line\n"))])
    }

    @Test func onlyLiveActionsMayPrintWhileTheyRun() {
        var machine = conversation()
        _ = machine.receive(Bytes(frame("H").utf8))
        machine.begin(number: 7, outputs: 1)
        #expect(machine.receive(Bytes((frame("S 7") + frame("W 7")).utf8)) == [.staged, .lost("a frame out of turn")])
    }

    @Test func noiseThatLooksLikeACookieIsNoise() {
        var machine = conversation()
        #expect(machine.receive(Bytes("motd\n\(Self.cookie.dropLast())X H\n\n\n".utf8)) == [])
        #expect(machine.receive(Bytes(frame("H").utf8)) == [.ready])
    }

    @Test func endlessNoiseIsLost() {
        var machine = conversation()
        let noise = Bytes(repeating: UInt8(ascii: "x"), count: 1 << 18)
        var events: [Conversation.Event] = []
        for _ in 0..<6 { events += machine.receive(noise) }
        guard case .lost? = events.last else { return #expect(Bool(false)) }
        #expect(events.count == 1)
        #expect(machine.receive(Bytes(frame("H").utf8)) == [])
    }

    /// What a broken or hostile host may send while action 7 with 1 output runs; all of it ends the conversation.
    static let forgeries: [String] = {
        let exit = "\n\(cookie) D 7 0 0\n"
        let output = exit + "\n\(cookie) O 7 0 0\n"
        let log = exit + "\n\(cookie) L 7 0\n"
        let end = "\n\(cookie) T 7 0 0\n"
        return [
            "x", "\n\nx", "\nffffffffffffffffffffffffffffffff D 7 0 0\n", "\n\(cookie) D 8 0 0\n",
            "\n\(cookie) D 7 0\n", "\n\(cookie) D 7 -1 0\n", "\n\(cookie) D 7 5000 0\n", "\n\(cookie) D 7 0 0 0\n",
            "\n\(cookie) D 7 99999999999999999999 0\n", "\n\(cookie) D 7 0 1x\n", "\n\(cookie) D 7 0 \n",
            "\n\(cookie) D\n", "\n\(cookie)  \n", "\n\(cookie) H\n", "\n\(cookie) S 7\n", "\n\(cookie) E 7\n",
            "\n\(cookie) O 7 0 0\n", "\n\(cookie) L 7 0\n", end, "\n\(cookie) R 7\n", "\n\(cookie) U 7 0\n",
            "\n\(cookie) \u{1}\n", "\n\(cookie) DD 7 0 0\n", exit + "\n\(cookie) E 7\n",
            exit + "\n\(cookie) O 7 1 0\n", exit + "\n\(cookie) O 7 0\n", exit + end, exit + "free text",
            exit + "\n\(cookie) L 7 x\n", "\n\(cookie) D 7 1 0\n\n\(cookie) O 7 0 0\n",
            // A payload that is not ended, or ended for another action or in a wrong way.
            output + "\n\(cookie) O 7 1 0\n", output + "\n\(cookie) E 7\n", output + "\n\(cookie) T 8 0 0\n",
            output + "\n\(cookie) T 7 0\n", output + "\n\(cookie) T 7 0 -1\n", output + end + end,
            output + end + "\n\(cookie) O 7 0 0\n", output + end + "x", log + "\n\(cookie) L 7 0\n",
            log + end + "\n\(cookie) L 7 0\n" + end + "\n\(cookie) L 7 0\n", output + end + "\n\(cookie) L 7 0\n",
            exit + "\n\(cookie) M 7 0 0\n\n\(cookie) M 7 1 0\n",
            // More than is allowed.
            output + String(repeating: "x", count: 1_000_001), log + String(repeating: "x", count: 400_000),
            "\n\(cookie) " + String(repeating: "D", count: 5000),
        ]
    }()

    @Test(arguments: forgeries) func forgedFramesCostTheSession(_ text: String) {
        var limits = Conversation.Limits()
        limits.output = 1_000_000
        limits.log = 1000
        var machine = conversation(limits: limits)
        _ = machine.receive(Bytes(frame("H").utf8))
        machine.begin(number: 7, outputs: 1)
        #expect(machine.receive(Bytes(frame("S 7").utf8)) == [.staged])
        let events = machine.receive(Bytes(text.utf8))
        guard case .lost? = events.last else { return #expect(Bool(false), "\(events)") }
        #expect(machine.state == .lost)
        #expect(machine.receive(Bytes(frame("E 7").utf8)) == [])
    }

    @Test func aTruncatedReplyIsNeverDone() {
        let bytes = Bytes(dialogue.utf8)
        for end in 0..<bytes.count {
            var machine = conversation()
            _ = machine.receive(Bytes(frame("H").utf8))
            machine.begin(number: 7, outputs: 6)
            let events = machine.receive(Bytes(bytes[..<end]))
            #expect(!events.contains(.done))
        }
    }

    @Test func randomBytesNeverTrap() {
        var seed: UInt64 = 1
        let pieces = ["\n", " ", Self.cookie, "D", "O", "L", "T", "7", "0", "99", "H", "E", "S", "x", "\u{0}"]
        for _ in 0..<5000 {
            var machine = conversation()
            _ = machine.receive(Bytes(frame("H").utf8))
            machine.begin(number: 7, outputs: 2)
            for _ in 0..<20 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                _ = machine.receive(Bytes(pieces[Int(truncatingIfNeeded: seed >> 33) % pieces.count].utf8))
            }
        }
    }

    @Test func anArchiveIsAskedForOnce() {
        var machine = conversation()
        _ = machine.receive(Bytes(frame("H").utf8))
        machine.beginStoring(number: 3)
        #expect(machine.receive(Bytes(frame("R 3").utf8)) == [.wantsPayload])
        guard case .lost? = machine.receive(Bytes(frame("R 3").utf8)).last else { return #expect(Bool(false)) }
    }

    @Test func aSignalIsTheSameInEveryShell() {
        for status in [137, 393] {
            var machine = conversation()
            _ = machine.receive(Bytes(frame("H").utf8))
            machine.begin(number: 1, outputs: 0)
            let events = machine.receive(Bytes((frame("S 1") + frame("D 1 \(status) 1") + frame("E 1")).utf8))
            #expect(events == [.staged, .exited(status: 137, diskIsFull: true), .done])
        }
    }
}
