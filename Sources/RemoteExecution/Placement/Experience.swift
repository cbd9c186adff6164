internal import Platform

/// What a build has learned: how long recipes of each kind run, how fast machines are, and what it costs to send work away.
///
/// Pure: times are given to it. Kinds and machines are numbers, from 0 and dense. Means are taken of logarithms, so that a
/// recipe that takes ten times as long as usual counts as much as one that takes a tenth.
package struct Experience: Sendable {
    /// A mean in which each sample counts less the older it is; the first ones count alike.
    private struct Mean: Sendable {
        var value = 0.0
        var count = 0

        mutating func add(_ sample: Double, latest: Double) {
            count += 1
            value += (sample - value) * max(1 / Double(count), latest)
        }
    }

    private struct Machine: Sendable {
        /// The logarithm of its configured speed.
        var prior: Double
        /// How much faster than that it is, in logarithms.
        var surplus = Mean()
        /// Nanoseconds, as a logarithm.
        var overhead = Mean()
        /// Until something was measured.
        var firstGuess: Int64?
        /// The speed as it was last told.
        var told: Double

        var speed: Double { prior + surplus.value * Double(surplus.count) / (Double(surplus.count) + Experience.trust) }
    }

    /// How many samples are experience.
    private static let enough = 3
    /// How many recipes a configured speed outweighs.
    private static let trust = 8.0
    /// The weight of the latest sample.
    private static let latest = 0.15
    /// Changes of a speed below this ratio are noise.
    private static let noise = 1.25

    /// The work of a kind: the logarithm of nanoseconds on a machine of speed 1.
    private var kinds: [Mean] = []
    private var machines: [Machine] = []

    package init() {}

    /// One more machine, and its number.
    package mutating func addMachine(speed: Double) -> Int {
        let prior = log(max(speed, 0.001))
        machines.append(Machine(prior: prior, told: prior))
        return machines.count - 1
    }

    package mutating func addKind() -> Int {
        kinds.append(Mean())
        return kinds.count - 1
    }

    // MARK: Learning

    /// A recipe ran so long, its transfers not counted.
    package mutating func ran(kind: Int, on machine: Int, nanoseconds: Int64) {
        let time = log(Double(max(nanoseconds, 1000)))
        if kinds[kind].count > 0 {
            machines[machine].surplus.add(kinds[kind].value - time - machines[machine].prior, latest: Self.latest / 2)
        }
        kinds[kind].add(time + machines[machine].speed, latest: Self.latest)
    }

    /// To send a recipe to the machine and to fetch its results took so long, its run not counted.
    package mutating func cost(on machine: Int, nanoseconds: Int64) {
        machines[machine].overhead.add(log(Double(max(nanoseconds, 1000))), latest: Self.latest)
    }

    /// What that may take before it was measured.
    package mutating func guess(costOn machine: Int, nanoseconds: Int64) { machines[machine].firstGuess = nanoseconds }

    // MARK: Questions

    /// Nanoseconds that a recipe of the kind will run on the machine; nil if too few ran anywhere.
    package func expectedRun(of kind: Int, on machine: Int) -> Int64? {
        guard kinds[kind].count >= Self.enough else { return nil }
        return nanoseconds(kinds[kind].value - machines[machine].speed)
    }

    /// Nanoseconds that it costs to use the machine; nil if nothing is known.
    package func expectedCost(of machine: Int) -> Int64? {
        let overhead = machines[machine].overhead
        return overhead.count >= Self.enough ? nanoseconds(overhead.value) : machines[machine].firstGuess
    }

    package func speed(of machine: Int) -> Double { exp(machines[machine].speed) }

    /// The speed of a machine, if it has changed by more than noise since it was last asked for.
    package mutating func takeNews(of machine: Int) -> Double? {
        let speed = machines[machine].speed
        guard abs(speed - machines[machine].told) > log(Self.noise) else { return nil }
        machines[machine].told = speed
        return exp(speed)
    }

    private func nanoseconds(_ logarithm: Double) -> Int64 { Int64(min(exp(logarithm), 9e18)) }
}
