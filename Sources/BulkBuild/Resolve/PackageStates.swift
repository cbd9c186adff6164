internal import Pkgsrc

/// What is known of packages before anything is built: which cannot be, and because of what.
package struct PackageStates: Sendable {
    package enum State: String, Sendable {
        case open
        case skipped
        case failed
        case unresolved
        case cyclic
        case indirectSkipped = "indirect-skipped"
        case indirectFailed = "indirect-failed"

        /// Whether the reason is in the package itself.
        package var isCause: Bool { self != .open && self != .indirectSkipped && self != .indirectFailed }
    }

    package private(set) var states: [State]
    /// The dependency because of which a package cannot be built.
    private var because: [PackageNumber?]

    /// Each package and each dependency is looked at once (B13).
    package init(_ resolution: Resolution) {
        let packages = resolution.set.packages
        states = [State](repeating: .open, count: packages.count)
        because = [PackageNumber?](repeating: nil, count: packages.count)
        for number in resolution.chosen {
            if packages[number].isSkipped {
                states[number] = .skipped
            } else if packages[number].isFailed {
                states[number] = .failed
            } else if resolution.isUnresolved[number] {
                states[number] = .unresolved
            }
        }
        for member in resolution.cycles.flatMap(\.members) where states[member] == .open { states[member] = .cyclic }

        let dependants = Dependants(resolution.dependencies)
        // Failures first: who depends on both failed.
        var front = resolution.chosen.filter { states[$0].isCause && states[$0] != .skipped }
        front += resolution.chosen.filter { states[$0] == .skipped }
        var next = 0
        while next < front.count {
            let number = front[next]
            next += 1
            let isSkip = states[number] == .skipped || states[number] == .indirectSkipped
            for user in dependants[number] where states[user] == .open {
                states[user] = isSkip ? .indirectSkipped : .indirectFailed
                because[user] = number
                front.append(user)
            }
        }
    }

    package subscript(number: PackageNumber) -> State { states[number] }

    /// The way from a package that cannot be built to the cause, both included; the package alone if it is the cause.
    package func chain(_ number: PackageNumber) -> [PackageNumber] {
        var way = [number]
        while let last = way.last, let next = because[last] { way.append(next) }
        return way
    }

    /// Every cause of a package that cannot be built, nearest first.
    package func causes(_ number: PackageNumber, _ resolution: Resolution) -> [PackageNumber] {
        var known: Set<PackageNumber> = [number]
        var front = [number]
        var causes: [PackageNumber] = []
        var next = 0
        while next < front.count {
            let one = front[next]
            next += 1
            if states[one].isCause {
                causes.append(one)
                continue
            }
            for other in resolution.dependencies[one] where states[other] != .open && known.insert(other).inserted {
                front.append(other)
            }
        }
        return causes
    }
}

/// Who needs each package: the dependencies the other way round, in one array.
package struct Dependants: Sendable {
    private var starts: [Int]
    private var users: [PackageNumber]

    package init(_ dependencies: [[PackageNumber]]) {
        starts = [Int](repeating: 0, count: dependencies.count + 1)
        for needed in dependencies { for other in needed { starts[other + 1] += 1 } }
        for index in dependencies.indices { starts[index + 1] += starts[index] }
        users = [PackageNumber](repeating: 0, count: starts[dependencies.count])
        var places = starts
        for (user, needed) in dependencies.enumerated() {
            for other in needed {
                users[places[other]] = user
                places[other] += 1
            }
        }
    }

    package subscript(number: PackageNumber) -> ArraySlice<PackageNumber> { users[starts[number]..<starts[number + 1]] }
}

/// Why a package can or cannot be built: its state, and each cause with the way to it.
package func whyText(_ number: PackageNumber, _ resolution: Resolution, _ states: PackageStates) -> String {
    func own(_ number: PackageNumber) -> String {
        switch states[number] {
        case .skipped: "is to be skipped (PKG_SKIP_REASON)"
        case .failed: "is known to fail (PKG_FAIL_REASON)"
        case .unresolved: "has a dependency that nothing satisfies"
        case .cyclic: "needs itself"
        case .open: "can be built"
        case .indirectSkipped, .indirectFailed: "cannot be built"
        }
    }
    var text = "\(shown(resolution.name(number))) \(own(number))\n"
    guard states[number] != .open, !states[number].isCause else { return text }
    text += "    \(chainText(states.chain(number), resolution))\n"
    for cause in states.causes(number, resolution) { text += "    \(shown(resolution.name(cause))) \(own(cause))\n" }
    return text
}
