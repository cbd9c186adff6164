/// Targets whose turn has come, kept apart by where they may run: those of the highest rank first, and of the same rank in
/// the order in which they came.
///
/// Pure, like `ReadyQueue`.
package struct RankedQueue<Item: Sendable>: Sendable {
    private struct Entry: Sendable {
        let rank: Int64
        let order: Int
        let item: Item

        func isBefore(_ other: Entry) -> Bool { rank != other.rank ? rank > other.rank : order < other.order }
    }

    /// Heaps: each entry is before its two children, at twice its index and one or two more.
    private var anywhere: [Entry] = []
    private var hereOnly: [Entry] = []
    private var arrivals = 0

    package init() {}

    package var isEmpty: Bool { anywhere.isEmpty && hereOnly.isEmpty }

    package mutating func add(_ item: Item, rank: Int64, mayTravel: Bool) {
        arrivals += 1
        let entry = Entry(rank: rank, order: arrivals, item: item)
        if mayTravel { Self.push(entry, on: &anywhere) } else { Self.push(entry, on: &hereOnly) }
    }

    /// The first item that may run on another host.
    package mutating func nextForHost() -> Item? { Self.pop(&anywhere) }

    /// The first item for a slot of this machine.
    package mutating func nextForHere() -> Item? {
        guard let stays = hereOnly.first else { return Self.pop(&anywhere) }
        guard let travels = anywhere.first, travels.isBefore(stays) else { return Self.pop(&hereOnly) }
        return Self.pop(&anywhere)
    }

    private static func push(_ entry: Entry, on heap: inout [Entry]) {
        heap.append(entry)
        var index = heap.count - 1
        while index > 0, case let above = (index - 1) / 2, heap[index].isBefore(heap[above]) {
            heap.swapAt(index, above)
            index = above
        }
    }

    private static func pop(_ heap: inout [Entry]) -> Item? {
        guard let first = heap.first else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var index = 0
        while true {
            var best = index
            for below in [2 * index + 1, 2 * index + 2] where below < heap.count {
                if heap[below].isBefore(heap[best]) { best = below }
            }
            guard best != index else { return first.item }
            heap.swapAt(index, best)
            index = best
        }
    }
}
