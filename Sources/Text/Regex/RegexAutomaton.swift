/// The program as a deterministic automaton whose states are made when they are first needed. It answers one question,
/// at one array access per byte: where is the longest match that begins here?
///
/// A state is the set of instructions that wait for a byte. `$` is no matter of states: each knows whether it accepts
/// here, and whether it accepts if this is the end. Expressions that look at both neighbours (`\b`) have no automaton.
struct RegexAutomaton {
    /// More states, or more instructions in all of them, are not worth their memory; then the caller has to do without.
    private static let stateLimit = 2_000
    private static let waitingLimit = 1 << 20

    private struct State {
        let waiting: [Int32]
        let accepts: Bool
        let acceptsAtEnd: Bool
    }

    private static let unknown: Int32 = -1
    private static let dead: Int32 = 0

    private let program: RegexProgram
    private var states: [State] = []
    /// Instructions in all states.
    private var waitingCount = 0
    private var numbers: [[Int32]: Int32] = [:]
    /// 256 next states for each state.
    private var next: [Int32] = []
    /// Bit 0: accepts; bit 1: accepts at the end.
    private var flags: [UInt8] = []
    private var startState: Int32 = unknown
    private var innerState: Int32 = unknown
    private(set) var isFull = false

    init?(_ program: RegexProgram) {
        for case .assert(let assertion) in program.code where assertion != .start && assertion != .end { return nil }
        self.program = program
        _ = number(of: State(waiting: [], accepts: false, acceptsAtEnd: false))
    }

    /// The end of the longest match in `text` from `start`, nil if there is none; not to be believed once `isFull`.
    /// `budget` is reduced by the bytes that were looked at.
    mutating func longestMatch(
        _ text: Span<UInt8>, from start: Int, to end: Int, atStart: Bool, budget: inout Int
    ) -> Int? {
        var state = atStart ? startState : innerState
        if state == RegexAutomaton.unknown {
            state = number(of: closure([0], atStart: atStart))
            if atStart { startState = state } else { innerState = state }
        }
        var found: Int?
        var position = start
        while state != RegexAutomaton.dead {
            let flags = flags[Int(state)]
            if flags & 1 != 0 { found = position }
            if position == end {
                if flags & 2 != 0 { found = position }
                break
            }
            let byte = text[position]
            var following = next[Int(state) << 8 | Int(byte)]
            if following == RegexAutomaton.unknown {
                following = makeNext(state, byte)
                if isFull { break }
            }
            state = following
            position += 1
        }
        budget -= position - start
        return found
    }

    private mutating func makeNext(_ state: Int32, _ byte: UInt8) -> Int32 {
        var places: [Int32] = []
        for place in states[Int(state)].waiting where program.consumes(Int(place), byte) { places.append(place + 1) }
        let following = number(of: closure(places, atStart: false))
        next[Int(state) << 8 | Int(byte)] = following
        return following
    }

    private mutating func number(of state: State) -> Int32 {
        // Places are not negative, so that a negative number can stand for the flags.
        let key = state.waiting + [-1 - (state.accepts ? 1 : 0) - (state.acceptsAtEnd ? 2 : 0)]
        if let known = numbers[key] { return known }
        waitingCount += state.waiting.count
        if states.count >= RegexAutomaton.stateLimit || waitingCount > RegexAutomaton.waitingLimit { isFull = true }
        let number = Int32(states.count)
        states.append(state)
        numbers[key] = number
        flags.append((state.accepts ? 1 : 0) | (state.acceptsAtEnd ? 2 : 0))
        next += [Int32](repeating: RegexAutomaton.unknown, count: 256)
        return number
    }

    private func closure(_ places: [Int32], atStart: Bool) -> State {
        let (waiting, accepts) = reach(places, atStart: atStart, atEnd: false)
        let (_, acceptsAtEnd) = reach(places, atStart: atStart, atEnd: true)
        return State(waiting: waiting, accepts: accepts, acceptsAtEnd: acceptsAtEnd)
    }

    private func reach(_ places: [Int32], atStart: Bool, atEnd: Bool) -> (waiting: [Int32], accepts: Bool) {
        var waiting: [Int32] = []
        var accepts = false
        var seen = [Bool](repeating: false, count: program.code.count)
        var pending = places.map { Int($0) }
        while let place = pending.popLast() {
            if seen[place] { continue }
            seen[place] = true
            switch program.code[place] {
            case .byte, .set, .any: waiting.append(Int32(place))
            case .jump(let distance): pending.append(place + Int(distance))
            case .split(let first, let second):
                pending.append(place + Int(first))
                pending.append(place + Int(second))
            case .save: pending.append(place + 1)
            case .assert(let assertion):
                if assertion == .start ? atStart : atEnd { pending.append(place + 1) }
            case .match: accepts = true
            }
        }
        return (waiting.sorted(), accepts)
    }
}
