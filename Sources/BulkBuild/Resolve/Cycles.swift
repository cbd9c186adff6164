/// The groups of packages that need each other, each with a shortest way round (B12).
func findCycles(_ dependencies: [[PackageNumber]]) -> [Resolution.Cycle] {
    stronglyConnected(dependencies).map { members in
        Resolution.Cycle(chain: shortestCycle(members, dependencies), members: members)
    }
}

/// The groups in which each reaches each other: Tarjan's algorithm, with a stack of its own, since chains may be longer than a thread's stack is
/// deep. Groups and members are in the order of their numbers.
private func stronglyConnected(_ dependencies: [[PackageNumber]]) -> [[PackageNumber]] {
    var order = [Int](repeating: 0, count: dependencies.count)
    var low = order
    var isOpen = [Bool](repeating: false, count: dependencies.count)
    var open: [PackageNumber] = []
    var groups: [[PackageNumber]] = []
    var counter = 0
    var way: [(number: PackageNumber, next: Int)] = []

    func enter(_ number: PackageNumber) {
        counter += 1
        (order[number], low[number], isOpen[number]) = (counter, counter, true)
        open.append(number)
        way.append((number, 0))
    }
    for start in dependencies.indices where order[start] == 0 && !dependencies[start].isEmpty {
        enter(start)
        while let (number, next) = way.last {
            if next < dependencies[number].count {
                way[way.count - 1].next += 1
                let other = dependencies[number][next]
                if order[other] == 0 {
                    enter(other)
                } else if isOpen[other] {
                    low[number] = min(low[number], order[other])
                }
                continue
            }
            way.removeLast()
            if let above = way.last?.number { low[above] = min(low[above], low[number]) }
            guard low[number] == order[number], let place = open.lastIndex(of: number) else { continue }
            let group = open[place...]
            for member in group { isOpen[member] = false }
            if group.count > 1 || dependencies[number].contains(number) { groups.append(group.sorted()) }
            open.removeSubrange(place...)
        }
    }
    return groups.sorted { $0[0] < $1[0] }
}

/// So many edges are looked at for the shortest way round; in a group for which that is not enough it is the shortest that was found.
private let mostSteps = 2_000_000

/// A shortest way round in a group, beginning with its smallest member.
private func shortestCycle(_ members: [PackageNumber], _ dependencies: [[PackageNumber]]) -> [PackageNumber] {
    let group = Set(members)
    var best: [PackageNumber] = []
    var steps = 0
    for start in members {
        var cameFrom: [PackageNumber: PackageNumber] = [start: start]
        var front = [start]
        var length = 0
        search: while !front.isEmpty, best.isEmpty || length + 1 < best.count {
            var nextFront: [PackageNumber] = []
            for number in front {
                for other in dependencies[number] {
                    steps += 1
                    if other == start {
                        best = wayBack(number, start, cameFrom)
                        break search
                    }
                    if cameFrom[other] == nil, group.contains(other) {
                        cameFrom[other] = number
                        nextFront.append(other)
                    }
                }
            }
            front = nextFront
            length += 1
        }
        if best.count == 1 || (steps > mostSteps && !best.isEmpty) { break }
    }
    guard let smallest = best.indices.min(by: { best[$0] < best[$1] }) else { return members }
    return Array(best[smallest...] + best[..<smallest])
}

private func wayBack(
    _ last: PackageNumber, _ start: PackageNumber, _ cameFrom: [PackageNumber: PackageNumber]
) -> [PackageNumber] {
    var way = [last]
    while let end = way.last, end != start, let before = cameFrom[end] { way.append(before) }
    return way.reversed()
}
