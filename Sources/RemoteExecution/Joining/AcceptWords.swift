package import Text

/// What a worker asks `disthosts accept` for. The worker is not trusted: these words come over the network.
package struct AcceptWords: Equatable, Sendable {
    package static let protocolVersion = 1
    package static let mostLabels = 32

    package var name: Bytes?
    package var slots = 1
    package var labels: [Host.Label] = []
    /// Names a build that wants one more session; nil offers a host.
    package var session: Bytes?

    package struct Mistake: Error, Equatable, CustomStringConvertible, Sendable {
        package let description: String
    }

    package init() {}

    /// Reads `[PATH/]disthosts accept [--protocol 1] [--name NAME] [--slots N] [--label KEY=VALUE]... [--session TOKEN]`.
    ///
    /// All of it is plain: no quotes, no character that means something to a shell.
    package init(command: Bytes) throws(Mistake) {
        let plain = Bytes("._@=:/+,- ")
        guard command.count <= 4096, command.allSatisfy({ $0.isAlphanumeric || plain.contains($0) }) else {
            throw Mistake(
                description: "the worker asks for something else than `disthosts accept', which is all it may")
        }
        var words = command.split(separator: Ascii.space).map { Bytes($0) }[...]
        guard let program = words.popFirst(),
            program.split(separator: Ascii.slash).last.map({ Bytes($0) }) == Bytes("disthosts"),
            words.popFirst() == Bytes("accept")
        else {
            throw Mistake(
                description: "the worker asks for something else than `disthosts accept', which is all it may")
        }
        try self.init(options: Array(words))
    }

    package init(options: [Bytes]) throws(Mistake) {
        var words = options[...]
        var seen: Set<Bytes> = []
        while let option = words.popFirst() {
            guard let value = words.popFirst() else {
                throw Mistake(description: "found nothing after `\(option.printable)'")
            }
            if option != Bytes("--label"), !seen.insert(option).inserted {
                throw Mistake(description: "found `\(option.printable)' twice")
            }
            switch option {
            case Bytes("--protocol"):
                guard value == Bytes("\(Self.protocolVersion)".utf8) else {
                    throw Mistake(
                        description: "the worker speaks version \(value.printable), and this is version "
                            + "\(Self.protocolVersion); print its script anew with `disthosts worker-script'")
                }
            case Bytes("--name"): name = try Self.name(value)
            case Bytes("--slots"): slots = try Self.slots(value)
            case Bytes("--label"): try add(label: value)
            case Bytes("--session"):
                guard SessionToken(value) != nil else { throw Mistake(description: "found no token after `--session'") }
                session = value
            default: throw Mistake(description: "found `\(option.printable)', which means nothing here")
            }
        }
    }

    /// The name of a forced command wins over the worker's own.
    package static func name(_ value: Bytes) throws(Mistake) -> Bytes {
        guard isJoinedName(value) else {
            throw Mistake(
                description: "found the name `\(value.printable)'; expected at most 64 letters, digits, `.', `-', `_' "
                    + "and `@', a letter or digit first")
        }
        return value
    }

    private static func slots(_ value: Bytes) throws(Mistake) -> Int {
        guard value.count <= 4, value.allSatisfy(\.isDigit), let slots = Int(value.text),
            (1...HostsFile.mostSlots).contains(slots)
        else {
            throw Mistake(
                description: "found `\(value.printable)' slots; expected a number from 1 to \(HostsFile.mostSlots)")
        }
        return slots
    }

    private mutating func add(label text: Bytes) throws(Mistake) {
        guard let equals = text.firstIndex(of: Ascii.equals), let first = text.first, first.isAlpha,
            text[..<equals].allSatisfy({ $0.isAlphanumeric || Bytes("_-.").contains($0) })
        else {
            throw Mistake(description: "found the label `\(text.printable)'; expected KEY=VALUE, such as `os=linux'")
        }
        let key = Bytes(text[..<equals])
        // What these mean is for the owner of this machine to say.
        guard !["speed", "store", "transport"].contains(key.text) else {
            throw Mistake(description: "a worker cannot say `\(key.text)=' of itself")
        }
        guard labels.count < Self.mostLabels, !labels.contains(where: { $0.key == key }) else {
            throw Mistake(description: "found the label `\(key.text)=' twice, or more than \(Self.mostLabels) labels")
        }
        labels.append(Host.Label(key: key, value: Bytes(text[(equals + 1)...])))
    }
}

/// Names a session that a build waits for: 16 digits for the build, 32 that nobody can guess.
package struct SessionToken: Hashable, Sendable {
    package let text: Bytes
    /// Names the build in the directory where hosts and builds meet.
    package var build: Bytes { Bytes(text.prefix(16)) }

    package init?(_ text: Bytes) {
        let digits = Bytes("0123456789abcdef")
        guard text.count == 48, text.allSatisfy(digits.contains) else { return nil }
        self.text = text
    }
}
