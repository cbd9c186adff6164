internal import CText
import Text

/// What a modifier makes of a value, word by word: bytes in a room that the caller gave, and in a larger one when that is
/// full.
struct WordOutput: ~Copyable {
    /// Bytes behind the end that short pieces may be copied to.
    static let room = 32

    private var bytes: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    private var capacity: Int
    private var isOwn = false

    /// - Parameter room: at least `WordOutput.room` bytes that outlive the output.
    fileprivate init(_ room: UnsafeMutableBufferPointer<UInt8>) {
        // An allocation of more than no bytes has an address.
        bytes = room.baseAddress.unsafelyUnwrapped
        capacity = room.count - Self.room
    }

    deinit { if isOwn { bytes.deallocate() } }

    /// How many of the given bytes were used, or all of it as an array of its own if they did not do.
    fileprivate consuming func taken() -> (count: Int, longer: Bytes?) {
        isOwn ? (0, Bytes(UnsafeBufferPointer(start: bytes, count: count))) : (count, nil)
    }

    /// The byte at a place before the end.
    subscript(index: Int) -> UInt8 { bytes[index] }

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
        let target = UnsafeMutableRawPointer(bytes + count)
        let hasRoom = range.lowerBound + Self.room <= other.count
        other.withUnsafeBytes { source in
            if length <= Self.room && hasRoom {
                let piece = source.loadUnaligned(fromByteOffset: range.lowerBound, as: SIMD32<UInt8>.self)
                target.storeBytes(of: piece, as: SIMD32<UInt8>.self)
            } else {
                Self.copy(UnsafeRawBufferPointer(rebasing: source[range]), to: target)
            }
        }
        count += length
    }

    /// Bytes that nothing may be read behind.
    private static func copy(_ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer) {
        if source.count >= 16 {
            UnsafeMutableRawBufferPointer(start: target, count: source.count).copyMemory(from: source)
        } else if source.count >= 8 {
            // Two halves that may overlap.
            let second = source.count - 8
            target.storeBytes(of: source.loadUnaligned(as: UInt64.self), as: UInt64.self)
            let last = source.loadUnaligned(fromByteOffset: second, as: UInt64.self)
            target.storeBytes(of: last, toByteOffset: second, as: UInt64.self)
        } else {
            for index in source.indices { target.storeBytes(of: source[index], toByteOffset: index, as: UInt8.self) }
        }
    }

    @inline(__always)
    static func += (output: inout WordOutput, other: Bytes) { output.append(other.span, 0..<other.count) }

    mutating func removeLast() { count = max(0, count - 1) }

    mutating func remove(at index: Int) {
        (bytes + index).update(from: bytes + index + 1, count: count - index - 1)
        count -= 1
    }

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

/// The bytes that `fill` puts out. They stand where they were written, unless there are more than `capacity`, or much
/// fewer.
@inline(__always)
func collected(capacity: Int, _ fill: (_ output: inout WordOutput) -> Void) -> Bytes {
    var longer: Bytes?
    let bytes = Bytes(unsafeUninitializedCapacity: capacity + WordOutput.room) { room, count in
        var output = WordOutput(room)
        fill(&output)
        (count, longer) = output.taken()
    }
    if let longer { return longer }
    return bytes.count < capacity / 2 ? bytes.withUnsafeBufferPointer { Bytes($0) } : bytes
}
