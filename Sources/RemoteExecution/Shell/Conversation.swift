package import Text

/// The client's side of the talk with one slot's sh: what its frames mean, and which may come when. Pure.
///
///     greeting -H-> idle
///     idle -(beginStoring)-> storing -R-> storing -U-> idle
///     idle -(begin)-> staging -S-> running -D-> fetching -(O or M)*, E-> idle
///                     staging -(F or N)-> idle
///
/// A frame that does not fit ends the conversation with `.lost`: a host that lies costs its work, never a result.
package struct Conversation {
    package enum Event: Equatable, Sendable {
        /// The sh listens.
        case ready
        /// It waits for the payload that was announced: exactly those bytes may be sent, and nothing after them.
        case wantsPayload
        /// The payload is stored; the action can be sent.
        case payloadStored
        /// All inputs are in place and the script runs.
        case staged
        /// An input that the stage had is gone; send it again.
        case inputVanished
        /// The host could not store the inputs or cannot run the script: its own trouble, not the action's.
        case refused(String)
        /// A part of what the script printed.
        case output(Bytes)
        /// The script ended. `dropped` bytes of its output were left out in the middle.
        case exited(status: Int32, diskIsFull: Bool, dropped: Int)
        case outputBegan(index: Int, size: Int, isExecutable: Bool)
        case outputPart(Bytes)
        case outputEnded
        /// The output does not exist, or is no regular file.
        case outputMissing(index: Int, exists: Bool)
        /// All is told; the sh listens again.
        case done
        /// The conversation is over.
        case lost(String)
    }

    package enum State: Equatable, Sendable {
        case greeting, idle, staging, running
        /// A payload was announced; it is under way once the host asked for it.
        case storing(isUnderWay: Bool)
        /// `next` is the index of the output that has to come next.
        case fetching(next: Int)
        case lost
    }

    package struct Limits: Sendable {
        /// Bytes of output of a script that a host may send; its script keeps half from the head and half from the
        /// tail.
        package var log = 16 << 20
        /// Bytes of one output file.
        package var output = 2 << 30
        package init() {}
    }

    package private(set) var state = State.greeting
    private var reader: FrameReader
    private let limits: Limits
    /// Of the action at hand: its number in this session, and how many outputs are expected with status 0.
    private var number = 0
    private var outputs = 0
    /// Where the payload at hand belongs.
    private var isLog = false

    package init(cookie: Cookie, limits: Limits = Limits()) {
        reader = FrameReader(cookie: cookie)
        self.limits = limits
    }

    /// A payload was announced to the idle sh.
    package mutating func beginStoring(number: Int) {
        self.number = number
        state = .storing(isUnderWay: false)
    }

    /// An action's script was sent to the idle sh.
    package mutating func begin(number: Int, outputs: Int) {
        self.number = number
        self.outputs = outputs
        state = .staging
    }

    package mutating func receive(_ bytes: Bytes) -> [Event] {
        guard state != .lost else { return [] }
        var events: [Event] = []
        for item in reader.receive(bytes) where state != .lost {
            switch item {
            case .frame(let frame): take(frame, &events)
            case .payload(let part): events.append(isLog ? .output(part) : .outputPart(part))
            case .payloadEnd: if !isLog { events.append(.outputEnded) }
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
        if case .greeting = state, frame.kind == UInt8(ascii: "H") {
            state = .idle
            return events.append(.ready)
        }
        guard frame.number(0) == number else { return lose("a frame for no action of ours", &events) }
        switch (frame.kind, state) {
        case (UInt8(ascii: "R"), .storing(isUnderWay: false)):
            state = .storing(isUnderWay: true)
            events.append(.wantsPayload)
        case (UInt8(ascii: "U"), .storing(isUnderWay: true)):
            state = .idle
            events.append(frame.number(1) == 0 ? .payloadStored : .refused("it could not store the inputs"))
        case (UInt8(ascii: "F"), .staging):
            state = .idle
            events.append(.refused(frame.fields.dropFirst().map(\.text).joined(separator: " ")))
        case (UInt8(ascii: "N"), .staging):
            state = .idle
            events.append(.inputVanished)
        case (UInt8(ascii: "S"), .staging):
            state = .running
            events.append(.staged)
        case (UInt8(ascii: "D"), .running): takeExit(frame, &events)
        case (UInt8(ascii: "O"), .fetching(let next)): takeOutput(frame, next, &events)
        case (UInt8(ascii: "M"), .fetching(let next)):
            guard frame.number(1) == next, next < outputs, let exists = frame.number(2) else {
                return lose("an output that was not asked for", &events)
            }
            state = .fetching(next: next + 1)
            events.append(.outputMissing(index: next, exists: exists != 0))
        case (UInt8(ascii: "E"), .fetching(let next)):
            guard next == outputs else { return lose("an output was left out", &events) }
            state = .idle
            events.append(.done)
        default: lose("a frame out of turn", &events)
        }
    }

    /// `D number status disk-is-full total length`
    private mutating func takeExit(_ frame: Frame, _ events: inout [Event]) {
        guard frame.fields.count == 5, let status = frame.number(1), status < 1024, let full = frame.number(2),
            let total = frame.number(3), let sent = frame.number(4)
        else { return lose("a malformed end of an action", &events) }
        guard sent <= limits.log + 4096, total >= sent else { return lose("more output than allowed", &events) }
        isLog = true
        // yash says 384+n for a signal where the others say 128+n.
        let plain = Int32(status > 256 ? status - 256 : status)
        state = .fetching(next: plain == 0 ? 0 : outputs)
        events.append(.exited(status: plain, diskIsFull: full != 0, dropped: total - sent))
    }

    /// `O number index is-executable length`
    private mutating func takeOutput(_ frame: Frame, _ next: Int, _ events: inout [Event]) {
        guard frame.fields.count == 4, frame.number(1) == next, next < outputs, let executable = frame.number(2),
            let size = frame.number(3)
        else { return lose("an output that was not asked for", &events) }
        guard size <= limits.output else { return lose("an output larger than allowed", &events) }
        isLog = false
        state = .fetching(next: next + 1)
        events.append(.outputBegan(index: next, size: size, isExecutable: executable != 0))
    }
}
