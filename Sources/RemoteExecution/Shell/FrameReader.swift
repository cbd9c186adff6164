internal import Platform
package import Text

/// A line from a session's far end: `LF cookie SP kind [SP field]... LF`, then its payload.
package struct Frame: Equatable, Sendable {
    package var kind: UInt8
    package var fields: [Bytes]

    /// A field as a number; nil unless it is 1 to 19 decimal digits that fit.
    func number(_ index: Int) -> Int? {
        guard fields.indices.contains(index), (1...19).contains(fields[index].count) else { return nil }
        var value = 0
        for byte in fields[index] {
            guard byte.isDigit else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int(byte - Ascii.zero))
            if overflow || carry { return nil }
            value = sum
        }
        return value
    }
}

/// Cuts the byte stream of a session into frames and payloads. Pure; any bytes may come in any portions.
///
/// Whatever precedes the first frame is noise: messages of the day, output of login scripts. After it nothing but
/// frames is accepted, since our own script is the only one that prints; and after a frame that has a payload, bytes of
/// any kind up to the next frame, which says whether they are all.
package struct FrameReader {
    package enum Item: Equatable, Sendable {
        case frame(Frame)
        /// A part of the payload of the frame before.
        case payload(Bytes)
        /// The stream makes no sense. Nothing comes after this.
        case malformed(String)
    }

    private enum State: Equatable {
        case noise
        case line
        case payload
        /// One that is handed on as it comes: only what ends it is held back, and that does not begin with what ends lines.
        case livePayload
        case dead
    }

    /// A payload follows frames of these kinds.
    private static let withPayload = Bytes("OL")
    /// One that ends with an SOH before the next frame.
    private static let withLivePayload = UInt8(ascii: "W")
    private static let longestLine = 4096
    private static let mostNoise = 1 << 20

    private let marker: Bytes
    private let liveMarker: Bytes
    private var state = State.noise
    private var buffer: Bytes = []
    private var noise = 0

    package init(cookie: Cookie) {
        marker = [Ascii.newline] + cookie.text + [Ascii.space]
        liveMarker = [1] + marker
    }

    package mutating func receive(_ bytes: Bytes) -> [Item] {
        var items: [Item] = []
        buffer += bytes
        var start = 0
        while step(&start, &items) {}
        buffer.removeFirst(start)
        return items
    }

    /// Takes one thing from the buffer at `start`; false if more bytes are needed.
    private mutating func step(_ start: inout Int, _ items: inout [Item]) -> Bool {
        switch state {
        case .dead:
            start = buffer.count
            return false
        case .noise: return skipNoise(&start, &items)
        case .line: return readLine(&start, &items)
        case .payload:
            let end = payloadEnd(from: start, marker)
            if end.index > start { items.append(.payload(Bytes(buffer[start..<end.index]))) }
            start = end.index
            if end.isFound { state = .line }
            return end.isFound
        case .livePayload:
            let end = payloadEnd(from: start, liveMarker)
            if end.index > start { items.append(.payload(Bytes(buffer[start..<end.index]))) }
            start = end.isFound ? end.index + 1 : end.index
            if end.isFound { state = .line }
            return end.isFound
        }
    }

    /// Where the payload ends: before the next frame, or before what may become the beginning of one.
    private func payloadEnd(from start: Int, _ marker: Bytes) -> (index: Int, isFound: Bool) {
        buffer.withUnsafeBytes { bytes in
            marker.withUnsafeBytes { marker in
                var index = start
                while index < bytes.count {
                    guard
                        let found = memchr(bytes.baseAddress! + index, Int32(marker[0]), bytes.count - index)
                    else { break }
                    index = UnsafeRawPointer(found) - bytes.baseAddress!
                    let available = min(marker.count, bytes.count - index)
                    if memcmp(bytes.baseAddress! + index, marker.baseAddress!, available) == 0 {
                        return (index, available == marker.count)
                    }
                    index += 1
                }
                return (bytes.count, false)
            }
        }
    }

    private mutating func skipNoise(_ start: inout Int, _ items: inout [Item]) -> Bool {
        var position = start
        while position + marker.count <= buffer.count {
            if buffer[position] == Ascii.newline,
                buffer[position..<(position + marker.count)].elementsEqual(marker)
            {
                start = position
                state = .line
                return true
            }
            position += 1
        }
        noise += position - start
        start = position
        if noise > Self.mostNoise { fail("more than 1 MiB of text before the first frame", &items) }
        return false
    }

    private mutating func readLine(_ start: inout Int, _ items: inout [Item]) -> Bool {
        let available = buffer[start...]
        guard available.starts(with: marker.prefix(available.count)) else {
            fail("unexpected output in the stream", &items)
            return true
        }
        guard available.count > marker.count else { return false }
        let text = available.dropFirst(marker.count)
        guard let end = text.prefix(Self.longestLine).firstIndex(of: Ascii.newline) else {
            if text.count >= Self.longestLine {
                fail("a frame's line is too long", &items)
                return true
            }
            return false
        }
        let fields = text[..<end].split(separator: Ascii.space, omittingEmptySubsequences: false).map { Bytes($0) }
        guard fields[0].count == 1 else {
            fail("a frame without a kind", &items)
            return true
        }
        let frame = Frame(kind: fields[0][0], fields: Array(fields.dropFirst()))
        start = end + 1
        if Self.withPayload.contains(frame.kind) { state = .payload }
        if frame.kind == Self.withLivePayload { state = .livePayload }
        items.append(.frame(frame))
        return true
    }

    private mutating func fail(_ reason: String, _ items: inout [Item]) {
        items.append(.malformed(reason))
        state = .dead
    }
}
