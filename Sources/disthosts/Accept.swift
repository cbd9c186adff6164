internal import ArgumentParser
internal import Platform
internal import RemoteExecution
internal import Text

/// `disthosts accept`: what the key of a worker may run here.
struct Accept: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Takes in a machine that offers itself; run by its key, through sshd.",
        discussion: """
            This is the forced command of a worker's key (`disthosts authorize`). What the worker asks for comes in \
            $SSH_ORIGINAL_COMMAND and is checked; its sh is at the other end of standard input and output. Builds of \
            this user claim the host.
            """)

    @Option(help: "What the worker is called, whatever it says itself.")
    var name: String?
    @Option(help: "Where hosts and builds meet; default is /tmp/distmake-hosts-UID.")
    var directory: String?
    @Option(help: .hidden) var slots: String?
    @Option(help: .hidden) var label: [String] = []
    @Option(help: .hidden) var session: String?
    @Option(name: .customLong("protocol"), help: .hidden) var version: String?

    func run() throws {
        let environment = currentEnvironment()
        let words: AcceptWords
        do {
            words = try self.words(environment)
        } catch {
            try fail(error.description, .usage)
        }
        let place: JoinDirectory
        do {
            place = try JoinDirectory(making: directory.map { Bytes($0.utf8) } ?? JoinDirectory.usual)
        } catch {
            try fail(error.description, .temporary)
        }
        if let token = words.session.flatMap(SessionToken.init) {
            guard bringSession(token, directory: place, input: 0, output: 1) else {
                try fail("the build that wanted this session is gone", .temporary)
            }
            return
        }
        let loop = try EventLoop()
        let origin = value("SSH_CONNECTION", environment).flatMap { $0.split(separator: Ascii.space).first }
        do {
            let server = try AcceptServer(
                words, directory: place, input: 0, output: 1, origin: origin.map { Bytes($0) } ?? [], loop: loop)
            let end = server.run()
            if end != .served { throw ExitCode(end.rawValue) }
        } catch let trouble as AcceptServer.Trouble {
            try fail(trouble.description, trouble.end)
        }
    }

    /// The worker's words if they came over ssh, else our own; the name of the forced command wins.
    private func words(_ environment: [Bytes]) throws(AcceptWords.Mistake) -> AcceptWords {
        var words: AcceptWords
        if let original = value("SSH_ORIGINAL_COMMAND", environment) {
            words = try AcceptWords(command: original)
        } else {
            var options: [Bytes] = []
            for (option, value) in [("--protocol", version), ("--slots", slots), ("--session", session)] {
                if let value { options += [Bytes(option.utf8), Bytes(value.utf8)] }
            }
            for each in label { options += [Bytes("--label"), Bytes(each.utf8)] }
            words = try AcceptWords(options: options)
        }
        if let name { words.name = try AcceptWords.name(Bytes(name.utf8)) }
        return words
    }

    private func value(_ name: String, _ environment: [Bytes]) -> Bytes? {
        let prefix = Bytes("\(name)=".utf8)
        return environment.last { $0.hasPrefix(prefix) }.map { Bytes($0.dropFirst(prefix.count)) }
    }

    private func fail(_ message: String, _ end: AcceptServer.End) throws -> Never {
        writeAll(2, Bytes("disthosts: \(message)\n".utf8))
        throw ExitCode(end.rawValue)
    }
}
