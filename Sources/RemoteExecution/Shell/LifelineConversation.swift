package import Text

/// The client's side of the talk with a host's first session. Pure.
package struct LifelineConversation {
    package enum Event: Equatable, Sendable {
        /// The stage exists and slots can be opened.
        case greeted(HostReport)
        /// An answer to the heartbeat of this number.
        case beat(Int)
        /// It could not make a stage.
        case refused
        /// It cleaned up.
        case farewell
        case lost(String)
    }

    private var reader: FrameReader
    private var report = HostReport()
    private var isGreeted = false

    package init(cookie: Cookie) { reader = FrameReader(cookie: cookie) }

    package mutating func receive(_ bytes: Bytes) -> [Event] {
        reader.receive(bytes).map { take($0) }.compactMap { $0 }
    }

    private mutating func take(_ item: FrameReader.Item) -> Event? {
        guard case .frame(let frame) = item else {
            if case .malformed(let reason) = item { return .lost(reason) }
            return .lost("a payload that was not asked for")
        }
        switch frame.kind {
        case UInt8(ascii: "I") where !isGreeted && frame.fields.count >= 2:
            let text = Bytes(frame.fields.dropFirst().joined(separator: [Ascii.space]))
            if frame.fields[0] == Bytes("stage") { report.stage = text }
            if frame.fields[0] == Bytes("decoder") { report.decoder = Decoder(reported: text) }
            if frame.fields[0] == Bytes("raw") { report.takesArchives = true }
            return nil
        case UInt8(ascii: "G") where !isGreeted && report.stage.first == Ascii.slash:
            isGreeted = true
            return .greeted(report)
        case UInt8(ascii: "B"): return .beat(frame.number(0) ?? 0)
        case UInt8(ascii: "F"): return .refused
        case UInt8(ascii: "X"): return .farewell
        default: return .lost("a frame out of turn")
        }
    }
}

/// What a host says of itself when it comes up.
package struct HostReport: Equatable, Sendable {
    /// Absolute path of the stage.
    package var stage: Bytes = []
    /// How small files are sent.
    var decoder = Decoder.octal
    /// Whether it can take an archive from the stream: `head -c` and tar exist.
    package var takesArchives = false
}
