import RemoteExecution
import Testing

/// What is learned from times that the test gives.
@Suite struct ExperienceTests {
    private static let millisecond: Int64 = 1_000_000

    private func isAbout(_ found: Int64?, _ milliseconds: Double, by part: Double = 0.01) -> Bool {
        guard let found else { return false }
        return abs(Double(found) / 1e6 - milliseconds) <= milliseconds * part
    }

    @Test func nothingIsExpectedOfTooFew() {
        var experience = Experience()
        let here = experience.addMachine(speed: 1)
        let kind = experience.addKind()
        for _ in 1...2 { experience.ran(kind: kind, on: here, nanoseconds: 5 * Self.millisecond) }
        #expect(experience.expectedRun(of: kind, on: here) == nil)
        experience.ran(kind: kind, on: here, nanoseconds: 5 * Self.millisecond)
        #expect(isAbout(experience.expectedRun(of: kind, on: here), 5))
        let other = experience.addKind()
        #expect(experience.expectedRun(of: other, on: here) == nil)
    }

    @Test func theCostOfAHostIsGuessedThenMeasured() {
        var experience = Experience()
        let host = experience.addMachine(speed: 1)
        #expect(experience.expectedCost(of: host) == nil)
        experience.guess(costOn: host, nanoseconds: 40 * Self.millisecond)
        #expect(experience.expectedCost(of: host) == 40 * Self.millisecond)
        for _ in 1...3 { experience.cost(on: host, nanoseconds: 25 * Self.millisecond) }
        #expect(isAbout(experience.expectedCost(of: host), 25))
        // The latest counts more than the oldest.
        for _ in 1...30 { experience.cost(on: host, nanoseconds: 100 * Self.millisecond) }
        #expect(isAbout(experience.expectedCost(of: host), 100, by: 0.05))
    }

    /// Two kinds of recipes on two hosts, one of which is three times as fast.
    @Test func aFastHostIsFound() {
        var experience = Experience()
        let (slow, fast) = (experience.addMachine(speed: 1), experience.addMachine(speed: 1))
        let (short, long) = (experience.addKind(), experience.addKind())
        for _ in 1...60 {
            for (kind, time) in [(short, 30), (long, 900)] as [(Int, Int64)] {
                experience.ran(kind: kind, on: slow, nanoseconds: time * Self.millisecond)
                experience.ran(kind: kind, on: fast, nanoseconds: time * Self.millisecond / 3)
            }
        }
        let ratio = experience.speed(of: fast) / experience.speed(of: slow)
        #expect(ratio > 2.5 && ratio < 3.2, "\(ratio)")
        #expect(isAbout(experience.expectedRun(of: long, on: slow), 900, by: 0.15))
        #expect(isAbout(experience.expectedRun(of: long, on: fast), 300, by: 0.15))
        #expect(experience.takeNews(of: fast) != nil)
        #expect(experience.takeNews(of: fast) == nil, "it is told once")
    }

    @Test func aConfiguredSpeedThatIsRightIsKept() {
        var experience = Experience()
        let (slow, fast) = (experience.addMachine(speed: 0.5), experience.addMachine(speed: 2))
        let kind = experience.addKind()
        for _ in 1...50 {
            experience.ran(kind: kind, on: slow, nanoseconds: 80 * Self.millisecond)
            experience.ran(kind: kind, on: fast, nanoseconds: 20 * Self.millisecond)
        }
        #expect(abs(experience.speed(of: slow) - 0.5) < 0.01 && abs(experience.speed(of: fast) - 2) < 0.04)
        #expect(experience.takeNews(of: slow) == nil && experience.takeNews(of: fast) == nil)
    }

    /// Recipes of one kind differ; hosts that are equal stay equal.
    @Test func noiseIsNoNews() {
        var experience = Experience()
        let machines = (0..<4).map { _ in experience.addMachine(speed: 1) }
        let kind = experience.addKind()
        var state: UInt64 = 7
        for round in 0..<400 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let time = 50 + Int64(state >> 33) % 50
            experience.ran(kind: kind, on: machines[round % 4], nanoseconds: time * Self.millisecond)
            for machine in machines { #expect(experience.takeNews(of: machine) == nil) }
        }
    }

    @Test func nonsenseIsTaken() {
        var experience = Experience()
        let host = experience.addMachine(speed: 0)
        let kind = experience.addKind()
        for time in [0, -5, Int64.max, 1] as [Int64] {
            experience.ran(kind: kind, on: host, nanoseconds: time)
            experience.cost(on: host, nanoseconds: time)
        }
        #expect(experience.expectedRun(of: kind, on: host).map { $0 > 0 } == true)
        #expect(experience.expectedCost(of: host).map { $0 > 0 } == true)
    }
}
