import Testing

@testable import RemoteExecution

/// How many hosts fit into the limit of open files.
@Suite struct OpenFileBudgetTests {
    /// A system that lets a process have so many, and counts how often it was asked.
    private final class System {
        var questions = 0
        let limit: Int
        init(limit: Int) { self.limit = limit }

        func allow(_ count: Int) -> Int {
            questions += 1
            return min(count, limit)
        }
    }

    @Test func hostsFitUpToTheLimit() {
        let system = System(limit: 1024)
        var budget = OpenFileBudget(allow: system.allow)
        let admitted = (0..<1000).count { _ in budget.admit(slots: 2) }
        #expect(admitted == (1024 - 256) / OpenFileBudget.need(slots: 2))
        #expect(budget.used <= 1024)
    }

    @Test func oneThatDoesNotFitLeavesRoomForSmallerOnes() {
        let system = System(limit: 300)
        var budget = OpenFileBudget(allow: system.allow)
        let admitted = [1000, 1].map { budget.admit(slots: $0) }
        #expect(admitted == [false, true])
        #expect(budget.used == 256 + OpenFileBudget.need(slots: 1))
    }

    @Test func whatLeftMakesRoom() {
        let system = System(limit: 256 + OpenFileBudget.need(slots: 4))
        var budget = OpenFileBudget(allow: system.allow)
        let before = [4, 1].map { budget.admit(slots: $0) }
        #expect(before == [true, false])
        budget.release(slots: 4)
        let after = budget.admit(slots: 4)
        #expect(after)
    }

    @Test func aThousandHostsAskFewTimes() {
        let system = System(limit: 1 << 20)
        var budget = OpenFileBudget(allow: system.allow)
        let admitted = (0..<1000).count { _ in budget.admit(slots: 4) }
        #expect(admitted == 1000)
        #expect(system.questions < 12)
    }
}
