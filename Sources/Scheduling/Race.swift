/// Two copies of one action on two machines: the first good result counts. Pure.
///
///     racing ──┬─ good result of one ──> won: the other is cancelled, its result discarded
///              ├─ failure of one ──────> waits for the other; two failures are a failure, told once
///              └─ loss of one ─────────> alone again
package struct Race: Sendable {
    package enum Runner: Sendable {
        case first
        case twin

        package var other: Runner { self == .first ? .twin : .first }
    }

    package enum Result: Sendable {
        /// Status 0, and all outputs.
        case good
        case failed
        /// Nobody knows how it ended.
        case lost
    }

    package enum Verdict: Equatable, Sendable {
        /// Nothing is decided before the other one ends.
        case open
        /// Its result counts; the other one is to be cancelled, if it still runs.
        case won(Runner)
        /// There is no good result; what this one said is told.
        case failed(Runner)
        case lost
    }

    private var results: [Runner: Result] = [:]

    package init() {}

    /// One of them ended; to be told once for each, and not after the race is won.
    package mutating func ended(_ runner: Runner, _ result: Result) -> Verdict {
        results[runner] = result
        if result == .good { return .won(runner) }
        guard let other = results[runner.other] else { return .open }
        // The failure that came first, if there are two.
        if other == .failed { return .failed(runner.other) }
        return result == .failed ? .failed(runner) : .lost
    }
}

/// An action that still runs at the end of a build, and whether a second copy of it would be done sooner. Pure.
///
/// Times are nanoseconds.
package struct Straggler: Sendable {
    package enum Reason: Equatable, Sendable {
        /// It runs for so much longer than it should that something is wrong.
        case overdue
        /// The other machine would have it done before.
        case slow
    }

    /// Since it was given to its machine.
    package var elapsed: Int64
    /// How long it is expected to take there, with its transfers.
    package var expected: Int64
    /// How long it would take from the start on the other machine, with its transfers.
    package var elsewhere: Int64

    /// Shorter delays are no reason.
    package static let shortestOverdue: Int64 = 2_000_000_000
    package static let shortestGain: Int64 = 250_000_000

    package init(elapsed: Int64, expected: Int64, elsewhere: Int64) {
        (self.elapsed, self.expected, self.elsewhere) = (elapsed, expected, elsewhere)
    }

    /// How long it is expected to run on; what is overdue has as much before it as behind it.
    package var rest: Int64 { isOverdue ? elapsed : max(expected - elapsed, 0) }

    private var isOverdue: Bool { elapsed >= Self.shortestOverdue && elapsed / 2 > expected }

    /// How long it takes until it is overdue; 0 if it is.
    package var overdueIn: Int64 {
        guard !isOverdue else { return 0 }
        let (twice, isTooLarge) = expected.multipliedReportingOverflow(by: 2)
        return isTooLarge ? .max : max(Self.shortestOverdue, twice + 2) - elapsed
    }

    /// Nil: it is better left alone.
    package var reason: Reason? {
        if isOverdue { return .overdue }
        return rest > elsewhere && rest - elsewhere >= Self.shortestGain ? .slow : nil
    }
}
