internal import ContentStore
package import Platform
package import Text

/// The slots of all hosts, as the makes of one build share them: each slot is a lock (Documentation/jobs.md).
package final class CommonSlots {
    private let locks: SharedLocks
    /// Locks that this process holds.
    private var held: Set<Int64> = []

    /// A slot of a host.
    package struct Slot: Hashable, Sendable {
        let lock: Int64
    }

    package init(_ locks: SharedLocks) { self.locks = locks }

    /// Takes up to `wanted` of the first `count` slots of a host; none if others have them.
    package func take(_ wanted: Int, of host: Bytes, count: Int) -> [Slot] {
        let first = Self.firstLock(of: host)
        var taken: [Slot] = []
        for lock in first..<first + Int64(min(count, HostsFile.mostSlots)) {
            if taken.count >= wanted { break }
            guard !held.contains(lock), locks.lock(lock) else { continue }
            held.insert(lock)
            taken.append(Slot(lock: lock))
        }
        return taken
    }

    package func give(_ slots: [Slot]) {
        for slot in slots where held.remove(slot.lock) != nil { locks.unlock(slot.lock) }
    }

    /// Makes may have different lists of hosts, so a host is known by its name alone. Two names that would share a
    /// place share slots, which is safe.
    private static func firstLock(of host: Bytes) -> Int64 {
        let place = Digest(of: host).hex.prefix(12).reduce(Int64(0)) {
            $0 << 4 | Int64($1.isDigit ? $1 - Ascii.zero : $1 - UInt8(ascii: "a") + 10)
        }
        return place * Int64(HostsFile.mostSlots)
    }
}
