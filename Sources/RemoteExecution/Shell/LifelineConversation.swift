package import Text

/// The client's side of the talk with a host's first session. Pure.
package struct LifelineConversation {
    package enum Event: Equatable, Sendable {
        /// The stage exists and slots can be opened.
        case greeted(HostReport)
        /// An answer to the heartbeat of this number.
        case beat(Int)
        /// What it says of the compiler that was asked for under this number.
        case compiler(Int, CompilerAnswer)
        /// Its owner wants it back.
        case leaving
        /// It could not make a stage; the reason may be empty.
        case refused(String)
        /// It cleaned up.
        case farewell
        case lost(String)
    }

    private var reader: FrameReader
    private var report = HostReport()
    private var isGreeted = false
    /// Probes that it answered; each is answered once.
    private var answers = 0
    private static let mostAnswers = 64
    /// Its load average of the last minute in hundredths, with each heartbeat; nil if it does not tell.
    package private(set) var load: Int?

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
            report.note(frame.fields[0], text)
            answers += 1
            return answers > Self.mostAnswers ? .lost("it says too much of itself") : nil
        case UInt8(ascii: "G") where !isGreeted && report.stage.first == Ascii.slash:
            isGreeted = true
            return .greeted(report)
        case UInt8(ascii: "B"):
            load = frame.fields.count > 1 ? hundredths(frame.fields[1]) : nil
            return .beat(frame.number(0) ?? 0)
        case UInt8(ascii: "C") where isGreeted:
            guard let number = frame.number(0), let answer = CompilerIdentity.answer(Array(frame.fields.dropFirst()))
            else { return .lost("a malformed answer for a compiler") }
            return .compiler(number, answer)
        case UInt8(ascii: "L") where isGreeted: return .leaving
        case UInt8(ascii: "F"): return .refused(frame.fields.map(\.printable).joined(separator: " "))
        case UInt8(ascii: "X"): return .farewell
        default: return .lost("a frame out of turn")
        }
    }
}

/// What a host says of itself when it comes up.
package struct HostReport: Equatable, Sendable {
    /// Absolute path of the stage.
    package var stage: Bytes = []
    /// `uname -s` and `uname -m`.
    package var os: Bytes = []
    package var arch: Bytes = []
    /// How small files are sent.
    var encoding = Encoding()
    /// Whether it can take an archive from the stream: `head -c` and tar exist.
    package var takesArchives = false
    /// Whether it has zstd(1).
    package var hasZstd = false
    /// What prints `seconds size name` of files, if the host has a store; empty without.
    var stat: Bytes = []
    /// Seconds since the epoch, by its own clock; nil if it does not tell.
    var clock: Int?
    /// How it can show the tree under the names that it has here; nil if it cannot.
    var tree: SameTree?
    /// Variables that its shells export and recipes must not see; empty if that is not known.
    var unset: [Bytes] = []

    /// Takes one of its answers. What makes no sense counts as not answered.
    mutating func note(_ key: Bytes, _ text: Bytes) {
        switch key {
        case Bytes("stage"): stage = text
        case Bytes("decoder"): encoding.decoder = Decoder(reported: text)
        case Bytes("literal"): encoding.isEightBitClean = true
        case Bytes("raw"): takesArchives = true
        case Bytes("zstd"): hasZstd = true
        case Bytes("system"):
            let words = text.split(separator: Ascii.space, omittingEmptySubsequences: false).map { Bytes($0) }
            os = words[0]
            arch = words.count > 1 ? words[words.count - 1] : []
        case Bytes("clock"): clock = Frame(kind: 0, fields: [text]).number(0)
        case Bytes("tree"): tree = SameTree(reported: text)
        case Bytes("store"):
            // The command is ours; it only says which.
            if text == Bytes("gnu") { stat = Bytes("stat -c '%Y %s %n'") }
            if text == Bytes("bsd") { stat = Bytes("stat -f '%m %z %N'") }
        case Bytes("unset"):
            let names = text.split(separator: Ascii.space).map { Bytes($0) }
            let kept = ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR"].map { Bytes($0.utf8) }
            if names.allSatisfy(isVariableName) { unset = names.filter { !kept.contains($0) } }
        default: break
        }
    }
}
