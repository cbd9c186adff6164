internal import Synchronization

/// A name as a small number; equal names of one `NameTable` have equal ids.
package struct NameID: Hashable, Sendable {
    package let raw: UInt32
    package init(raw: UInt32) { self.raw = raw }
}

/// Turns names into numbers and back. Shared by all evaluations that share parsed files, on any thread.
package final class NameTable: Sendable {
    private let state: Mutex<Interner>

    /// - Parameter reserved: names that get the ids 0, 1, 2 ... in this order.
    package init(reserved: [Bytes] = []) {
        state = Mutex(Interner())
        for name in reserved { _ = intern(name) }
    }

    package func intern(_ name: Bytes) -> NameID {
        name.withUnsafeBufferPointer { buffer in state.withLock { $0.intern(UnsafeBufferPointer(rebasing: buffer[...])) } }
    }

    package func intern(_ text: Bytes, _ range: Range<Int>) -> NameID {
        text.withUnsafeBufferPointer { buffer in
            state.withLock { $0.intern(UnsafeBufferPointer(rebasing: buffer[range])) }
        }
    }

    package func bytes(of id: NameID) -> Bytes { state.withLock { $0.names[Int(id.raw)] } }

    package var count: Int { state.withLock { $0.names.count } }
}

/// Open addressing over the names' hashes; a name is stored once.
private struct Interner {
    var names: [Bytes] = []
    private var hashes: [UInt32] = []
    /// Index into `names` plus one; 0 is a free slot. The size is a power of two.
    private var slots = [UInt32](repeating: 0, count: 1024)

    mutating func intern(_ name: UnsafeBufferPointer<UInt8>) -> NameID {
        var hash: UInt32 = 2_166_136_261
        for byte in name { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot] - 1)
            if hashes[index] == hash, isEqual(names[index], name) { return NameID(raw: UInt32(index)) }
            slot = (slot + 1) & mask
        }
        names.append(Bytes(name))
        hashes.append(hash)
        slots[slot] = UInt32(names.count)
        if names.count * 2 > slots.count { grow() }
        return NameID(raw: UInt32(names.count - 1))
    }

    private func isEqual(_ stored: Bytes, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        stored.count == name.count && stored.withUnsafeBufferPointer { $0.elementsEqual(name) }
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        let mask = slots.count - 1
        for (index, hash) in hashes.enumerated() {
            var slot = Int(hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(index + 1)
        }
    }
}
