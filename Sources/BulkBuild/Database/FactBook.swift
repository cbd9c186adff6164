internal import Synchronization
package import Text

/// The facts of a scan, each once, by numbers. Shared by all threads.
///
/// What is scanned holds still while it is scanned, so each question is answered once.
package final class FactBook: Sendable {
    /// Nanoseconds since the epoch.
    package let began: Int64
    private let state: Mutex<State>

    private struct State {
        var facts: [Fact]
        var stamps: [Stamp?]
        /// The fact that is true now, by its question.
        var current: [Question: UInt32] = [:]
    }

    /// - Parameter known: facts of earlier scans, which keep their numbers; they need not be true any more.
    package init(_ known: [Fact] = [], stamps: [Stamp?] = [], began: Int64 = 0) {
        self.began = began
        state = Mutex(State(facts: known, stamps: known.indices.map { $0 < stamps.count ? stamps[$0] : nil }))
    }

    /// The number of what is true now.
    ///
    /// - Parameter answer: called if nobody has asked this before in this scan.
    package func number(_ question: Question, _ answer: () -> (Bytes, Stamp?)) -> UInt32 {
        if let known = state.withLock({ $0.current[question] }) { return known }
        let (text, stamp) = answer()
        return state.withLock { state in
            if let known = state.current[question] { return known }
            let number = UInt32(state.facts.count)
            state.facts.append(Fact(question, text))
            state.stamps.append(stamp)
            state.current[question] = number
            return number
        }
    }

    /// The fact of what was read of a file; nil if it cannot be read.
    func number(ofContent content: Bytes?, _ path: Bytes) -> UInt32 {
        number(Question(.content, path)) {
            content.map { (FileWitness.digest(of: $0), FileWitness(now: began).stamp(path)) } ?? ([], nil)
        }
    }

    /// Says that a fact is still true, so that who asks the same gets its number.
    package func confirm(_ number: UInt32, stamp: Stamp?) {
        state.withLock { state in
            state.current[state.facts[Int(number)].question] = number
            state.stamps[Int(number)] = stamp
        }
    }

    package var all: (facts: [Fact], stamps: [Stamp?]) { state.withLock { ($0.facts, $0.stamps) } }
    package var count: Int { state.withLock { $0.facts.count } }
}
