internal import Pkgsrc
internal import Text

/// What there is to tell of a resolution, one thing a line; what belongs to it stands indented below.
package func findings(_ resolution: Resolution) -> [String] {
    ResolutionText(resolution).lines
}

/// One line that counts.
package func summary(_ resolution: Resolution, _ states: PackageStates) -> String {
    var counts: [PackageStates.State: Int] = [:]
    for number in resolution.chosen { counts[states[number], default: 0] += 1 }
    let edges = resolution.chosen.reduce(0) { $0 + resolution.dependencies[$1].count }
    var text = "\(resolution.chosen.count) packages with \(edges) dependencies: \(counts[.open] ?? 0) can be built"
    for state in [PackageStates.State.skipped, .failed, .unresolved, .cyclic, .indirectSkipped, .indirectFailed] {
        if let count = counts[state] { text += ", \(count) \(state.rawValue)" }
    }
    return text
}

/// `a-1 -> b-2 -> a-1`
func cycleText(_ cycle: Resolution.Cycle, _ resolution: Resolution) -> String {
    chainText(cycle.chain + cycle.chain.prefix(1), resolution)
}

/// A chain with an arrow from each package to what it needs; of a long one its ends.
package func chainText(_ chain: [PackageNumber], _ resolution: Resolution) -> String {
    let most = 12
    var names = chain.map { shown(resolution.name($0)) }
    if names.count > most {
        let left = names.count - most
        names = names[..<(most / 2)] + ["(\(left) more)"] + names[(names.count - most / 2)...]
    }
    return names.joined(separator: " -> ")
}

private struct ResolutionText {
    private let resolution: Resolution
    private(set) var lines: [String] = []

    init(_ resolution: Resolution) {
        self.resolution = resolution
        for one in resolution.duplicates { lines.append(text(one)) }
        for one in resolution.misplaced { lines.append(text(one)) }
        if !resolution.missing.isEmpty { addMissing() }
        for one in resolution.cycles {
            var text = "circular dependency: \(cycleText(one, resolution))"
            if one.members.count > one.chain.count { text += " (\(one.members.count) packages need each other)" }
            lines.append(text + "; marked as failed")
        }
    }

    private func text(_ one: Resolution.Duplicate) -> String {
        let set = resolution.set
        let (first, other) = (set.location(one.first), set.location(one.other))
        return "\(shown(other.file)):\(other.line): \(called(one.other)) has the name of the package at "
            + "\(shown(first.file)):\(first.line) (\(shown(set.packages[one.first].path))), which is kept"
    }

    private func text(_ one: Resolution.Misplaced) -> String {
        "\(called(one.users[0]))\(others(one.users)): \(shown(one.word)) is satisfied by \(called(one.chosen))"
    }

    private mutating func addMissing() {
        var inhabitants: [Bytes: [PackageNumber]] = [:]
        for (number, package) in resolution.set.packages.enumerated() {
            inhabitants[package.path, default: []].append(number)
        }
        let dependants = Dependants(resolution.dependencies)
        for one in resolution.missing {
            let user = one.users[0]
            lines.append("nothing satisfies \(shown(one.word)), which \(called(user))\(others(one.users)) needs")
            if let mistake = one.mistake { lines.append("    \(mistake)") }
            if let path = one.entry?.path {
                let there = inhabitants[path.text] ?? []
                let names = there.prefix(4).map { shown(resolution.name($0)) }
                lines.append(
                    there.isEmpty
                        ? "    nothing was scanned in \(shown(path.text))"
                        : "    \(shown(path.text)) has \(names.joined(separator: ", "))\(there.count > 4 ? ", ..." : "")"
                )
            }
            let way = way(to: user, dependants)
            if way.count > 1 { lines.append("    needed by \(chainText(way, resolution))") }
        }
    }

    /// From a package that nothing needs, or at least from far, to this one.
    private func way(to number: PackageNumber, _ dependants: Dependants) -> [PackageNumber] {
        var way = [number]
        var known: Set = [number]
        while let last = way.last, let user = dependants[last].first(where: { !known.contains($0) }), way.count < 64 {
            way.append(user)
            known.insert(user)
        }
        return way.reversed()
    }

    private func called(_ number: PackageNumber) -> String {
        let package = resolution.set.packages[number]
        return shown(package.name.text) + (package.path.isEmpty ? "" : " (\(shown(package.path)))")
    }

    private func others(_ users: [PackageNumber]) -> String { users.count > 1 ? " and \(users.count - 1) more" : "" }
}
