extension RegexMatcher {
    /// Second pass for long matches: the positions of the groups on the preferred way from the beginning of the match to its end.
    mutating func findGroups(_ text: Span<UInt8>, _ range: Range<Int>, _ match: Range<Int>, _ atStart: Bool) {
        let width = 2 * program.groupCount
        row = [Int](repeating: -1, count: width)
        threads.removeAll(keepingCapacity: true)
        slots.removeAll(keepingCapacity: true)
        var position = match.lowerBound
        while true {
            step += 1
            nextThreads.removeAll(keepingCapacity: true)
            nextSlots.removeAll(keepingCapacity: true)
            var ended = false
            if position == match.lowerBound {
                ended = follow(0, text, range, match, position, atStart)
            } else {
                for (index, thread) in threads.enumerated() where !ended {
                    for slot in 0..<width { row[slot] = slots[index * width + slot] }
                    ended = follow(Int(thread.place), text, range, match, position, atStart)
                }
            }
            if ended || position == match.upperBound { break }
            threads.removeAll(keepingCapacity: true)
            slots.removeAll(keepingCapacity: true)
            let byte = text[position]
            for (index, thread) in nextThreads.enumerated() where program.consumes(Int(thread.place), byte) {
                threads.append(Thread(place: thread.place + 1, start: thread.start))
                slots += nextSlots[(index * width)..<((index + 1) * width)]
            }
            position += 1
        }
    }

    /// Follows everything that needs no byte, the preferred way first; true, with the groups in `row`, if that reaches
    /// the end of the program at the end of the match.
    private mutating func follow(
        _ place: Int, _ text: Span<UInt8>, _ range: Range<Int>, _ match: Range<Int>, _ position: Int, _ atStart: Bool
    ) -> Bool {
        stack.removeAll(keepingCapacity: true)
        stack.append(.visit(place))
        while let pending = stack.popLast() {
            var place: Int
            switch pending {
            case .restore(let slot, let value):
                row[slot] = value
                continue
            case .visit(let visited):
                place = visited
            }
            way: while reached[place] != step {
                reached[place] = step
                switch program.code[place] {
                case .byte, .set, .any:
                    nextThreads.append(Thread(place: Int32(place), start: match.lowerBound))
                    nextSlots += row
                    break way
                case .jump(let distance):
                    place += Int(distance)
                case .split(let first, let second):
                    stack.append(.visit(place + Int(second)))
                    place += Int(first)
                case .save(let number):
                    let slot = Int(number) - 2
                    stack.append(.restore(slot: slot, value: row[slot]))
                    row[slot] = position
                    place += 1
                case .assert(let assertion):
                    guard holds(assertion, text, range, position, atStart) else { break way }
                    place += 1
                case .match:
                    if position == match.upperBound { return true }
                    break way
                }
            }
        }
        return false
    }
}
