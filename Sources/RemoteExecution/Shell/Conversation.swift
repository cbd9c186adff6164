package import Text

/// The client's side of the talk with one slot's sh: what its frames mean, and which may come when. Pure.
///
///     greeting -H-> idle
///     idle -(beginStoring)-> storing -R-> storing -U-> idle
///     idle -(begin)-> staging -S-> running -D-> fetching -(L..T)?, (L..T)?, (O..T or M)*, E-> idle
///                     staging -(F or N)-> idle
///
/// The output of a live action comes as `W..T` before its `D`.
///
/// `L` and `O` are followed by bytes of any kind and number; `T` ends them and says whether they are all. A frame that does not fit ends the conversation with `.lost`: a host that lies costs its work, never a result.
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
        /// The script ended.
        case exited(status: Int32, diskIsFull: Bool)
        /// So many bytes of its output are left out here.
        case gap(Int)
        case outputBegan(index: Int, isExecutable: Bool)
        case outputPart(Bytes)
        case outputEnded(index: Int, Ending)
        /// The output does not exist, or is no regular file.
        case outputMissing(index: Int, exists: Bool)
        /// All is told; the sh listens again.
        case done
        /// The conversation is over.
        case lost(String)
    }

    /// How the transfer of an output ended.
    package enum Ending: Equatable, Sendable {
        case whole
        /// The host keeps it under a name of ours; what came is its beginning.
        case aside
        /// The host could not read it to its end.
        case broken
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
    /// The sh sees the tree under the names that it has here.
    package private(set) var showsTree = false
    private var reader: FrameReader
    private let limits: Limits
    /// Of the action at hand: its number in this session, and how many outputs are expected with status 0.
    private var number = 0
    private var outputs = 0
    private var isLive = false
    private enum Payload {
        case none, log
        case output(Int)
    }
    /// What the bytes at hand are.
    private var payload = Payload.none
    /// Bytes of the log or the output at hand that came.
    private var received = 0
    /// The same of the payload at hand.
    private var inPayload = 0
    /// Parts of the log that came; one, or its head and its tail.
    private var logParts = 0

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
    package mutating func begin(number: Int, outputs: Int, isLive: Bool = false) {
        self.number = number
        self.outputs = outputs
        self.isLive = isLive
        logParts = 0
        state = .staging
    }

    package mutating func receive(_ bytes: Bytes) -> [Event] {
        guard state != .lost else { return [] }
        var events: [Event] = []
        for item in reader.receive(bytes) where state != .lost {
            switch item {
            case .frame(let frame): take(frame, &events)
            case .payload(let part): take(part, &events)
            case .malformed(let reason): lose(reason, &events)
            }
        }
        return events
    }

    private mutating func lose(_ reason: String, _ events: inout [Event]) {
        state = .lost
        events.append(.lost(reason))
    }

    private mutating func take(_ part: Bytes, _ events: inout [Event]) {
        received += part.count
        inPayload += part.count
        if case .log = payload {
            // The blocks in which it is cut are not ours to know exactly.
            guard received <= limits.log + 4 * logBlock else { return lose("more output than allowed", &events) }
            events.append(.output(part))
        } else {
            guard received <= limits.output else { return lose("an output larger than allowed", &events) }
            events.append(.outputPart(part))
        }
    }

    private mutating func take(_ frame: Frame, _ events: inout [Event]) {
        if case .greeting = state, frame.kind == UInt8(ascii: "H") {
            state = .idle
            showsTree = frame.number(0) == 1
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
            events.append(.refused(frame.fields.dropFirst().map(\.printable).joined(separator: " ")))
        case (UInt8(ascii: "N"), .staging):
            state = .idle
            events.append(.inputVanished)
        case (UInt8(ascii: "S"), .staging):
            state = .running
            events.append(.staged)
        case (UInt8(ascii: "T"), .fetching): takeEnding(frame, &events)
        case (UInt8(ascii: "T"), .running) where isLive: takeEnding(frame, &events)
        case (_, .running) where isInPayload: lose("a payload without an end", &events)
        case (UInt8(ascii: "W"), .running) where isLive && logParts == 0:
            (received, logParts, payload) = (0, 1, .log)
        case (UInt8(ascii: "D"), .running): takeExit(frame, &events)
        case (_, .fetching) where isInPayload: lose("a payload without an end", &events)
        case (UInt8(ascii: "L"), .fetching(next: 0)) where logParts < 2:
            guard let gap = frame.number(1) else { return lose("a malformed part of the log", &events) }
            if logParts == 0 { received = 0 }
            logParts += 1
            inPayload = 0
            payload = .log
            if gap > 0 { events.append(.gap(gap)) }
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

    private var isInPayload: Bool { if case .none = payload { false } else { true } }

    /// `D number status disk-is-full`
    private mutating func takeExit(_ frame: Frame, _ events: inout [Event]) {
        guard frame.fields.count == 3, let status = frame.number(1), status < 1024, let full = frame.number(2) else {
            return lose("a malformed end of an action", &events)
        }
        logParts = 0
        // yash says 384+n for a signal where the others say 128+n.
        let plain = Int32(status > 256 ? status - 256 : status)
        if plain != 0 { outputs = 0 }
        state = .fetching(next: 0)
        events.append(.exited(status: plain, diskIsFull: full != 0))
    }

    /// `O number index is-executable`
    private mutating func takeOutput(_ frame: Frame, _ next: Int, _ events: inout [Event]) {
        guard frame.fields.count == 3, frame.number(1) == next, next < outputs, let executable = frame.number(2) else {
            return lose("an output that was not asked for", &events)
        }
        payload = .output(next)
        (received, inPayload) = (0, 0)
        state = .fetching(next: next + 1)
        events.append(.outputBegan(index: next, isExecutable: executable != 0))
    }

    /// `T number status is-aside [size]`
    private mutating func takeEnding(_ frame: Frame, _ events: inout [Event]) {
        guard (3...4).contains(frame.fields.count), let status = frame.number(1), let aside = frame.number(2) else {
            return lose("a malformed end of a payload", &events)
        }
        let isShort = frame.fields.count == 4 && frame.number(3) != inPayload
        switch payload {
        case .none: return lose("an end of no payload", &events)
        // What could be read of a log is all that there is, but it has to arrive.
        case .log: if isShort { return lose("a part of the output was lost on its way", &events) }
        case .output(let index):
            events.append(.outputEnded(index: index, status != 0 || isShort ? .broken : aside != 0 ? .aside : .whole))
        }
        payload = .none
    }
}
