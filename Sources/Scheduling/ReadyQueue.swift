/// Targets whose turn has come, kept apart by where they may run, in the order in which they came.
///
/// Pure: it knows neither slots nor hosts. What a target asks of a host is a number, its *demand*. The caller asks for the
/// next one that fits the slots that are free.
package struct ReadyQueue<Item: Sendable>: Sendable {
    /// Items with the number of their arrival; those before the head are taken.
    private struct Line: Sendable {
        var items: [(order: Int, item: Item)] = []
        var head = 0

        var first: (order: Int, item: Item)? { head < items.count ? items[head] : nil }
        var count: Int { items.count - head }
    }

    /// What may run anywhere, by its demand.
    private var lines: [Line] = []
    private var hereOnly = Line()
    private var arrivals = 0

    @inlinable package init(_ type: Item.Type) { self.init() }
    package init() {}

    package var isEmpty: Bool { hereOnly.count == 0 && lines.allSatisfy { $0.count == 0 } }

    /// How many may run only here.
    package var stayingCount: Int { hereOnly.count }

    /// How many may run on another host.
    package var travellingCount: Int { lines.reduce(0) { $0 + $1.count } }

    /// - Parameter demand: what it asks of a host, 0 or more; nil: it may run only here.
    package mutating func add(_ item: Item, for demand: Int?) {
        arrivals += 1
        guard let demand else { return hereOnly.items.append((arrivals, item)) }
        while lines.count <= demand { lines.append(Line()) }
        lines[demand].items.append((arrivals, item))
    }

    /// The first item that may run on another host, of those whose demands are met by one that has room.
    package mutating func nextForHost(where hasRoom: (Int) -> Bool) -> (item: Item, demand: Int)? {
        var best: (order: Int, demand: Int)?
        for demand in lines.indices {
            guard let first = lines[demand].first, first.order < best?.order ?? .max, hasRoom(demand) else { continue }
            best = (first.order, demand)
        }
        return best.flatMap { best in take(from: best.demand).map { ($0, best.demand) } }
    }

    /// The first item for a slot of this machine, and its demand.
    package mutating func nextForHere() -> (item: Item, demand: Int?)? {
        var best: (order: Int, demand: Int)?
        for demand in lines.indices {
            guard let first = lines[demand].first, first.order < best?.order ?? .max else { continue }
            best = (first.order, demand)
        }
        if let stays = hereOnly.first, stays.order < best?.order ?? .max {
            hereOnly.head += 1
            return (stays.item, nil)
        }
        return best.flatMap { best in take(from: best.demand).map { ($0, best.demand) } }
    }

    private mutating func take(from demand: Int) -> Item? {
        defer { lines[demand].head += 1 }
        return lines[demand].first?.item
    }

    /// Some of those that will be next for hosts, `limit` at most, with their demands.
    package func upcoming(_ limit: Int) -> [(item: Item, demand: Int)] {
        let heads = lines.enumerated().flatMap { demand, line in
            line.items[line.head...].prefix(limit).map { (order: $0.order, item: $0.item, demand: demand) }
        }
        return heads.sorted { $0.order < $1.order }.prefix(limit).map { ($0.item, $0.demand) }
    }
}
