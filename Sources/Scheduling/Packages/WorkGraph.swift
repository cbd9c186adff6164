/// Which pieces of work wait for which, as dense numbers. Pure.
package struct WorkGraph: Sendable {
    package let count: Int
    /// Those that wait for piece `i` stand from `starts[i]` to `starts[i + 1]`.
    private let starts: [Int32]
    private let targets: [Int32]
    /// For how many pieces each one waits.
    package let dependencyCounts: [Int32]

    /// - Parameter edges: each only once; numbers from 0 to `count`.
    package init(count: Int, edges: [(dependency: Int, dependent: Int)]) {
        self.count = count
        var starts = [Int32](repeating: 0, count: count + 1)
        var counts = [Int32](repeating: 0, count: count)
        for edge in edges {
            starts[edge.dependency + 1] += 1
            counts[edge.dependent] += 1
        }
        for index in 0..<count { starts[index + 1] += starts[index] }
        var next = starts
        var targets = [Int32](repeating: 0, count: edges.count)
        for edge in edges {
            targets[Int(next[edge.dependency])] = Int32(edge.dependent)
            next[edge.dependency] += 1
        }
        self.starts = starts
        self.targets = targets
        dependencyCounts = counts
    }

    package func dependents(of item: Int) -> ArraySlice<Int32> { targets[Int(starts[item])..<Int(starts[item + 1])] }

    /// Each behind what it waits for; members of circles, and what waits for them, are missing.
    package func order() -> [Int] {
        var waiting = dependencyCounts
        var order: [Int] = []
        order.reserveCapacity(count)
        for item in 0..<count where waiting[item] == 0 { order.append(item) }
        var next = 0
        while next < order.count {
            for dependent in dependents(of: order[next]) {
                waiting[Int(dependent)] -= 1
                if waiting[Int(dependent)] == 0 { order.append(Int(dependent)) }
            }
            next += 1
        }
        return order
    }

    /// For each piece, how long it takes at least from its begin until all that waits for it is done.
    package func criticalPaths(_ durations: [Int64]) -> [Int64] {
        var paths = durations
        for item in order().reversed() {
            var longest: Int64 = 0
            for dependent in dependents(of: item) { longest = max(longest, paths[Int(dependent)]) }
            paths[item] = durations[item] &+ longest
        }
        return paths
    }

    /// How many pieces wait for each, directly or not.
    package func dependantCounts() -> [Int64] {
        var counts = [Int64](repeating: 0, count: count)
        let order = order()
        // Sixty-four pieces at a time: who of them is reached from where.
        var start = 0
        while start < count {
            var reached = [UInt64](repeating: 0, count: count)
            for item in order.reversed() {
                var mask: UInt64 = 0
                for dependent in dependents(of: item) {
                    let number = Int(dependent)
                    mask |= reached[number]
                    if number >= start, number < start + 64 { mask |= 1 << UInt64(number - start) }
                }
                reached[item] = mask
                counts[item] += Int64(mask.nonzeroBitCount)
            }
            start += 64
        }
        return counts
    }

    /// All that waits for one piece, directly or not, each once.
    package func everythingBehind(_ item: Int, unless isKnown: (Int) -> Bool) -> [Int] {
        var found: [Int] = []
        var seen: Set<Int> = []
        var next = [item]
        while let item = next.popLast() {
            for dependent in dependents(of: item) {
                let number = Int(dependent)
                if isKnown(number) || !seen.insert(number).inserted { continue }
                found.append(number)
                next.append(number)
            }
        }
        return found
    }
}
