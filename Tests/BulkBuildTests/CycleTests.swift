import Testing
import Text

@testable import BulkBuild

@Suite struct CycleTests {
    @Test func aCycleIsToldAndSurvived() throws {
        let scan = try Scan(
            """
            app-1.0 x/app a-0>=1:../../x/a
            a-0-1 x/a b-0>=1:../../x/b
            b-0-1 x/b c-0>=1:../../x/c a-0>=1:../../x/a
            c-0-1 x/c a-0>=1:../../x/a
            free-1.0 x/free
            """)
        #expect(scan.resolution.cycles.map(\.chain) == [[1, 2]])
        #expect(scan.resolution.cycles.map(\.members) == [[1, 2, 3]])
        #expect(
            findings(scan.resolution)
                == ["circular dependency: a-0-1 -> b-0-1 -> a-0-1 (3 packages need each other); marked as failed"])
        #expect(
            ["app-1.0", "a-0-1", "c-0-1", "free-1.0"].map(scan.state) == [.indirectFailed, .cyclic, .cyclic, .open])
        let written = try scan.output()
        #expect(written.matches(of: #/PKG_FAIL_REASON="circular dependency: a-0-1 -> b-0-1 -> a-0-1"\n/#).count == 3)
        #expect(written.contains("DEPENDS=c-0-1 a-0-1\n"))
    }

    @Test func oneMayNeedItself() throws {
        let scan = try Scan("self-1.0 x/self self-[0-9]*:../../x/self !fail")
        #expect(scan.resolution.cycles.map(\.chain) == [[0]])
        #expect(try scan.output().contains("PKG_FAIL_REASON=\"no\" \"circular dependency: self-1.0 -> self-1.0\"\n"))
    }

    @Test(arguments: [1_000, 100_000])
    func ringsAreFoundWithoutAStack(_ count: Int) {
        let ring = (0..<count).map { [($0 + 1) % count] }
        let cycles = findCycles(ring)
        #expect(cycles.count == 1)
        #expect(cycles.first?.chain.count == count)
    }

    /// The shortest way round any member, found by trying all lengths of ways.
    @Test func shortestCyclesOfRandomGraphs() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<400 {
            let count = Int.random(in: 1...8, using: &random)
            let graph = (0..<count).map { _ in
                (0..<count).filter { _ in Int.random(in: 0..<5, using: &random) == 0 }
            }
            // reach[i][j]: the fewest steps from i to j.
            var reach = [[Int]](repeating: [Int](repeating: 99, count: count), count: count)
            for (from, needed) in graph.enumerated() { for to in needed { reach[from][to] = 1 } }
            for k in 0..<count {
                for i in 0..<count { for j in 0..<count { reach[i][j] = min(reach[i][j], reach[i][k] + reach[k][j]) } }
            }
            let cycles = findCycles(graph)
            #expect(Set(cycles.flatMap(\.members)) == Set((0..<count).filter { reach[$0][$0] < 99 }))
            for cycle in cycles {
                #expect(cycle.chain.count == cycle.members.map { reach[$0][$0] }.min())
                for (place, number) in cycle.chain.enumerated() {
                    #expect(graph[number].contains(cycle.chain[(place + 1) % cycle.chain.count]))
                }
            }
        }
    }
}
