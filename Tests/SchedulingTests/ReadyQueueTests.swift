import Testing

@testable import Scheduling

@Suite struct ReadyQueueTests {
    private func queue(_ items: String) -> ReadyQueue<Character> {
        var queue = ReadyQueue<Character>()
        // Upper case may run anywhere, lower case only here.
        for item in items { queue.add(item, for: item.isUppercase ? 0 : nil) }
        return queue
    }

    @Test(arguments: [("aBcD", "aBcD"), ("AB", "AB"), ("ab", "ab"), ("", "")])
    func hereTakesAllInTheOrderOfArrival(items: String, expected: String) {
        var queue = queue(items)
        var taken = ""
        while let (item, _) = queue.nextForHere() { taken.append(item) }
        #expect(taken == expected)
        #expect(queue.isEmpty)
    }

    @Test(arguments: [("aBcD", "BD", "ac"), ("ab", "", "ab"), ("AB", "AB", "")])
    func hostsTakeOnlyWhatMayTravel(items: String, travelled: String, rest: String) {
        var queue = queue(items)
        var taken = ""
        while let (item, _) = queue.nextForHost(where: { _ in true }) { taken.append(item) }
        #expect(taken == travelled)
        var stayed = ""
        while let (item, _) = queue.nextForHere() { stayed.append(item) }
        #expect(stayed == rest)
    }

    @Test func takersTakeTurns() {
        var queue = queue("AbCd")
        #expect(queue.nextForHost(where: { _ in true })?.item == "A")
        #expect(queue.nextForHere()?.item == "b")
        #expect(queue.nextForHere()?.item == "C")
        #expect(queue.nextForHost(where: { _ in true })?.item == nil)
        #expect(!queue.isEmpty)
        #expect(queue.nextForHere()?.item == "d")
    }

    @Test func demandsStandInLinesOfTheirOwn() {
        var queue = ReadyQueue<String>()
        for (item, demand) in [("a", 1), ("b", nil), ("c", 0), ("d", 1), ("e", 2), ("f", 0)] as [(String, Int?)] {
            queue.add(item, for: demand)
        }
        #expect(queue.stayingCount == 1 && queue.travellingCount == 5 && queue.upcoming(3).map(\.demand) == [1, 0, 1])
        #expect(
            queue.upcoming(3).map(\.item) == ["a", "c", "d"]
                && queue.upcoming(9).map(\.item) == ["a", "c", "d", "e", "f"])
        // Only hosts that meet demand 0 or 2 have room.
        let first = queue.nextForHost { $0 != 1 }
        #expect(first?.item == "c" && first?.demand == 0)
        let second = queue.nextForHost { $0 != 1 }
        #expect(second?.item == "e" && second?.demand == 2)
        let here = queue.nextForHere()
        #expect(here?.item == "a" && here?.demand == 1)
        #expect(queue.nextForHost { $0 == 2 } == nil)
        #expect(queue.nextForHere()?.item == "b")
        #expect(queue.nextForHost { _ in true }?.item == "d")
        #expect(queue.nextForHost { _ in true }?.item == "f")
        #expect(queue.isEmpty && queue.upcoming(3).map(\.item) == [])
    }
}
