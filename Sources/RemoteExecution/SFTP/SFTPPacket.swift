internal import Text

/// The wire form of SFTP, version 3 (draft-ietf-secsh-filexfer-02), as far as it is spoken here.
enum SFTPType {
    static let initialize: UInt8 = 1
    static let version: UInt8 = 2
    static let open: UInt8 = 3
    static let close: UInt8 = 4
    static let read: UInt8 = 5
    static let write: UInt8 = 6
    static let lstat: UInt8 = 7
    static let fsetstat: UInt8 = 10
    static let remove: UInt8 = 13
    static let mkdir: UInt8 = 14
    static let status: UInt8 = 101
    static let handle: UInt8 = 102
    static let data: UInt8 = 103
    static let attributes: UInt8 = 105
    static let extended: UInt8 = 200
}

/// A packet to the server.
struct SFTPRequest {
    private(set) var bytes: Bytes = [0, 0, 0, 0]

    init(_ type: UInt8) { bytes.append(type) }

    init(_ type: UInt8, id: UInt32) {
        bytes.append(type)
        add(id)
    }

    mutating func add(_ number: UInt32) {
        for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    mutating func add(_ number: UInt64) {
        add(UInt32(truncatingIfNeeded: number >> 32))
        add(UInt32(truncatingIfNeeded: number))
    }

    mutating func add(_ text: Bytes) { add(text[...]) }

    mutating func add(_ text: ArraySlice<UInt8>) {
        add(UInt32(text.count))
        bytes += text
    }

    /// Permissions, and the modification time if there is one.
    mutating func addAttributes(mode: UInt32, modified: UInt32? = nil) {
        add(UInt32(modified == nil ? 4 : 12))
        add(mode)
        if let modified {
            add(modified)
            add(modified)
        }
    }

    /// With its length in front.
    func packet() -> Bytes {
        var bytes = bytes
        let count = UInt32(bytes.count - 4)
        for (index, shift) in ([24, 16, 8, 0] as [UInt32]).enumerated() {
            bytes[index] = UInt8(truncatingIfNeeded: count >> shift)
        }
        return bytes
    }
}

/// A packet from the server, read from its beginning. All of it may be wrong.
struct SFTPAnswer {
    let type: UInt8
    private let body: Bytes
    private var position = 1

    init?(_ body: Bytes) {
        guard let first = body.first else { return nil }
        type = first
        self.body = body
    }

    var isAtEnd: Bool { position == body.count }

    mutating func number() -> UInt32? {
        guard body.count - position >= 4 else { return nil }
        defer { position += 4 }
        return body[position..<(position + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func longNumber() -> UInt64? {
        guard let high = number(), let low = number() else { return nil }
        return UInt64(high) << 32 | UInt64(low)
    }

    mutating func text(atMost limit: Int) -> Bytes? {
        guard let count = number(), count <= limit, body.count - position >= Int(count) else { return nil }
        defer { position += Int(count) }
        return Bytes(body[position..<(position + Int(count))])
    }

    /// Size and mode; nil if one of them is not told.
    mutating func sizeAndMode() -> (size: UInt64, mode: UInt32)? {
        guard let flags = number(), flags & 5 == 5, let size = longNumber() else { return nil }
        if flags & 2 != 0 { guard number() != nil, number() != nil else { return nil } }
        guard let mode = number() else { return nil }
        return (size, mode)
    }
}
