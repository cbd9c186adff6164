import Synchronization
import Testing
import Text

@testable import BulkBuild

/// A system that is a table.
private final class ToldWitness: Witness {
    private let answers: [String: String]
    let asked = Mutex<[String]>([])

    init(_ answers: [String: String]) { self.answers = answers }

    func key(of question: Question) -> Bytes? { nil }

    func answer(to question: Question, known: (answer: Bytes, stamp: Stamp?)) -> (answer: Bytes, stamp: Stamp?) {
        asked.withLock { $0.append(question.subject.text) }
        return (Bytes(answers[question.subject.text] ?? ""), nil)
    }
}

@Suite struct ReexaminationTests {
    private let facts = [
        Fact(Question(.kind, []), []),
        Fact(Question(.content, Bytes("Makefile")), Bytes("1")),
        Fact(Question(.kind, Bytes("hacks.mk")), []),
        Fact(Question(.command, Bytes("uname")), Bytes("x")),
        Fact(Question(.content, Bytes("Makefile")), Bytes("2")),
        Fact(Question(.command, Bytes("date")), Bytes("x")),
    ]

    private func examination(_ witness: ToldWitness, _ book: FactBook? = nil) -> Reexamination {
        Reexamination(facts, [Stamp?](repeating: nil, count: facts.count), witness, book ?? FactBook(facts))
    }

    private func result(_ facts: [UInt32]) -> RememberedResult {
        RememberedResult(output: [], facts: facts, scanned: 0)
    }

    @Test func oneChangeSpoilsWhatRestsOnIt() {
        let results = [result([1, 2]), result([1, 3]), result([2])]
        let witness = ToldWitness(["Makefile": "1", "hacks.mk": "f", "uname": "x"])
        let seen = examination(witness)
        #expect(results.map(seen.holds) == [false, true, false])
        #expect(seen.changes(results[0]).map(\.fact) == [facts[2]])
        #expect(witness.asked.withLock { $0 } == ["Makefile", "hacks.mk", "uname"])
    }

    @Test func anOldAnswerMayBeTheTruthAgain() {
        let results = [result([1]), result([4])]
        let witness = ToldWitness(["Makefile": "2"])
        let book = FactBook(facts)
        let seen = examination(witness, book)
        #expect(results.map(seen.holds) == [false, true])
        #expect(witness.asked.withLock { $0 } == ["Makefile"])
        #expect(book.number(Question(.content, Bytes("Makefile"))) { (Bytes("never"), nil) } == 4)
        #expect(book.number(Question(.kind, Bytes("new"))) { ([], nil) } == 6)
    }

    @Test func commandsAreAskedWhereAllElseHolds() {
        let results = [result([1, 3]), result([2, 5])]
        let witness = ToldWitness(["Makefile": "9", "date": "y"])
        #expect(results.map(examination(witness).holds) == [false, false])
        #expect(witness.asked.withLock { $0 } == ["Makefile", "hacks.mk", "date"])
    }

    @Test(arguments: [
        (Fact(Question(.content, Bytes("/t/mk/x.mk")), Bytes("1")), "2", "mk/x.mk has changed"),
        (Fact(Question(.content, Bytes("/t/mk/x.mk")), Bytes("1")), "", "mk/x.mk is gone"),
        (Fact(Question(.content, Bytes("/etc/mk.conf")), []), "2", "/etc/mk.conf can be read now"),
        (Fact(Question(.kind, Bytes("/t/a")), []), "f", "a is there now"),
        (Fact(Question(.kind, Bytes("/t/a")), Bytes("f")), "d", "a is a directory now"),
        (Fact(Question(.names, Bytes("/t/a")), Bytes("1")), "2", "a has other names in it"),
        (Fact(Question(.link, Bytes("/t/a")), Bytes("/b")), "/c", "a leads to /c now"),
    ])
    func changesInWords(_ fact: Fact, _ now: String, _ expected: String) {
        #expect(changeText(fact, now: Bytes(now), top: Bytes("/t"), environment: []) == expected)
    }
}
