import Platform
import TestSupport
import Testing
import Text

@testable import BulkBuild

/// What scans leave behind for the next one.
@Suite final class ScanStoreTests {
    private let directory: Bytes

    init() throws { directory = try temporaryDirectory() }
    deinit { removeTree(directory) }

    private func open(_ context: String = "tree") throws -> ScanStore {
        try ScanStore(try StateDatabase(directory: directory), context: Bytes(context))
    }

    private let output = Bytes(
        "PKGNAME=a-1\nSCAN_DEPENDS=Makefile ../../mk/x.mk Makefile\nMULTI_VERSION= A=1\nPKGNAME=a-2\nSCAN_DEPENDS= Makefile\n"
    )

    @Test func resultsComeBackAsTheyWere() throws {
        var store = try open()
        #expect(try store.load().results.isEmpty)
        let book = FactBook(try store.load().facts)
        let stamp = Stamp(modified: 5, size: 6, inode: .max)
        let file = book.number(Question(.content, Bytes("/t/Makefile"))) { (Bytes("abc"), stamp) }
        let absent = book.number(Question(.kind, Bytes("/t/hacks.mk"))) { ([], nil) }
        try store.save(
            [
                (Bytes("x/a"), RememberedResult(output: output, facts: [absent, file], scanned: 7)),
                (
                    Bytes("x/b"),
                    RememberedResult(
                        output: [], diagnostics: Bytes("e\0"), status: 2, failure: "no", facts: [file], scanned: 8)
                ),
            ], book)

        var again = try open()
        let (results, facts, stamps) = try again.load()
        #expect(results.count == 2)
        #expect(results[Bytes("x/a")]?.output == output)
        #expect(results[Bytes("x/b")]?.diagnostics == Bytes("e\0"))
        #expect(results[Bytes("x/b")]?.failure == "no")
        let numbers = try #require(results[Bytes("x/a")]?.facts)
        #expect(Set(numbers.map { facts[Int($0)].question.subject.text }) == ["/t/Makefile", "/t/hacks.mk"])
        #expect(stamps[Int(file)] == stamp)
        var other = try open("another tree")
        #expect(try other.load().results.isEmpty)
    }

    @Test func whatIsGoneIsForgotten() throws {
        var store = try open()
        let book = FactBook(try store.load().facts)
        let numbers = ["a", "b", "c"].map { name in book.number(Question(.kind, Bytes(name))) { (Bytes("f"), nil) } }
        try store.save(
            [
                (Bytes("x/a"), RememberedResult(output: [], facts: [numbers[0], numbers[1]], scanned: 1)),
                (Bytes("x/b"), RememberedResult(output: [], facts: [numbers[1], numbers[2]], scanned: 1)),
            ], book)
        try store.forget([Bytes("x/b")])
        var again = try open()
        let (results, facts, stamps) = try again.load()
        #expect(results.keys.map(\.text) == ["x/a"])
        #expect(facts.map(\.question.subject.text) == ["", "a", "b"])
        // Numbers go on where they were.
        let next = FactBook(facts, stamps: stamps)
        let new = next.number(Question(.kind, Bytes("d"))) { (Bytes("f"), nil) }
        try again.save([(Bytes("x/d"), RememberedResult(output: output, facts: [new], scanned: 2))], next)
        var last = try open()
        let loaded = try last.load()
        #expect(
            loaded.results[Bytes("x/d")].map { $0.facts.map { loaded.facts[Int($0)].question.subject.text } } == ["d"])
        #expect(loaded.results[Bytes("x/d")]?.output == output)
    }

    @Test func aFileThatIsNoDatabaseIsToldOf() throws {
        try writeFile(directory + Bytes("/state.db"), Bytes(String(repeating: "nonsense", count: 1000)))
        let trouble = #expect(throws: StateTrouble.self) { try StateDatabase(directory: directory) }
        #expect(trouble?.description.contains("move it away, and everything is scanned anew") == true)
    }

    @Test func packedNumbersAndCommands() throws {
        let numbers: [UInt32] = [0, 1, 127, 128, 300, 70_000, .max]
        #expect(unpackedNumbers(packed(numbers.reversed() + [1])) == numbers)
        #expect(unpackedNumbers([0x80]) == nil)
        let base = ["A=1", "PATH=/bin"].map { Bytes($0) }
        let command = CommandText(
            program: nil, arguments: [Bytes("sh"), Bytes("-c"), Bytes("echo $A")],
            environment: [Bytes("PATH=/bin"), Bytes("B=2")], directory: Bytes("/t"), input: [], mergesErrors: true)
        let text = command.text(base)
        #expect(CommandText(text, base) == command)
        #expect(command.shown == Bytes("echo $A"))
        for count in 0..<text.count { #expect(CommandText(Bytes(text[..<count]), base) == nil) }
    }
}
