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
        state.withLock { $0.intern(name) }
    }

    package func intern(_ name: UnsafeBufferPointer<UInt8>) -> NameID {
        state.withLock { $0.intern(name) }
    }

    package func intern(_ text: Bytes, _ range: Range<Int>) -> NameID {
        text.withUnsafeBufferPointer { buffer in
            state.withLock { $0.intern(UnsafeBufferPointer(rebasing: buffer[range])) }
        }
    }

    package func bytes(of id: NameID) -> Bytes { state.withLock { $0.name(id) } }

    package var count: Int { state.withLock { $0.count } }
}
