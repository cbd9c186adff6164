/// Decides which host takes the next action. Knows no clock and no stream; the executor reports what happens.
///
/// Hosts have numbers; one that joins may get the number of one that has left. What actions ask of hosts are
/// *demands*, numbered too; demand 0 is met by every host. For each demand the hosts that meet it and have room stand in
/// a heap, so a choice costs the same with ten hosts and with a thousand.
package struct Placement: Sendable {
    /// How far a host is, as placement sees it.
    package enum Condition: Equatable, Sendable {
        /// On its way up for the first time, and believed in: it is given work that waits for it.
        case connecting
        case up
        /// Lost, resting, or too slow to come up: takes nothing until it is up.
        case unusable
    }

    private struct Seat: Sendable {
        var slots: Int
        var speed: Double
        var running = 0
        var condition = Condition.unusable
        /// False: it finishes what runs, and takes nothing new whatever its condition.
        var isOpen = true
        /// Others have its slots, as far as anybody knows.
        var isBlocked = false

        var hasRoom: Bool {
            running < slots && isOpen && !isBlocked && condition != .unusable
        }
    }

    /// A demand: who meets it, and who of these has room.
    private struct Line: Sendable {
        var meets: [Bool]
        var heap = SeatHeap()
    }

    private var seats: [Seat] = []
    private var lines = [Line(meets: [])]
    private var blocked: [Int] = []
    /// Seats whose hosts are gone.
    private var vacant: [Int] = []

    package init() {}

    /// In the order of the hosts file.
    package init(hosts: [(slots: Int, speed: Double)]) {
        for host in hosts { _ = add(slots: host.slots, speed: host.speed) }
    }

    // MARK: Hosts

    /// A host joins, not usable yet; gives its number, which may be that of one that has left. It meets no demand but 0
    /// until `set(_:meets:_:)` says so.
    package mutating func add(slots: Int, speed: Double) -> Int {
        let seat = Seat(slots: max(slots, 1), speed: speed)
        if let index = vacant.popLast() {
            seats[index] = seat
            for line in lines.indices { lines[line].meets[index] = line == 0 }
            update(index)
            return index
        }
        seats.append(seat)
        for line in lines.indices { lines[line].meets.append(line == 0) }
        return seats.count - 1
    }

    /// Takes effect with the next choice; what runs beyond the new number goes on.
    package mutating func change(_ host: Int, slots: Int, speed: Double) {
        (seats[host].slots, seats[host].speed) = (max(slots, 1), speed)
        update(host)
    }

    /// From now on the host takes nothing new, or something again.
    package mutating func setOpen(_ host: Int, _ isOpen: Bool) {
        seats[host].isOpen = isOpen
        update(host)
    }

    /// The host has left, with all that ran there.
    package mutating func vacate(_ host: Int) {
        setOpen(host, false)
        vacant.append(host)
    }

    package func running(on host: Int) -> Int { seats[host].running }
    package func condition(of host: Int) -> Condition { seats[host].condition }
    package func free(on host: Int) -> Int { max(seats[host].slots - seats[host].running, 0) }

    package mutating func set(_ host: Int, _ condition: Condition) {
        seats[host].condition = condition
        update(host)
    }

    package mutating func set(_ host: Int, speed: Double) {
        seats[host].speed = speed
        update(host)
    }

    package mutating func started(on host: Int, slots: Int = 1) {
        seats[host].running += slots
        update(host)
    }

    package mutating func finished(on host: Int, slots: Int = 1) {
        seats[host].running = max(seats[host].running - slots, 0)
        seats[host].isBlocked = false
        update(host)
    }

    /// Others have all of its slots: it takes nothing until an action of ours ends there, or `unblock`.
    package mutating func block(_ host: Int) {
        seats[host].isBlocked = true
        blocked.append(host)
        update(host)
    }

    package mutating func unblock() {
        for host in blocked {
            seats[host].isBlocked = false
            update(host)
        }
        blocked = []
    }

    // MARK: Demands

    /// One more demand, and its number.
    package mutating func addDemand(_ isMetBy: (Int) -> Bool) -> Int {
        lines.append(Line(meets: seats.indices.map(isMetBy)))
        for host in seats.indices { update(host) }
        return lines.count - 1
    }

    package func meets(_ host: Int, _ demand: Int) -> Bool { lines[demand].meets[host] }

    package mutating func set(_ host: Int, meets demand: Int, _ isMet: Bool) {
        guard lines[demand].meets[host] != isMet else { return }
        lines[demand].meets[host] = isMet
        update(host)
    }

    // MARK: The choice

    /// The least loaded host with a free slot that meets the demand: by running/slots, then speed, then order; nil if
    /// there is none.
    package func choose(for demand: Int = 0) -> Int? { lines[demand].heap.first }

    /// The same among all but one.
    package func choose(for demand: Int = 0, except host: Int) -> Int? {
        lines[demand].heap.first(except: host) { Self.isBefore($0, $1, seats) }
    }

    private mutating func update(_ host: Int) {
        let seats = seats
        let hasRoom = seats[host].hasRoom
        for index in lines.indices {
            let isIn = hasRoom && lines[index].meets[host]
            lines[index].heap.update(host, isIn: isIn) { Self.isBefore($0, $1, seats) }
        }
    }

    private static func isBefore(_ left: Int, _ right: Int, _ seats: [Seat]) -> Bool {
        let (a, b) = (seats[left], seats[right])
        // Loads are compared as fractions, crosswise, so that nothing is rounded.
        let (loadA, loadB) = (a.running * b.slots, b.running * a.slots)
        if loadA != loadB { return loadA < loadB }
        if a.speed != b.speed { return a.speed > b.speed }
        return left < right
    }
}
