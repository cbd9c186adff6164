internal import Pkgsrc
internal import Text

/// Chooses packages for the dependencies of packages by pbulk's rules (bulk-building.md 2.3).
///
/// A dependency that one of the packages chosen before for the same package satisfies needs no other. Else it takes, of all packages that match
/// its pattern, the one with the highest version, whatever its name and wherever it is. Each distinct dependency is looked up once.
package struct Resolver {
    private let set: PackageSet
    private let ties: TieBreak
    private let bareNames: Bool
    private var resolution: Resolution
    private let candidates: Candidates
    private let numbers: [Bytes: PackageNumber]
    /// For each distinct word of ALL_DEPENDS, as soon as somebody asked.
    private var answers: [Answer]
    /// What matches, for all answers behind each other.
    private var matches: [PackageNumber] = []
    private var misplaced: [UInt32: Int] = [:]
    private var missing: [Bytes: Int] = [:]
    /// The last package for which each was chosen.
    private var chosenFor: [PackageNumber]

    /// Numbers only, since there is one for each word and it is looked at for each use.
    private struct Answer {
        var isKnown = false
        var matches = 0..<0
        var best: PackageNumber = -1
        /// Whether the best is in another place than the word says.
        var isMisplaced = false
    }

    /// - Parameters:
    ///   - spares: the first file of the set whose packages are taken only where something needs them; nil if there is none.
    package static func resolve(
        _ set: PackageSet, spares: Int? = nil, ties: TieBreak = .largerName, bareNames: Bool = false
    ) -> Resolution {
        var resolver = Resolver(set, ties, bareNames)
        resolver.resolveAll(spares ?? Int.max)
        resolver.resolution.cycles = findCycles(resolver.resolution.dependencies)
        return resolver.resolution
    }

    private init(_ set: PackageSet, _ ties: TieBreak, _ bareNames: Bool) {
        (self.set, self.ties, self.bareNames) = (set, ties, bareNames)
        resolution = Resolution(set)
        var first: [Bytes: PackageNumber] = [:]
        first.reserveCapacity(set.packages.count)
        var distinct: [PackageNumber] = []
        for (number, package) in set.packages.enumerated() {
            if let known = first[package.name.text] {
                // What a spare file has besides is no surprise.
                if set.packages[known].source == package.source {
                    resolution.duplicates.append(Resolution.Duplicate(first: known, other: number))
                }
            } else {
                first[package.name.text] = number
                distinct.append(number)
            }
        }
        candidates = Candidates(distinct, of: set)
        numbers = first
        answers = [Answer](repeating: Answer(), count: set.words.count)
        chosenFor = [PackageNumber](repeating: -1, count: set.packages.count)
    }

    private mutating func resolveAll(_ firstSpare: Int) {
        var isChosen = [Bool](repeating: false, count: set.packages.count)
        var pending: [PackageNumber] = []
        for (number, package) in set.packages.enumerated().reversed()
        where package.source < firstSpare && numbers[package.name.text] == number {
            pending.append(number)
            isChosen[number] = true
        }
        while let number = pending.popLast() {
            let needed = resolve(number)
            resolution.dependencies[number] = needed
            for other in needed where !isChosen[other] {
                isChosen[other] = true
                pending.append(other)
            }
        }
        resolution.chosen = set.packages.indices.filter { isChosen[$0] }
    }

    private mutating func resolve(_ number: PackageNumber) -> [PackageNumber] {
        let package = set.packages[number]
        if let names = package.resolved { return known(names, number) }
        var needed: [PackageNumber] = []
        for word in set.entries[package.entries] {
            let answer = answer(word)
            if answer.matches.contains(where: { chosenFor[matches[$0]] == number }) { continue }
            guard answer.best >= 0 else {
                note(missing: set.word(word), number)
                continue
            }
            chosenFor[answer.best] = number
            needed.append(answer.best)
            if answer.isMisplaced { note(misplaced: word, answer.best, number) }
        }
        return resolution.isUnresolved[number] ? [] : needed
    }

    /// The packages of a record that was resolved before.
    private mutating func known(_ names: [Bytes], _ user: PackageNumber) -> [PackageNumber] {
        var needed: [PackageNumber] = []
        for name in names {
            if let number = numbers[name] {
                needed.append(number)
            } else {
                note(missing: name, user)
            }
        }
        return resolution.isUnresolved[user] ? [] : needed
    }

    private mutating func answer(_ word: UInt32) -> Answer {
        if !answers[Int(word)].isKnown { answers[Int(word)] = lookUp(set.word(word)) }
        return answers[Int(word)]
    }

    private mutating func lookUp(_ word: Bytes) -> Answer {
        var answer = Answer(isKnown: true)
        guard let entry = DependencyEntry(word) else { return answer }
        let found = candidates.matching(PackagePattern(entry.pattern, bareNames: bareNames))
        guard var best = found.first else { return answer }
        // They stand in the order of their names.
        for number in found.dropFirst() {
            let (old, new) = (set.packages[best].name.version, set.packages[number].name.version)
            if old < new || (old == new && ties == .largerName) { best = number }
        }
        answer.matches = matches.count..<(matches.count + found.count)
        matches += found
        answer.best = best
        let path = set.packages[best].path
        answer.isMisplaced = !path.isEmpty && path != entry.path.text
        return answer
    }

    private mutating func note(misplaced word: UInt32, _ chosen: PackageNumber, _ user: PackageNumber) {
        if let place = misplaced[word] {
            resolution.misplaced[place].users.append(user)
        } else {
            misplaced[word] = resolution.misplaced.count
            resolution.misplaced.append(Resolution.Misplaced(word: set.word(word), chosen: chosen, users: [user]))
        }
    }

    /// - Parameter word: of ALL_DEPENDS, or a name of DEPENDS.
    private mutating func note(missing word: Bytes, _ user: PackageNumber) {
        resolution.isUnresolved[user] = true
        if let place = missing[word] {
            if resolution.missing[place].users.last != user { resolution.missing[place].users.append(user) }
            return
        }
        missing[word] = resolution.missing.count
        let entry = DependencyEntry(word)
        let mistake: String? =
            if let entry {
                PackagePattern(entry.pattern).mistake
            } else if set.packages[user].resolved == nil {
                "it is not written pattern:../../category/directory"
            } else {
                nil
            }
        resolution.missing.append(Resolution.Missing(word: word, entry: entry, mistake: mistake, users: [user]))
    }
}
