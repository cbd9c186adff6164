internal import Synchronization
package import Text

/// Answers that were given, by the question: commands, and makes within makes. Shared by all threads.
///
/// Two threads that ask the same at the same time may both go and find out; their answers are the same.
package final class AnswerMemory<Answer: Sendable>: Sendable {
    private struct State {
        var keys = Interner()
        var answers: [Answer?] = []
        var hits = 0
    }

    private let state = Mutex(State())

    package init() {}

    package func answer(to key: Bytes) -> Answer? {
        state.withLock { state in
            guard let number = state.keys.find(key), let answer = state.answers[Int(number.raw)] else { return nil }
            state.hits += 1
            return answer
        }
    }

    package func keep(_ answer: Answer, for key: Bytes) {
        state.withLock { state in
            let number = Int(state.keys.intern(key).raw)
            if number == state.answers.count { state.answers.append(answer) } else { state.answers[number] = answer }
        }
    }

    /// How many different questions were answered, and how often an answer was known.
    package var counts: (known: Int, hits: Int) { state.withLock { ($0.answers.count, $0.hits) } }
}
