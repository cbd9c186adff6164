internal import Text

/// Numbers in seven bits a byte, the lowest first; all but the last byte of a number have the eighth bit.
struct PackedWriter {
    private(set) var bytes: Bytes = []

    mutating func add(_ number: Int) {
        var rest = UInt64(number)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// A text with its length in front.
    mutating func add(_ text: some Collection<UInt8>) {
        add(text.count)
        bytes += text
    }
}

/// The same, read again. What is cut off or makes no sense gives nil.
struct PackedReader {
    private let bytes: Bytes
    private var place = 0

    init(_ bytes: Bytes) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }

    mutating func number() -> Int? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 56, by: 7) {
            guard place < bytes.count else { return nil }
            let byte = bytes[place]
            place += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return Int(value) }
        }
        return nil
    }

    mutating func text() -> Bytes? {
        guard let count = number(), count <= bytes.count - place else { return nil }
        defer { place += count }
        return Bytes(bytes[place..<(place + count)])
    }
}

/// A set of numbers: the distances between them in order.
func packed(_ numbers: [UInt32]) -> Bytes {
    var writer = PackedWriter()
    var last = 0
    for number in Set(numbers).sorted() {
        writer.add(Int(number) - last)
        last = Int(number)
    }
    return writer.bytes
}

func unpackedNumbers(_ bytes: Bytes) -> [UInt32]? {
    var reader = PackedReader(bytes)
    var numbers: [UInt32] = []
    var last = 0
    while !reader.isAtEnd {
        guard let distance = reader.number(), last + distance <= Int(UInt32.max) else { return nil }
        last += distance
        numbers.append(UInt32(last))
    }
    return numbers
}
