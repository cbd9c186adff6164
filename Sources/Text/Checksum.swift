/// 64-bit FNV-1a: tells whether bytes are still the same. A single changed byte is always seen; it is no protection
/// against intent.
package struct Checksum: Equatable, Sendable {
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    package init() {}

    package init(_ bytes: Bytes) { add(bytes) }
    package init(_ bytes: UnsafeBufferPointer<UInt8>) { add(bytes) }

    package mutating func add(_ bytes: Bytes) { bytes.withUnsafeBufferPointer { add($0) } }

    package mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        var sum = value
        for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
        value = sum
    }

    /// 16 hexadecimal digits, small letters.
    package var hex: Bytes {
        var out: Bytes = []
        out.reserveCapacity(16)
        for shift in stride(from: 56, through: 0, by: -8) {
            out += hexDigits(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
        }
        return out
    }
}
