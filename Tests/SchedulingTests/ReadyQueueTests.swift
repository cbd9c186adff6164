import Testing

@testable import Scheduling

@Suite struct ReadyQueueTests {
    private func queue(_ items: String) -> ReadyQueue<Character> {
        var queue = ReadyQueue<Character>()
        // Upper case may run anywhere, lower case only here.
        for item in items { queue.add(item, mayTravel: item.isUppercase) }
        return queue
    }

    @Test(arguments: [("aBcD", "aBcD"), ("AB", "AB"), ("ab", "ab"), ("", "")])
    func hereTakesAllInTheOrderOfArrival(items: String, expected: String) {
        var queue = queue(items)
        var taken = ""
        while let item = queue.nextForHere() { taken.append(item) }
        #expect(taken == expected)
        #expect(queue.isEmpty)
    }

    @Test(arguments: [("aBcD", "BD", "ac"), ("ab", "", "ab"), ("AB", "AB", "")])
    func hostsTakeOnlyWhatMayTravel(items: String, travelled: String, rest: String) {
        var queue = queue(items)
        var taken = ""
        while let item = queue.nextForHost() { taken.append(item) }
        #expect(taken == travelled)
        var stayed = ""
        while let item = queue.nextForHere() { stayed.append(item) }
        #expect(stayed == rest)
    }

    @Test func takersTakeTurns() {
        var queue = queue("AbCd")
        #expect(queue.nextForHost() == "A")
        #expect(queue.nextForHere() == "b")
        #expect(queue.nextForHere() == "C")
        #expect(queue.nextForHost() == nil)
        #expect(!queue.isEmpty)
        #expect(queue.nextForHere() == "d")
    }
}
