internal import Synchronization
package import Text

/// Whoever can answer questions about the system as it is now.
package protocol Witness: Sendable {
    /// The answer in the form of a fact. For a file that has this stamp already nothing need be read; the stamp of a file
    /// that changes while it is looked at is nil.
    func answer(to question: Question, known: (answer: Bytes, stamp: Stamp?)) -> (answer: Bytes, stamp: Stamp?)

    /// Questions with the same key have all changed, or none has, as far as what they depend on is no fact of its own; nil for one that
    /// stands alone.
    func key(of question: Question) -> Bytes?
}

/// Which of the facts of earlier scans are still true, and so which results. Shared by all threads.
///
/// Each fact is looked at when the first result that rests on it is asked for. The commands of a result come last, so that none is run
/// for one that holds no more.
package final class Reexamination: Sendable {
    package let facts: [Fact]
    private let stamps: [Stamp?]
    private let witness: any Witness
    private let book: FactBook
    private let state: Mutex<State>

    private struct State {
        /// By the number of the fact.
        var verdicts: [Verdict]
        /// The same question has several facts while some results rest on an old answer.
        var answers: [Question: (answer: Bytes, stamp: Stamp?)] = [:]
        /// Keys of questions of which one was found to be answered as before.
        var unchanged: Set<Bytes> = []
    }

    private enum Verdict: Sendable {
        case unknown
        case stillTrue
        /// What is answered now.
        case changed(Bytes)
    }

    /// - Parameter book: is told what is still true; its first facts are these.
    package init(_ facts: [Fact], _ stamps: [Stamp?], _ witness: any Witness, _ book: FactBook) {
        (self.facts, self.stamps, self.witness, self.book) = (facts, stamps, witness, book)
        state = Mutex(State(verdicts: [Verdict](repeating: .unknown, count: facts.count)))
    }

    /// Whether a result can be taken as it is.
    package func holds(_ result: RememberedResult) -> Bool {
        for isCommand in [false, true] {
            for number in result.facts where (facts[Int(number)].question.kind == .command) == isCommand {
                if case .changed = verdict(number) { return false }
            }
        }
        return true
    }

    /// The facts on which a result rests that are true no more, each with what is answered now. Commands are asked where all else
    /// holds.
    package func changes(_ result: RememberedResult) -> [(fact: Fact, now: Bytes)] {
        for isCommand in [false, true] {
            var changes: [(fact: Fact, now: Bytes)] = []
            for number in result.facts where (facts[Int(number)].question.kind == .command) == isCommand {
                if case .changed(let now) = verdict(number) { changes.append((facts[Int(number)], now)) }
            }
            if !changes.isEmpty { return changes }
        }
        return []
    }

    private func verdict(_ number: UInt32) -> Verdict {
        let place = Int(number)
        let fact = facts[place]
        let (known, answer) = state.withLock { state in
            if case .unknown = state.verdicts[place] { return (Verdict.unknown, state.answers[fact.question]) }
            return (state.verdicts[place], nil)
        }
        if case .unknown = known {} else { return known }
        let key = fact.question.kind == .command ? witness.key(of: fact.question) : nil
        if let key, state.withLock({ $0.unchanged.contains(key) }) {
            state.withLock { $0.verdicts[place] = .stillTrue }
            book.confirm(number, stamp: nil)
            return .stillTrue
        }
        // Two threads that look at the same time see the same.
        let now = answer ?? witness.answer(to: fact.question, known: (fact.answer, stamps[place]))
        let verdict: Verdict = now.answer == fact.answer ? .stillTrue : .changed(now.answer)
        state.withLock { state in
            state.verdicts[place] = verdict
            state.answers[fact.question] = now
            if let key, case .stillTrue = verdict { state.unchanged.insert(key) }
        }
        if case .stillTrue = verdict { book.confirm(number, stamp: now.stamp) }
        return verdict
    }
}
