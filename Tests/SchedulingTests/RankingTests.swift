import Testing

@testable import Scheduling

@Suite struct RankedQueueTests {
    @Test func highestRankFirstThenTheFirstToCome() {
        var queue = RankedQueue<String>()
        for (item, rank) in [("a", 1), ("b", 3), ("c", 2), ("d", 3), ("e", 1)] {
            queue.add(item, rank: Int64(rank), for: nil)
        }
        var found: [String] = []
        while let (next, _) = queue.nextForHere() { found.append(next) }
        #expect(found == ["b", "d", "c", "a", "e"])
        #expect(queue.isEmpty)
    }

    @Test func whatMayTravelIsTakenFromBothSides() {
        var queue = RankedQueue<String>()
        queue.add("here", rank: 5, for: nil)
        queue.add("there", rank: 9, for: 0)
        queue.add("there2", rank: 5, for: 0)
        #expect(queue.nextForHere()?.item == "there")
        #expect(queue.nextForHost(where: { _ in true })?.item == "there2")
        #expect(queue.nextForHost(where: { _ in true })?.item == nil)
        #expect(!queue.isEmpty)
        #expect(queue.nextForHere()?.item == "here")
        #expect(queue.nextForHere()?.item == nil)
    }

    @Test func theHighestRankOfTheLinesWithRoom() {
        var queue = RankedQueue<String>()
        for (item, rank, demand) in [("a", 1, 0), ("b", 5, 1), ("c", 7, 2), ("d", 4, 1)] {
            queue.add(item, rank: Int64(rank), for: demand)
        }
        #expect(queue.upcoming(2).map(\.item) == ["c", "b"])
        #expect(queue.nextForHost { $0 < 2 }?.item == "b")
        #expect(queue.nextForHost { $0 == 0 }?.item == "a")
        let here = queue.nextForHere()
        #expect(here?.item == "c" && here?.demand == 2)
    }

    /// Against sorting.
    @Test func anyOrder() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let ranks = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                Int64.random(in: 0...9, using: &generator)
            }
            var queue = RankedQueue<Int>()
            for (item, rank) in ranks.enumerated() { queue.add(item, rank: rank, for: item % 3 == 0 ? item % 2 : nil) }
            var found: [Int] = []
            while let (next, _) = queue.nextForHere() { found.append(next) }
            #expect(found == ranks.indices.sorted { (-ranks[$0], $0) < (-ranks[$1], $1) })
        }
    }
}

@Suite struct CriticalPathTests {
    private func ranks(_ durations: [Int64], _ dependents: [[Int]]) -> [Int64] {
        var path = CriticalPath()
        return durations.indices.map { item in
            path.rank(of: item, duration: { durations[$0] }, dependents: { dependents[$0] })
        }
    }

    @Test(
        arguments: [
            ([5], [[]], [5]),
            ([5, 3, 1], [[1], [2], []], [9, 4, 1]),
            ([1, 10, 2, 1], [[1, 2], [3], [3], []], [12, 11, 3, 1]),
            // In a circle each counts once.
            ([1, 2, 4], [[1], [2], [0]], [7, 6, 4]),
            ([3], [[0]], [3]),
            ([-5, .max, .max], [[1], [2], []], [.max, .max, .max]),
        ] as [([Int64], [[Int]], [Int64])])
    func ranks(_ durations: [Int64], _ dependents: [[Int]], _ expected: [Int64]) {
        #expect(ranks(durations, dependents) == expected)
    }

    /// Against the plain definition, on graphs without circles.
    @Test func anyGraph() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let count = Int.random(in: 1...12, using: &generator)
            let durations = (0..<count).map { _ in Int64.random(in: 0...9, using: &generator) }
            let dependents = (0..<count).map { item in
                ((item + 1)..<max(count, item + 1)).filter { _ in Int.random(in: 0..<3, using: &generator) == 0 }
            }
            func longest(_ item: Int) -> Int64 { durations[item] + (dependents[item].map(longest).max() ?? 0) }
            #expect(ranks(durations, dependents) == durations.indices.map(longest))
        }
    }

    @Test func aLongChain() {
        var path = CriticalPath()
        let rank = path.rank(of: 0, duration: { _ in 1 }, dependents: { $0 < 200_000 ? [$0 + 1] : [] })
        #expect(rank == 200_001)
    }
}
