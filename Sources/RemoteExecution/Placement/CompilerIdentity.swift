internal import ContentStore
internal import Platform
package import Text

/// Which compiler a program is: what it says of itself, the same on all machines that have the same one.
package struct CompilerIdentity: Equatable, Sendable {
    /// The first line of `--version`.
    package let version: Bytes
    /// `-dumpmachine`.
    package let machine: Bytes
    /// Hexadecimal digits of the SHA-256 of both.
    package let digest: Bytes
    /// It takes `-ffile-prefix-map`, by which what it makes does not tell where its sources were. No part of the identity.
    package let mapsPaths: Bool

    package init(machine: Bytes, version: Bytes, mapsPaths: Bool = false) {
        self.mapsPaths = mapsPaths
        self.machine = machine
        self.version = version
        digest = Digest(of: machine + [Ascii.newline] + version + [Ascii.newline]).hex
    }

    /// What an asked machine answers, without the number of the question: `1 MACHINE VERSION`, with a 2 if paths can be
    /// mapped, or `0` if it has no such program. Nil if it is neither.
    static func answer(_ fields: [Bytes]) -> CompilerAnswer? {
        if fields == [Bytes("0")] { return .missing }
        guard fields.count >= 2, fields[0] == Bytes("1") || fields[0] == Bytes("2") else { return nil }
        return .found(
            CompilerIdentity(
                machine: fields[1], version: Bytes(fields.dropFirst(2).joined(separator: [Ascii.space])),
                mapsPaths: fields[0] == Bytes("2")))
    }

    /// `3f2a91c04d (cc (Debian 12.2.0-14) 12.2.0, x86_64-linux-gnu)`
    package var text: String { "\(digest.prefix(10).map { $0 }.text) (\(version.printable), \(machine.printable))" }
}

/// What a machine says when it is asked for a compiler.
package enum CompilerAnswer: Equatable, Sendable {
    case missing
    case found(CompilerIdentity)
}

/// Whether a program's name can be asked for: nothing in it means anything to a shell, and it is the same on all machines.
package func canBeAskedFor(_ program: Bytes) -> Bool {
    guard let first = program.first, first != Ascii.minus, program.count < 1024 else { return false }
    guard program.allSatisfy({ $0.isAlphanumeric || Bytes("_-./+").contains($0) }) else { return false }
    return first == Ascii.slash || !program.contains(Ascii.slash)
}

/// A function of sh that answers for a compiler: `identify NUMBER PROGRAM` prints the frame `C NUMBER ...`.
let identifyText: StaticString = #"""
    identify() {
        trap - TERM INT HUP
        if command -v "$2" >/dev/null; then
            m=$(LC_ALL=C "$2" -dumpmachine | sed 's/ .*//;1q')
            v=$(LC_ALL=C "$2" --version | sed 1q | cut -c 1-300)
            k=1
            if "$2" -ffile-prefix-map=/a=/b -E -x c - </dev/null >/dev/null; then k=2; fi
            frame "C $1 $k ${m:--} $v"
        else
            frame "C $1 0"
        fi
    }

    """#

/// Asks this machine for its compilers.
final class LocalCompilers {
    private let loop: EventLoop
    private let options: RemoteOptions
    private var sessions: [Int: Session] = [:]

    init(loop: EventLoop, options: RemoteOptions) {
        self.loop = loop
        self.options = options
    }

    /// Answers once, after this call.
    func ask(_ number: Int, _ program: Bytes, _ answer: @escaping (CompilerAnswer) -> Void) {
        guard let cookie = Cookie.random() else {
            loop.after(nanoseconds: 0) { answer(.missing) }
            return
        }
        var host = Host(name: Bytes("here"), slots: 1)
        host.transport = .embedded
        let command = TransportCommand(host: host, share: .user, options: options)
        do {
            let session = try Session(loop: loop, arguments: command.arguments, environment: command.environment)
            sessions[number] = session
            var reader = FrameReader(cookie: cookie)
            var found = CompilerAnswer.missing
            session.onBytes = { bytes in
                for case .frame(let frame) in reader.receive(bytes) where frame.kind == UInt8(ascii: "C") {
                    found = CompilerIdentity.answer(Array(frame.fields.dropFirst())) ?? found
                }
            }
            session.onEnd = { [weak self] _ in
                self?.sessions[number] = nil
                answer(found)
            }
            let script = Bytes("c=") + cookie.shellWord + Bytes("\nframe() { printf '\\n%s %s\\n' \"$c\" \"$1\"; }\n")
            session.send(
                script + Bytes(identifyText) + Bytes("identify \(number) ") + program + Bytes(" 2>/dev/null\n"))
            session.closeInput()
        } catch {
            loop.after(nanoseconds: 0) { answer(.missing) }
        }
    }

    func letGo() {
        for session in sessions.values {
            session.abandon()
            session.signal(SIGTERM)
        }
        sessions = [:]
    }
}
