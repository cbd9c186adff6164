package import Text

/// What becomes of a host that offered itself, as its `accept` on this machine sees it. Pure.
package struct Offer: Sendable {
    package enum State: Equatable, Sendable {
        /// Any build may claim it.
        case offered
        /// It is connected, and nobody may have it.
        case withheld
        /// A build has it.
        case claimed(Builder)
    }

    /// Which build has a host.
    package struct Builder: Equatable, Sendable {
        package var process: Int
        package var directory: Bytes
    }

    package enum Effect: Equatable, Sendable {
        /// To whoever sent the request.
        case reply(Bytes)
        /// The same, with the stream; the one who asked is the build from now on.
        case handOver(Bytes)
        /// The socket's place says whether the host is offered.
        case move(JoinDirectory.Folder)
        /// To the build that has it.
        case tellBuild(Bytes)
        case end
    }

    package private(set) var state: State
    package let name: Bytes
    private let words: AcceptWords
    /// Where the worker called from, for lists.
    private let origin: Bytes
    private var isDrained: Bool

    package init(name: Bytes, words: AcceptWords, origin: Bytes, isDrained: Bool) {
        (self.name, self.words, self.isDrained) = (name, words, isDrained)
        self.origin = origin.isEmpty ? Bytes("-") : origin
        state = isDrained ? .withheld : .offered
    }

    package mutating func take(_ request: Bytes) -> [Effect] {
        let fields = request.split(separator: Ascii.space, maxSplits: 2, omittingEmptySubsequences: false)
        switch fields.first.map({ Bytes($0) }) {
        case Bytes("claim") where fields.count == 3:
            guard let process = Int(Bytes(fields[1]).text), process > 0 else {
                return [.reply(Bytes("no such request"))]
            }
            guard case .offered = state else { return [.reply(Bytes("no it is not offered"))] }
            state = .claimed(Builder(process: process, directory: Bytes(fields[2])))
            return [.handOver(hostLine), .move(.taken)]
        case Bytes("look"): return [.reply(description)]
        case Bytes("drain"):
            isDrained = true
            switch state {
            case .offered:
                state = .withheld
                return [.move(.taken), .reply(Bytes("ok"))]
            case .withheld: return [.reply(Bytes("ok"))]
            case .claimed: return [.tellBuild(Bytes("drain")), .reply(Bytes("ok"))]
            }
        case Bytes("undrain"):
            isDrained = false
            guard case .withheld = state else { return [.reply(Bytes("ok"))] }
            state = .offered
            return [.move(.offers), .reply(Bytes("ok"))]
        case Bytes("remove"): return [.reply(Bytes("ok")), .end]
        default: return [.reply(Bytes("no such request"))]
        }
    }

    private var labels: [Bytes] { words.labels.map { $0.key + [Ascii.equals] + $0.value } }

    /// `host NAME SLOTS [KEY=VALUE]...`
    private var hostLine: Bytes {
        let fields = [Bytes("host"), name, Bytes("\(words.slots)".utf8)] + labels
        return Bytes(fields.joined(separator: [Ascii.space]))
    }

    /// `is STATE SLOTS ORIGIN LABELS PROCESS DIRECTORY`, as `OfferDescription` reads it.
    private var description: Bytes {
        var fields = [Bytes("is")]
        var builder: Builder?
        switch state {
        case .offered: fields.append(Bytes("waiting"))
        case .withheld: fields.append(Bytes("drained"))
        case .claimed(let claimer):
            fields.append(Bytes(isDrained ? "draining" : "serving"))
            builder = claimer
        }
        fields += [Bytes("\(words.slots)".utf8), origin]
        fields.append(labels.isEmpty ? Bytes("-") : Bytes(labels.joined(separator: [Ascii.comma])))
        fields.append(builder.map { Bytes("\($0.process)".utf8) } ?? Bytes("-"))
        fields.append(builder?.directory ?? [])
        return Bytes(fields.joined(separator: [Ascii.space]))
    }
}

/// What an `accept` answers to `look`.
package struct OfferDescription: Equatable, Sendable {
    package var state: Bytes
    package var slots: Int
    package var origin: Bytes
    /// `KEY=VALUE`, with commas between them.
    package var labels: Bytes
    package var process: Int?
    package var directory: Bytes

    package init?(_ line: Bytes) {
        let fields = line.split(separator: Ascii.space, maxSplits: 6, omittingEmptySubsequences: false).map {
            Bytes($0)
        }
        guard fields.count == 7, fields[0] == Bytes("is"), let slots = Int(fields[2].text) else { return nil }
        (state, self.slots, origin) = (fields[1], slots, fields[3])
        labels = fields[4] == Bytes("-") ? [] : fields[4]
        process = Int(fields[5].text)
        directory = fields[6]
    }
}
