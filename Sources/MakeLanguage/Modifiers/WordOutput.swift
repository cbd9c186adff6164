import Text

/// What a modifier makes of a value, word by word: bytes in a room that the caller gave, on its stack if it is small, and
/// in a larger one when that is full.
struct WordOutput: ~Copyable {
    /// Bytes behind the end that short pieces may be copied to.
    static let room = 16

    private var bytes: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    private var capacity: Int
    private var isOwn = false

    /// - Parameter room: at least `WordOutput.room` bytes that outlive the output.
    init(_ room: UnsafeMutableBufferPointer<UInt8>) {
        // An allocation of more than no bytes has an address.
        bytes = room.baseAddress.unsafelyUnwrapped
        capacity = room.count - Self.room
    }

    deinit { if isOwn { bytes.deallocate() } }

    /// The bytes so far, as an array of their own.
    consuming func taken() -> Bytes { Bytes(UnsafeBufferPointer(start: bytes, count: count)) }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        if count >= capacity { grow(by: 1) }
        bytes[count] = byte
        count += 1
    }

    /// Appends a part of other bytes.
    @inline(__always)
    mutating func append(_ other: Span<UInt8>, _ range: Range<Int>) {
        let length = range.count
        if length > capacity - count { grow(by: length) }
        let isShort = length <= Self.room && range.lowerBound + Self.room <= other.count
        other.withUnsafeBytes { source in
            let target = UnsafeMutableRawPointer(bytes + count)
            if isShort {
                let sixteen = source.loadUnaligned(fromByteOffset: range.lowerBound, as: SIMD16<UInt8>.self)
                target.storeBytes(of: sixteen, as: SIMD16<UInt8>.self)
            } else {
                UnsafeMutableRawBufferPointer(start: target, count: length)
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[range]))
            }
        }
        count += length
    }

    @inline(__always)
    static func += (output: inout WordOutput, other: Bytes) { output.append(other.span, 0..<other.count) }

    mutating func removeLast() { count = max(0, count - 1) }

    @inline(never)
    private mutating func grow(by length: Int) {
        let larger = max(2 * capacity, count + length)
        let room = UnsafeMutablePointer<UInt8>.allocate(capacity: larger + Self.room)
        room.update(from: bytes, count: count)
        if isOwn { bytes.deallocate() }
        bytes = room
        capacity = larger
        isOwn = true
    }
}
