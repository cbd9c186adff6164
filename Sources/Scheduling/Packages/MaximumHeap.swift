/// Numbers with ranks; the one of the highest rank comes first, of equal ones the lowest number.
struct MaximumHeap: Sendable {
    private var entries: [(rank: Int64, item: Int32)] = []

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }

    mutating func push(_ rank: Int64, _ item: Int) {
        entries.append((rank, Int32(item)))
        var index = entries.count - 1
        while index > 0, case let above = (index - 1) / 2, isBefore(index, above) {
            entries.swapAt(index, above)
            index = above
        }
    }

    mutating func pop() -> Int? {
        guard let first = entries.first else { return nil }
        let last = entries.removeLast()
        if entries.isEmpty { return Int(first.item) }
        entries[0] = last
        var index = 0
        while true {
            var best = index
            for below in [2 * index + 1, 2 * index + 2] where below < entries.count {
                if isBefore(below, best) { best = below }
            }
            guard best != index else { return Int(first.item) }
            entries.swapAt(index, best)
            index = best
        }
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        let (left, right) = (entries[left], entries[right])
        return left.rank != right.rank ? left.rank > right.rank : left.item < right.item
    }
}
