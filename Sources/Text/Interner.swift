/// Numbers names in the order of their coming: open addressing over their hashes, a name is stored once. Belongs to one
/// thread; `NameTable` shares one.
package struct Interner {
    private var names: [Bytes] = []
    /// All names behind each other, and where each ends: a known name is compared without a way to its array.
    private var text: Bytes = []
    private var ends: [Int] = []
    /// The size is a power of two.
    private var slots = [Slot](repeating: Slot(hash: 0, number: 0), count: 256)

    private struct Slot {
        var hash: UInt32
        /// Index into `names` plus one; 0 is a free slot.
        var number: UInt32
    }

    package init() {}

    package var count: Int { names.count }
    package func name(_ id: NameID) -> Bytes { names[Int(id.raw)] }

    package mutating func intern(_ name: Bytes) -> NameID {
        name.withUnsafeBufferPointer { intern($0) }
    }

    /// A part of a text.
    package mutating func intern(_ text: Bytes, _ range: Range<Int>) -> NameID {
        text.withUnsafeBufferPointer { intern(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    /// The number of a known name.
    package func find(_ name: Bytes) -> NameID? {
        name.withUnsafeBufferPointer { find($0, Self.hash($0)).found }
    }

    /// The number of a part of a text, if it is a known name.
    package func find(_ text: Bytes, _ range: Range<Int>) -> NameID? {
        text.withUnsafeBufferPointer { buffer in
            let name = UnsafeBufferPointer(rebasing: buffer[range])
            return find(name, Self.hash(name)).found
        }
    }

    mutating func intern(_ name: UnsafeBufferPointer<UInt8>) -> NameID {
        let hash = Self.hash(name)
        let (slot, found) = find(name, hash)
        if let found { return found }
        names.append(Bytes(name))
        text.append(contentsOf: name)
        ends.append(text.count)
        slots[slot] = Slot(hash: hash, number: UInt32(names.count))
        if names.count * 2 > slots.count { grow() }
        return NameID(raw: UInt32(names.count - 1))
    }

    /// Eight bytes at a time: names are often paths.
    private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
        var index = 0
        let raw = UnsafeRawBufferPointer(name)
        while index + 8 <= raw.count {
            hash = (hash ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0xFF51_AFD7_ED55_8CCD
            hash ^= hash >> 32
            index += 8
        }
        while index < raw.count {
            hash = (hash ^ UInt64(raw[index])) &* 0x0000_0100_0000_01B3
            index += 1
        }
        hash ^= hash >> 29
        return UInt32(truncatingIfNeeded: hash &* 0xC4CE_B9FE_1A85_EC53 >> 32)
    }

    private func find(_ name: UnsafeBufferPointer<UInt8>, _ hash: UInt32) -> (slot: Int, found: NameID?) {
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot].number != 0 {
            let index = Int(slots[slot].number - 1)
            if slots[slot].hash == hash, isEqual(index, name) { return (slot, NameID(raw: UInt32(index))) }
            slot = (slot + 1) & mask
        }
        return (slot, nil)
    }

    private func isEqual(_ index: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = index == 0 ? 0 : ends[index - 1]
        guard ends[index] - start == name.count else { return false }
        return text.withUnsafeBytes {
            areSame(UnsafeRawBufferPointer(rebasing: $0[start..<ends[index]]), UnsafeRawBufferPointer(name))
        }
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(hash: 0, number: 0), count: old.count * 2)
        let mask = slots.count - 1
        for known in old where known.number != 0 {
            var slot = Int(known.hash) & mask
            while slots[slot].number != 0 { slot = (slot + 1) & mask }
            slots[slot] = known
        }
    }
}
