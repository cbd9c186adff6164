internal import Platform
internal import Text

/// One session to a host outside of builds: a script goes there, frames come back.
///
///     standing in line --> at work --> over (with a problem, or without)
final class HostErrand {
    let host: Host
    /// Why it came to nothing.
    private(set) var problem: String?
    private(set) var isOver = false
    /// What the script has to say. Anything else than frames ends the errand.
    var onFrame: (Frame) -> Void = { _ in }

    private let round: HostRound
    private let script: (Cookie) -> Bytes
    private var session: Session?
    private var turns: [(line: Handshakes, turn: Handshakes.Turn)] = []
    /// On `monotonicClock`; nil while it stands in line.
    private var deadline: Int64?

    /// - Parameter script: reads the lines of `send` and ends with its input.
    init(host: Host, in round: HostRound, script: @escaping (Cookie) -> Bytes) {
        (self.host, self.round, self.script) = (host, round, script)
    }

    /// Its transport is a process of this machine, and the host may be this machine.
    var isLocal: Bool { host.transport != .ssh }
    var isCleaningUp: Bool { session?.isRunning ?? false }

    func begin() { wait(in: isLocal ? round.starts : round.handshakes) { $0.connect() } }

    /// Goes on when it is its turn in a line; the turn is given back at the end of the errand.
    func wait(in line: Handshakes, _ go: @escaping (HostErrand) -> Void) {
        deadline = nil
        let turn = line.request { [weak self] in
            guard let self, !isOver else { return }
            restartClock()
            go(self)
        }
        turns.append((line, turn))
    }

    /// It has its whole time again.
    func restartClock() { deadline = monotonicClock() + round.limit }

    func noteTime(_ now: Int64) {
        if let deadline, now >= deadline { end("it does not answer") }
    }

    private func connect() {
        guard let cookie = Cookie.random() else { return end("no randomness") }
        let command = TransportCommand(host: host, share: .user, options: round.options)
        do {
            let session = try Session(loop: round.loop, arguments: command.arguments, environment: command.environment)
            var reader = FrameReader(cookie: cookie)
            session.onBytes = { [weak self] bytes in
                for item in reader.receive(bytes) { self?.take(item) }
            }
            session.onEnd = { [weak self] complaint in
                self?.end(complaint.isEmpty ? "the connection to it ended" : complaint)
            }
            self.session = session
            session.send(script(cookie))
        } catch {
            end("cannot start its transport: \(error.text)")
        }
    }

    private func take(_ item: FrameReader.Item) {
        guard !isOver else { return }
        guard case .frame(let frame) = item else { return end("unexpected output in the stream") }
        onFrame(frame)
    }

    func send(_ line: StaticString) { session?.send(Bytes(line) + [Ascii.newline]) }

    /// Ends the errand; the first reason counts.
    func end(_ problem: String? = nil) {
        guard !isOver else { return }
        isOver = true
        self.problem = problem
        // It cleans up at the end of its input; what does not listen is ended by `letGo`.
        session?.onBytes = { _ in }
        session?.onEnd = { _ in }
        session?.closeInput()
        if problem != nil { session?.signal(SIGTERM) }
        for (line, turn) in turns { line.end(turn) }
        turns = []
    }

    func letGo() {
        session?.abandon()
        session?.signal(SIGTERM)
    }
}

/// Errands to many hosts at once, and the lines in which they wait for each other. Each takes three open files.
final class HostRound {
    let loop: EventLoop
    let options: RemoteOptions
    /// Nanoseconds that a host has to answer in.
    let limit: Int64
    let handshakes: Handshakes
    /// Transports that are processes of this machine.
    let starts: Handshakes

    init(loop: EventLoop, options: RemoteOptions, limit: Int64) {
        (self.loop, self.options, self.limit) = (loop, options, limit)
        handshakes = Handshakes(loop: loop, limit: options.handshakes)
        starts = Handshakes(loop: loop, limit: options.starts)
    }

    /// Runs the loop until all are over.
    func run(_ errands: [HostErrand]) {
        for errand in errands { errand.begin() }
        while errands.contains(where: { !$0.isOver }) {
            loop.runOnce(limit: 100_000_000)
            for errand in errands { errand.noteTime(monotonicClock()) }
        }
        // What it started has a moment to clean up.
        let deadline = monotonicClock() + 1_000_000_000
        while errands.contains(where: \.isCleaningUp), monotonicClock() < deadline { loop.runOnce(limit: 20_000_000) }
        for errand in errands { errand.letGo() }
    }
}
