internal import TestSupport

/// Many trials from one seed.
package struct Campaign {
    package var seed: UInt64
    package var count: Int
    package var kinds: [Kind]
    /// Differences after which it gives up.
    package var limit = 5

    package init(seed: UInt64, count: Int, kinds: [Kind] = Kind.allCases) {
        self.seed = seed
        self.count = count
        self.kinds = kinds
    }

    package struct Difference: Sendable {
        package let seed: UInt64
        package let trial: Trial
        package let bmake: Bench.Outcome
        package let distmake: Bench.Outcome

        package var text: String {
            """
            ---- seed \(seed), \(trial.kind)
            \(trial.text)-- bmake, status \(bmake.status)
            \(bmake.output)-- distmake, status \(distmake.status)
            \(distmake.output)
            """
        }
    }

    /// The trial of one seed; a difference can be seen again by its seed and kind alone.
    package static func trial(_ kind: Kind, seed: UInt64) -> Trial {
        switch kind {
        case .expressions:
            var generator = LanguageGenerator(seed: seed)
            return generator.expressionTrial()
        case .conditions:
            var generator = LanguageGenerator(seed: seed)
            return generator.conditionTrial()
        case .directives:
            var generator = LanguageGenerator(seed: seed)
            return generator.directiveTrial()
        case .mistakes:
            var generator = LanguageGenerator(seed: seed)
            return generator.mistakeTrial()
        case .rules:
            var generator = RuleGenerator(random: Randomness(seed: seed))
            return generator.trial()
        case .suffixes:
            var generator = SuffixGenerator(random: Randomness(seed: seed))
            return generator.trial()
        }
    }

    /// - Parameter found: called for each difference, already minimised.
    package func run(on bench: Bench, found: (Difference) -> Void) throws -> Int {
        var differences = 0
        for index in 0..<count {
            let own = seed &+ UInt64(index)
            let trial = Self.trial(kinds[index % kinds.count], seed: own)
            let (bmake, distmake) = try bench.run(trial)
            guard KnownDifferences.isNew(trial, bmake, distmake) else { continue }
            let manner = (bmake.manner, distmake.manner)
            var minimiser = Minimiser { smaller in
                guard let (bmake, distmake) = try? bench.run(smaller) else { return false }
                return bmake.manner == manner.0 && distmake.manner == manner.1
                    && KnownDifferences.isNew(smaller, bmake, distmake)
            }
            let smallest = minimiser.minimise(trial)
            let outcomes = try bench.run(smallest)
            // What is not to be seen again was a matter of time.
            guard KnownDifferences.isNew(smallest, outcomes.bmake, outcomes.distmake) else { continue }
            differences += 1
            found(Difference(seed: own, trial: smallest, bmake: outcomes.bmake, distmake: outcomes.distmake))
            if differences >= limit { break }
        }
        return differences
    }
}

extension Bench.Outcome {
    /// How it ended: a smaller trial that ends in another way has another difference.
    fileprivate var manner: [Bool] {
        let signs = [
            "Fatal errors", "modifier", "Malformed", "Need an operator", "Invalid line", "open conditional", "Unclosed",
            "archive", "side", "comparison operator", "don't know", "Unassociated", "Inconsistent", "Unknown directive",
            "Zero byte", "*** ", "up to date", "warning", "Unfinished", "end of file",
        ]
        return [status == 0, status == 1] + signs.map(output.contains)
    }
}
