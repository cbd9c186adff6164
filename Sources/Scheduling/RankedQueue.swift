/// Targets whose turn has come, kept apart by where they may run: those of the highest rank first, and of the same rank in
/// the order in which they came.
///
/// Pure, like `ReadyQueue`, with the same questions.
package struct RankedQueue<Item: Sendable>: Sendable {
    private struct Entry: Sendable {
        let rank: Int64
        let order: Int
        let item: Item

        func isBefore(_ other: Entry) -> Bool { rank != other.rank ? rank > other.rank : order < other.order }
    }

    /// Heaps: each entry is before its two children, at twice its index and one or two more. What may run anywhere stands
    /// apart by its demand.
    private var lines: [[Entry]] = []
    private var hereOnly: [Entry] = []
    private var arrivals = 0

    package init() {}

    package var isEmpty: Bool { hereOnly.isEmpty && lines.allSatisfy(\.isEmpty) }

    /// How many may run only here.
    package var stayingCount: Int { hereOnly.count }

    /// How many may run on another host.
    package var travellingCount: Int { lines.reduce(0) { $0 + $1.count } }

    /// - Parameter demand: what it asks of a host, 0 or more; nil: it may run only here.
    package mutating func add(_ item: Item, rank: Int64, for demand: Int?) {
        arrivals += 1
        let entry = Entry(rank: rank, order: arrivals, item: item)
        guard let demand else { return Self.push(entry, on: &hereOnly) }
        while lines.count <= demand { lines.append([]) }
        Self.push(entry, on: &lines[demand])
    }

    /// The first item that may run on another host, of those whose demands are met by one that has room.
    package mutating func nextForHost(where hasRoom: (Int) -> Bool) -> (item: Item, demand: Int)? {
        var best: (entry: Entry, demand: Int)?
        for demand in lines.indices {
            guard let first = lines[demand].first, best.map({ first.isBefore($0.entry) }) ?? true, hasRoom(demand)
            else { continue }
            best = (first, demand)
        }
        return best.flatMap { best in Self.pop(&lines[best.demand]).map { ($0, best.demand) } }
    }

    /// The first item for a slot of this machine, and its demand.
    package mutating func nextForHere() -> (item: Item, demand: Int?)? {
        var best: (entry: Entry, demand: Int)?
        for demand in lines.indices {
            guard let first = lines[demand].first, best.map({ first.isBefore($0.entry) }) ?? true else { continue }
            best = (first, demand)
        }
        if let stays = hereOnly.first, best.map({ stays.isBefore($0.entry) }) ?? true {
            return Self.pop(&hereOnly).map { ($0, nil) }
        }
        return best.flatMap { best in Self.pop(&lines[best.demand]).map { ($0, best.demand) } }
    }

    /// Some of those that will be next for hosts, `limit` at most, with their demands.
    package func upcoming(_ limit: Int) -> [(item: Item, demand: Int)] {
        // Most of the first ones are in the first rows of a heap.
        let heads = lines.enumerated().flatMap { demand, line in line.prefix(4 * limit).map { ($0, demand) } }
        return heads.sorted { $0.0.isBefore($1.0) }.prefix(limit).map { ($0.0.item, $0.1) }
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
