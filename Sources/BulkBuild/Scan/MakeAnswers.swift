internal import MakeLanguage
internal import Synchronization
internal import Text

/// What a make within a make printed, its exit status, and what it had looked at.
struct MakeAnswer: Sendable {
    let input: MakeInput
    let reads: SeenNames
    let readsAll: Bool
    let printed: [(isOutput: Bool, text: Bytes)]
    let status: Int32
    /// The level of nesting, if messages tell it.
    let level: Bytes?
    /// What it rests on.
    let facts: Set<UInt32>
}

/// Answers of makes within makes. One holds for another input, too, if the two differ in nothing that was looked at.
final class MakeAnswers: Sendable {
    private struct State {
        var answers: [Bytes: [MakeAnswer]] = [:]
        var count = 0
        var hits = 0
    }

    private let state = Mutex(State())
    /// Looked at by make itself, and by every program.
    private let always: Set<NameID>

    init(_ language: Language) {
        let names = [
            "PATH", "HOME", "MACHINE", "MACHINE_ARCH", "MAKEOBJDIR", "MAKEOBJDIRPREFIX", "MAKESYSPATH", "VPATH",
            "MAKE_OBJDIR_CHECK_WRITABLE", "DISTMAKE_DIALECT", "DISTMAKE_HINTS",
        ]
        always = Set(names.map { language.names.intern(Bytes($0)) })
    }

    func answer(to input: MakeInput, level: Bytes) -> MakeAnswer? {
        let candidates = state.withLock { $0.answers[input.question] ?? [] }
        for known in candidates.reversed() where known.level == nil || known.level == level {
            let holds = input.differs(from: known.input) { [always] name in
                !known.readsAll && !always.contains(name) && !known.reads.contains(name)
            }
            if holds {
                state.withLock { $0.hits += 1 }
                return known
            }
        }
        return nil
    }

    func keep(_ answer: MakeAnswer) {
        state.withLock { state in
            state.count += 1
            state.answers[answer.input.question, default: []].append(answer)
            // Those of long ago are less likely asked again.
            if state.answers[answer.input.question]!.count > Self.most {
                state.answers[answer.input.question]!.removeFirst()
            }
        }
    }

    private static let most = 32

    var counts: (known: Int, hits: Int) { state.withLock { ($0.count, $0.hits) } }
}
