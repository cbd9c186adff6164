/// Targets whose turn has come, kept apart by where they may run, in the order in which they came.
///
/// Pure: it knows neither slots nor hosts. The caller asks for the next one that fits the slots that are free.
package struct ReadyQueue<Item: Sendable>: Sendable {
    /// What may run anywhere, and what may run only here; both with the number of their arrival.
    private var anywhere: [(order: Int, item: Item)] = []
    private var hereOnly: [(order: Int, item: Item)] = []
    private var headAnywhere = 0
    private var headHere = 0
    private var arrivals = 0

    @inlinable package init(_ type: Item.Type) { self.init() }
    package init() {}

    package var isEmpty: Bool { headAnywhere == anywhere.count && headHere == hereOnly.count }

    package mutating func add(_ item: Item, mayTravel: Bool) {
        arrivals += 1
        if mayTravel { anywhere.append((arrivals, item)) } else { hereOnly.append((arrivals, item)) }
    }

    /// The first item that may run on another host.
    package mutating func nextForHost() -> Item? {
        guard headAnywhere < anywhere.count else { return nil }
        defer { headAnywhere += 1 }
        return anywhere[headAnywhere].item
    }

    /// The first item for a slot of this machine.
    package mutating func nextForHere() -> Item? {
        let travels = headAnywhere < anywhere.count ? anywhere[headAnywhere].order : Int.max
        let stays = headHere < hereOnly.count ? hereOnly[headHere].order : Int.max
        if travels == .max && stays == .max { return nil }
        if stays < travels {
            defer { headHere += 1 }
            return hereOnly[headHere].item
        }
        return nextForHost()
    }
}
