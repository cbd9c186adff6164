/// Decides which host takes the next action. Knows no clock and no stream; the executor reports what happens.
package struct Placement: Sendable {
    /// How far a host is, as placement sees it.
    package enum Condition: Equatable, Sendable {
        /// On its way up for the first time, and believed in: it is given work that waits for it.
        case connecting
        case up
        /// Lost, resting, or too slow to come up: takes nothing until it is up.
        case unusable
    }

    private struct Seat {
        var slots: Int
        var speed: Double
        var running = 0
        var condition = Condition.unusable
        /// False: it finishes what runs, and takes nothing new whatever its condition.
        var isOpen = true
        /// Its host is gone; the next one that joins may have the seat.
        var isVacant = false
    }

    private var seats: [Seat]

    /// In the order of the hosts file.
    package init(hosts: [(slots: Int, speed: Double)]) {
        seats = hosts.map { Seat(slots: max($0.slots, 1), speed: $0.speed) }
    }

    /// A host joins; gives its number, which may be that of one that has left.
    package mutating func add(slots: Int, speed: Double) -> Int {
        let seat = Seat(slots: max(slots, 1), speed: speed)
        if let index = seats.firstIndex(where: \.isVacant) {
            seats[index] = seat
            return index
        }
        seats.append(seat)
        return seats.count - 1
    }

    /// Takes effect with the next choice; what runs beyond the new number goes on.
    package mutating func change(_ host: Int, slots: Int, speed: Double) {
        (seats[host].slots, seats[host].speed) = (max(slots, 1), speed)
    }

    /// From now on the host takes nothing new, or something again.
    package mutating func setOpen(_ host: Int, _ isOpen: Bool) { seats[host].isOpen = isOpen }

    /// The host has left, with all that ran there.
    package mutating func vacate(_ host: Int) {
        seats[host].isOpen = false
        seats[host].isVacant = true
    }

    /// The least loaded host with a free slot: by running/slots, then speed, then order; nil if there is none.
    package func choose(except others: Set<Int> = []) -> Int? {
        let free = seats.indices.filter {
            seats[$0].isOpen && seats[$0].condition != .unusable
                && seats[$0].running < seats[$0].slots && !others.contains($0)
        }
        return free.min { left, right in
            let (a, b) = (seats[left], seats[right])
            // Loads are compared as fractions, crosswise, so that nothing is rounded.
            let (loadA, loadB) = (a.running * b.slots, b.running * a.slots)
            if loadA != loadB { return loadA < loadB }
            if a.speed != b.speed { return a.speed > b.speed }
            return left < right
        }
    }

    package func running(on host: Int) -> Int { seats[host].running }
    package func condition(of host: Int) -> Condition { seats[host].condition }
    package mutating func set(_ host: Int, _ condition: Condition) { seats[host].condition = condition }
    package func free(on host: Int) -> Int { max(seats[host].slots - seats[host].running, 0) }
    package mutating func started(on host: Int, slots: Int = 1) { seats[host].running += slots }
    package mutating func finished(on host: Int, slots: Int = 1) {
        seats[host].running = max(seats[host].running - slots, 0)
    }
}
