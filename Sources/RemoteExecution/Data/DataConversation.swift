package import Text

/// The client's side of the talk with a host's data stream: a sh that stores and sends. Pure.
///
///     greeting -H-> idle -(begin)-> working -(R)?, (L..T)*, U-> idle
///
/// `R` asks for the payload that the request announced, `L`..`T` is what was asked for, `U` tells how it went.
package struct DataConversation {
    package enum Event: Equatable, Sendable {
        case ready
        /// Exactly the bytes of the payload may be sent.
        case wantsPayload
        case bytes(Bytes)
        case done(status: Int)
        case lost(String)
    }

    package enum State: Equatable, Sendable { case greeting, idle, working, lost }

    package private(set) var state = State.greeting
    private var reader: FrameReader
    private var number = 0
    private var expectsPayloadRequest = false
    private var isInPayload = false
    /// What could not be read to its end.
    private var isBroken = false
    /// Bytes of the payload at hand that came.
    private var received = 0
    /// Bytes that may still come.
    private var allowance = 0

    package init(cookie: Cookie) { reader = FrameReader(cookie: cookie) }

    /// A request was sent.
    ///
    /// - Parameters:
    ///   - hasPayload: it waits for bytes of ours.
    ///   - limit: of the bytes that may come back.
    package mutating func begin(number: Int, hasPayload: Bool, limit: Int) {
        self.number = number
        expectsPayloadRequest = hasPayload
        (isInPayload, isBroken) = (false, false)
        allowance = limit
        state = .working
    }

    package mutating func receive(_ bytes: Bytes) -> [Event] {
        guard state != .lost else { return [] }
        var events: [Event] = []
        for item in reader.receive(bytes) where state != .lost {
            switch item {
            case .frame(let frame): take(frame, &events)
            case .payload(let part):
                allowance -= part.count
                received += part.count
                if allowance < 0 {
                    lose("more bytes than were asked for", &events)
                } else {
                    events.append(.bytes(part))
                }
            case .malformed(let reason): lose(reason, &events)
            }
        }
        return events
    }

    private mutating func lose(_ reason: String, _ events: inout [Event]) {
        state = .lost
        events.append(.lost(reason))
    }

    private mutating func take(_ frame: Frame, _ events: inout [Event]) {
        if state == .greeting, frame.kind == UInt8(ascii: "H") {
            state = .idle
            return events.append(.ready)
        }
        guard state == .working, frame.number(0) == number else { return lose("a frame out of turn", &events) }
        switch frame.kind {
        case UInt8(ascii: "R") where expectsPayloadRequest && !isInPayload:
            expectsPayloadRequest = false
            events.append(.wantsPayload)
        case UInt8(ascii: "L") where !isInPayload: (isInPayload, received) = (true, 0)
        case UInt8(ascii: "T") where isInPayload:
            guard let status = frame.number(1) else { return lose("a malformed end of a payload", &events) }
            isInPayload = false
            if status != 0 || frame.fields.count > 3 && frame.number(3) != received { isBroken = true }
        case UInt8(ascii: "U") where !isInPayload:
            guard let status = frame.number(1) else { return lose("a malformed end of a request", &events) }
            state = .idle
            events.append(.done(status: isBroken ? max(status, 1) : status))
        default: lose("a frame out of turn", &events)
        }
    }
}
