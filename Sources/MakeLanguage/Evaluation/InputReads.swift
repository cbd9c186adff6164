package import Text

/// Which variables an evaluation looked for where it could have found what it was given from outside: on the command line
/// and in the environment. What it never looked for has no part in what it came to.
///
/// Belongs to the thread of the evaluation.
package final class InputReads {
    /// Indexed by name id, eight to a byte.
    private var bits: [UInt8] = []
    /// Something was read that cannot be named.
    package private(set) var readsAll = false

    package init() {}

    @inline(__always)
    package func note(_ name: NameID) {
        let index = Int(name.raw) >> 3
        if index >= bits.count { grow(index) }
        bits[index] |= 1 << UInt8(truncatingIfNeeded: name.raw & 7)
    }

    @inline(never)
    private func grow(_ index: Int) {
        bits.append(contentsOf: repeatElement(0, count: max(index + 1, bits.count * 2, 1024) - bits.count))
    }

    package func noteAll() { readsAll = true }

    /// What was read, for keeping.
    package var seen: SeenNames { SeenNames(bits) }

    /// What another evaluation read is read by this one, which made it.
    package func merge(_ other: SeenNames) {
        if other.bits.count > bits.count { grow(other.bits.count - 1) }
        for (index, byte) in other.bits.enumerated() where byte != 0 { bits[index] |= byte }
    }
}

/// A set of names, fixed.
package struct SeenNames: Sendable {
    fileprivate let bits: [UInt8]

    fileprivate init(_ bits: [UInt8]) {
        self.bits = Array(bits[..<((bits.lastIndex { $0 != 0 } ?? -1) + 1)])
    }

    package func contains(_ name: NameID) -> Bool {
        let index = Int(name.raw) >> 3
        return index < bits.count && bits[index] & 1 << UInt8(truncatingIfNeeded: name.raw & 7) != 0
    }
}
