extension RegexMatcher {
    /// Pairs of instruction and position that are worth a note each.
    private static let noteLimit = 1 << 16

    /// A point of choice that is still open.
    struct Choice {
        /// Where to go on; or, negative, the slot (as -1 - slot) that gets its value back.
        let place: Int
        /// The position there, or the value.
        let position: Int
    }

    /// Second pass for short matches: tries one way after the other, but none twice through the same instruction at the
    /// same position, which keeps the time within the same bound. False, and nothing done, if the match is not short.
    mutating func findGroupsByTrying(
        _ text: Span<UInt8>, _ range: Range<Int>, _ match: Range<Int>, _ atStart: Bool
    ) -> Bool {
        let width = match.count + 1
        guard width <= RegexMatcher.noteLimit / program.code.count else { return false }
        if notes.count < width * program.code.count { notes += [Int](repeating: 0, count: width * program.code.count) }
        step += 1
        row.removeAll(keepingCapacity: true)
        for _ in 0..<2 * program.groupCount { row.append(-1) }
        choices.removeAll(keepingCapacity: true)
        choices.append(Choice(place: 0, position: match.lowerBound))
        while let choice = choices.popLast() {
            if choice.place < 0 {
                row[-1 - choice.place] = choice.position
            } else if follow(choice, text, range, match, atStart) {
                break
            }
        }
        return true
    }

    private mutating func follow(
        _ choice: Choice, _ text: Span<UInt8>, _ range: Range<Int>, _ match: Range<Int>, _ atStart: Bool
    ) -> Bool {
        var place = choice.place
        var position = choice.position
        while true {
            let note = place * (match.count + 1) + position - match.lowerBound
            if notes[note] == step { return false }
            notes[note] = step
            switch program.code[place] {
            case .byte, .set, .any:
                guard position < match.upperBound, program.consumes(place, text[position]) else { return false }
                place += 1
                position += 1
            case .jump(let distance):
                place += Int(distance)
            case .split(let first, let second):
                choices.append(Choice(place: place + Int(second), position: position))
                place += Int(first)
            case .save(let number):
                let slot = Int(number) - 2
                choices.append(Choice(place: -1 - slot, position: row[slot]))
                row[slot] = position
                place += 1
            case .assert(let assertion):
                guard holds(assertion, text, range, position, atStart) else { return false }
                place += 1
            case .match:
                return position == match.upperBound
            }
        }
    }
}
