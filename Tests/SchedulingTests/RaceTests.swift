import Scheduling
import Testing

@Suite struct RaceTests {
    private typealias Step = (Race.Runner, Race.Result)

    /// What ends how, in this order, and what is decided then.
    private static let courses: [([Step], [Race.Verdict])] = [
        ([(.first, .good)], [.won(.first)]),
        ([(.twin, .good)], [.won(.twin)]),
        ([(.first, .failed), (.twin, .good)], [.open, .won(.twin)]),
        ([(.twin, .failed), (.first, .good)], [.open, .won(.first)]),
        ([(.first, .failed), (.twin, .failed)], [.open, .failed(.first)]),
        ([(.twin, .failed), (.first, .failed)], [.open, .failed(.twin)]),
        ([(.first, .lost), (.twin, .good)], [.open, .won(.twin)]),
        ([(.first, .lost), (.twin, .failed)], [.open, .failed(.twin)]),
        ([(.first, .failed), (.twin, .lost)], [.open, .failed(.first)]),
        ([(.twin, .lost), (.first, .failed)], [.open, .failed(.first)]),
        ([(.first, .lost), (.twin, .lost)], [.open, .lost]),
    ]

    @Test(arguments: courses.indices) func verdicts(_ index: Int) {
        let (steps, expected) = Self.courses[index]
        var race = Race()
        #expect(steps.map { race.ended($0.0, $0.1) } == expected)
    }

    /// Seconds: since it began, expected there, expected elsewhere.
    @Test(
        arguments: [
            (0, 1, 1.1, nil, 1),
            // A slow machine, known from the start.
            (0, 10, 1, .slow, 10),
            (5, 10, 1, .slow, 5),
            (9.5, 10, 1, nil, 0.5),
            // The gain is too small to bother.
            (0, 0.3, 0.1, nil, 0.3),
            (0, 1.2, 1, nil, 1.2),
            // Later than expected, but not much.
            (1.9, 0.1, 0.05, nil, 0),
            (3, 2, 1, nil, 0),
            // Overdue, however long it takes elsewhere.
            (2, 0.1, 0.05, .overdue, 2),
            (5, 2, 9, .overdue, 5),
        ] as [(Double, Double, Double, Straggler.Reason?, Double)])
    func stragglers(
        _ elapsed: Double, _ expected: Double, _ elsewhere: Double, _ reason: Straggler.Reason?, _ rest: Double
    ) {
        func nanoseconds(_ seconds: Double) -> Int64 { Int64((seconds * 1e9).rounded()) }
        let straggler = Straggler(
            elapsed: nanoseconds(elapsed), expected: nanoseconds(expected), elsewhere: nanoseconds(elsewhere))
        #expect(straggler.reason == reason)
        #expect(straggler.rest == nanoseconds(rest))
    }

    @Test(
        arguments: [(0, 1), (1_999_999_999, 1), (0, 3_000_000_000), (5_000_000_000, 2_600_000_001)] as [(Int64, Int64)])
    func whenItIsOverdue(_ elapsed: Int64, _ expected: Int64) {
        let straggler = Straggler(elapsed: elapsed, expected: expected, elsewhere: expected)
        #expect(straggler.reason == nil && straggler.overdueIn > 0)
        func reason(after pause: Int64) -> Straggler.Reason? {
            Straggler(elapsed: elapsed + pause, expected: expected, elsewhere: expected).reason
        }
        #expect(reason(after: straggler.overdueIn) == .overdue && reason(after: straggler.overdueIn - 2) == nil)
    }

    @Test func noTimeIsTooLong() {
        #expect(Straggler(elapsed: .max, expected: .max, elsewhere: .max).reason == nil)
        #expect(Straggler(elapsed: .max, expected: 0, elsewhere: .max).reason == .overdue)
        #expect(Straggler(elapsed: 0, expected: .max, elsewhere: 0).reason == .slow)
    }
}
