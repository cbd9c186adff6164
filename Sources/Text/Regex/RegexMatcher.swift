/// Finds the leftmost match and, of those, the longest. Where a group could take part in it in several ways, earlier
/// alternatives and more repetitions win, as in the GNU library.
///
/// Two passes, each with all ways through the program at once, so that the time is at most the product of the lengths of
/// text and program: the first finds the ends of the match; the second, only if groups are wanted, follows the preferred
/// way between them. Holds the working memory, and so serves one search at a time.
package struct RegexMatcher {
    let program: RegexProgram
    private var automaton: RegexAutomaton?
    /// How often the automaton was full; one that always is so costs more than it saves.
    private var renewals = 0
    private static let renewalLimit = 8
    /// Bytes that a match can begin with behind the beginning of the text; nil if that does not depend on a byte.
    private let firstBytes: [Bool]?

    /// Instructions that wait for a byte, the preferred first, with the beginning of the match they belong to.
    var threads: [Thread] = []
    var nextThreads: [Thread] = []
    /// Per instruction the step in which it was reached last.
    var reached: [Int]
    var step = 0
    /// Instructions still to be looked at in the current step.
    var stack: [Pending] = []
    /// For the second pass: for each thread the positions of all groups, -1 where unknown.
    var slots: [Int] = []
    var nextSlots: [Int] = []
    /// The same for the thread at hand.
    var row: [Int] = []
    /// For the second pass by trying: the step in which a pair of instruction and position was reached last.
    var notes: [Int] = []
    var choices: [Choice] = []

    /// Of the last match: beginning and end of the whole, then of each group, -1 for one that took no part.
    package internal(set) var positions: [Int] = []

    struct Thread {
        let place: Int32
        let start: Int
    }

    enum Pending {
        case visit(Int)
        /// Sets the slot back after everything behind a `save`.
        case restore(slot: Int, value: Int)
    }

    package init(_ regex: ExtendedRegex) {
        program = regex.program
        automaton = RegexAutomaton(regex.program)
        reached = [Int](repeating: 0, count: regex.program.code.count)
        firstBytes = RegexMatcher.firstBytes(regex.program)
    }

    /// Searches `text` in `range`. Unless `atStart`, that does not begin where `^` matches; its end is where `$` does.
    /// The matched range is returned; the groups are in `positions` if they are wanted.
    package mutating func firstMatch(
        in text: Span<UInt8>, _ range: Range<Int>, atStart: Bool = true, groups wantsGroups: Bool = true
    ) -> Range<Int>? {
        guard let match = leftmostLongest(text, range, atStart) else { return nil }
        if wantsGroups {
            if !findGroupsByTrying(text, range, match, atStart) { findGroups(text, range, match, atStart) }
            positions.removeAll(keepingCapacity: true)
            positions.append(match.lowerBound)
            positions.append(match.upperBound)
            positions += row
        }
        return match
    }

    // MARK: First pass

    /// With the automaton, beginning at one place after the other. That may take the square of the length in rare cases;
    /// then, and without an automaton, all places at once.
    private mutating func leftmostLongest(_ text: Span<UInt8>, _ range: Range<Int>, _ atStart: Bool) -> Range<Int>? {
        guard automaton != nil else { return leftmostLongestAtOnce(text, range, atStart) }
        var budget = 1_000 + 10 * range.count
        var start = range.lowerBound
        while true {
            let isStart = start == range.lowerBound && atStart
            if let firstBytes, !isStart {
                while start < range.upperBound && !firstBytes[Int(text[start])] { start += 1 }
                if start == range.upperBound { return nil }
            }
            let end = automaton?.longestMatch(
                text, from: start, to: range.upperBound, atStart: isStart, budget: &budget)
            if automaton?.isFull == true {
                renewals += 1
                automaton = renewals < RegexMatcher.renewalLimit ? RegexAutomaton(program) : nil
                return leftmostLongestAtOnce(text, range, atStart)
            }
            if let end { return start..<end }
            if start == range.upperBound { return nil }
            if budget < 0 { return leftmostLongestAtOnce(text, range, atStart) }
            start += 1
        }
    }

    private mutating func leftmostLongestAtOnce(_ text: Span<UInt8>, _ range: Range<Int>, _ atStart: Bool) -> Range<
        Int
    >? {
        var best: Range<Int>?
        threads.removeAll(keepingCapacity: true)
        var position = range.lowerBound
        while true {
            if threads.isEmpty {
                if best != nil { return best }
                if let firstBytes, position > range.lowerBound || !atStart {
                    while position < range.upperBound && !firstBytes[Int(text[position])] { position += 1 }
                    if position == range.upperBound { return nil }
                }
            }
            // Threads are ordered by their beginning, and each instruction belongs to the one that reached it first.
            step += 1
            nextThreads.removeAll(keepingCapacity: true)
            var matched: Int?
            for thread in threads where matched == nil || thread.start == matched {
                if reach(Int(thread.place), from: thread.start, text, range, position, atStart) {
                    matched = thread.start
                }
            }
            if best == nil && matched == nil {
                if reach(0, from: position, text, range, position, atStart) { matched = position }
            }
            if let matched {
                best = matched..<position
            }
            if position == range.upperBound { return best }
            threads.removeAll(keepingCapacity: true)
            let byte = text[position]
            for thread in nextThreads {
                if let best, thread.start > best.lowerBound { break }
                if program.consumes(Int(thread.place), byte) {
                    threads.append(Thread(place: thread.place + 1, start: thread.start))
                }
            }
            position += 1
        }
    }

    /// Follows everything that needs no byte; true if the match can end here.
    private mutating func reach(
        _ place: Int, from start: Int, _ text: Span<UInt8>, _ range: Range<Int>, _ position: Int, _ atStart: Bool
    ) -> Bool {
        var matches = false
        var place = place
        stack.removeAll(keepingCapacity: true)
        while true {
            var next = -1
            if reached[place] != step {
                reached[place] = step
                switch program.code[place] {
                case .byte, .set, .any: nextThreads.append(Thread(place: Int32(place), start: start))
                case .jump(let distance): next = place + Int(distance)
                case .split(let first, let second):
                    stack.append(.visit(place + Int(second)))
                    next = place + Int(first)
                case .save: next = place + 1
                case .assert(let assertion):
                    if holds(assertion, text, range, position, atStart) { next = place + 1 }
                case .match: matches = true
                }
            }
            if next >= 0 {
                place = next
            } else if case .visit(let other)? = stack.popLast() {
                place = other
            } else {
                return matches
            }
        }
    }
}

extension RegexMatcher {
    // MARK: Single instructions

    func holds(_ assertion: Assertion, _ text: Span<UInt8>, _ range: Range<Int>, _ position: Int, _ atStart: Bool)
        -> Bool
    {
        if assertion == .start { return position == range.lowerBound && atStart }
        if assertion == .end { return position == range.upperBound }
        let before = position > range.lowerBound && isWordByte(text[position - 1])
        let after = position < range.upperBound && isWordByte(text[position])
        return switch assertion {
        case .wordStart: !before && after
        case .wordEnd: before && !after
        case .wordEdge: before != after
        default: before == after
        }
    }

    /// Walks from the beginning of the program to the first bytes, not through `^`.
    fileprivate static func firstBytes(_ program: RegexProgram) -> [Bool]? {
        var bytes = ByteSet()
        var seen = [Bool](repeating: false, count: program.code.count)
        var pending = [0]
        while let place = pending.popLast() {
            if seen[place] { continue }
            seen[place] = true
            switch program.code[place] {
            case .byte(let byte): bytes.insert(byte)
            case .set(let number): bytes.formUnion(program.sets[Int(number)])
            case .assert(.start): break
            case .any, .assert, .match: return nil
            case .jump(let distance): pending.append(place + Int(distance))
            case .split(let first, let second):
                pending.append(place + Int(first))
                pending.append(place + Int(second))
            case .save: pending.append(place + 1)
            }
        }
        return (UInt8.min...UInt8.max).map { bytes.contains($0) }
    }
}
