/// How long it takes at least from the beginning of a piece of work until all that waits for it is done, if there are slots enough:
/// its own duration, and the longest way through those that depend on it. What has the longest way should begin first.
///
/// Pure. Ranks are remembered, so who depends on whom must be known when they are asked for.
package struct CriticalPath {
    private var ranks: [Int: Int64] = [:]

    package init() {}

    /// The rank of a piece of work; in a circle of dependents each counts once.
    ///
    /// - Parameters:
    ///   - duration: of one piece, in any unit; not negative.
    ///   - dependents: who waits for it.
    package mutating func rank(of item: Int, duration: (Int) -> Int64, dependents: (Int) -> [Int]) -> Int64 {
        if let known = ranks[item] { return known }
        // Chains may be longer than a stack is deep.
        var way: [(item: Int, pending: ArraySlice<Int>, longest: Int64)] = [(item, dependents(item)[...], 0)]
        ranks[item] = 0
        while let last = way.indices.last {
            if let next = way[last].pending.popFirst() {
                if let known = ranks[next] {
                    way[last].longest = max(way[last].longest, known)
                } else {
                    ranks[next] = 0
                    way.append((next, dependents(next)[...], 0))
                }
                continue
            }
            let done = way.removeLast()
            let (sum, isTooLarge) = done.longest.addingReportingOverflow(max(0, duration(done.item)))
            let rank = isTooLarge ? Int64.max : sum
            ranks[done.item] = rank
            if let above = way.indices.last { way[above].longest = max(way[above].longest, rank) }
        }
        return ranks[item] ?? 0
    }
}
