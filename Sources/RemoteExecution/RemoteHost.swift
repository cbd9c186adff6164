internal import ContentStore
internal import Execution
internal import Platform
internal import Text

/// One host of the executor: its lifeline, its connections, its slots, and what waits for them.
final class RemoteHost {
    enum State {
        /// Nothing is connected; a timer may be waiting to try again.
        case down
        case connecting
        case up(HostReport)
        case closing
    }

    private(set) var host: Host
    /// Its number among the hosts of the executor.
    let index: Int
    let options: RemoteOptions
    let loop: EventLoop
    let inputs: LocalInputs
    /// Prefix of this host's control sockets.
    let controlPath: Bytes
    /// What it brought, if it offered itself.
    let claim: ClaimedHost?
    let handshakes: Handshakes
    unowned let executor: any RemoteHostOwner
    /// It takes nothing new and leaves when nothing runs.
    var isDraining = false
    /// It takes no part any more.
    var hasLeft = false
    /// Its end was a failure, and before that some action came through.
    private(set) var hasFailed = false
    private(set) var hasProved = false
    /// When it became a member, and when an action of it ended, on `monotonicClock`.
    let cameAt = monotonicClock()
    var lastUse: Int64 = 0

    /// Actions that it lost since one came through.
    var lostInRow: Set<ActionID> = []
    /// What is known of it, to decide which actions it can be given.
    var facts: HostFacts
    var state = State.down
    var slots: [Slot] = []
    /// When actions began to wait for what their compilers are.
    var askedSince: [ActionID: Int64] = [:]
    /// Actions without a slot, in the order of their start.
    var queue: [PreparedAction] = []
    var map = StageMap()
    /// Sessions that carry data only.
    var carriers: [any DataCarrier] = []
    /// zstd(1) here, if it is wanted and there; looked for once.
    lazy var zstd = host.compress == .no ? nil : Zstd(loop: loop, environment: options.environment)
    /// Bytes a second that went to it, as far as it was measured.
    var rate: Double?
    /// Bytes of archives that were sent to it, packed or not.
    var wireBytes = 0
    /// Bytes of inputs that were sent to it.
    var sentBytes = 0
    /// Its clock is not ours, so that what recipes make there has other times than here.
    var clockIsOff = false
    /// Times that files of the stage have, in seconds, as far as they are known.
    var stamps: [Bytes: Int64] = [:]
    /// Paths of the stage that are links into the store.
    var linkedPaths: Set<Bytes> = []
    /// Planes that turned out not to work there.
    var failedPlanes: Set<DataPlane> = []
    /// A timer is set for the logs of scripts that run for long.
    var isLookingAtLogs = false
    /// Runs that have left their slots but for large outputs.
    var fetching: [Run] = []
    /// Inputs are on their way for an action that may come.
    var isPrefetching = false
    var connections = ConnectionPool() {
        didSet { if oldValue.isConnecting { endSlotTurn() } }
    }
    var nextRunNumber = 1
    /// Never used twice, so that a late signal to a slot cannot meet its successor.
    var nextSlotNumber = 0
    /// Slots that failed to open in a row.
    var slotFailures = 0
    /// No more than so many slots turned out to be possible.
    var slotLimit: Int
    var lifeline: Session?
    /// The handshake of the first connection, and that of a further one.
    var turn: Handshakes.Turn?
    var slotTurn: Handshakes.Turn?
    /// Former lifelines that were asked to end.
    private var leaving: [Session] = []
    private var nextRest: Int64
    var timers: [EventLoop.TimerID] = []
    private var isReportedUnusable = false
    /// It is up, but does not answer at the moment; that may be only the network.
    private(set) var isSilent = false
    /// It takes nothing for a while.
    private var isResting = false
    private var beats = 0
    private var answeredBeats = 0
    /// Runs whose slots were given up, and the heartbeats after whose answers nothing of them runs.
    private var killed: [(beat: Int, run: Run)] = []
    /// Compilers that it was asked for, and has not told of.
    private var questions: Set<Int> = []
    /// When the oldest heartbeat without an answer was sent, on `monotonicClock`.
    private var unansweredSince: Int64?
    /// Nanoseconds from a heartbeat to its answer.
    private(set) var roundTrip: Int64?
    /// The load average that it told last, in hundredths.
    var systemLoad: Int?

    init(
        host: Host, index: Int, options: RemoteOptions, loop: EventLoop, inputs: LocalInputs, controlPath: Bytes,
        claim: ClaimedHost?, handshakes: Handshakes, owner: any RemoteHostOwner
    ) {
        self.host = host
        self.index = index
        facts = HostFacts(host)
        self.options = options
        self.loop = loop
        self.inputs = inputs
        self.controlPath = controlPath
        self.claim = claim
        self.handshakes = handshakes
        executor = owner
        slotLimit = host.slots
        nextRest = options.firstRest
    }

    var hasSessions: Bool {
        lifeline?.isRunning == true || leaving.contains(where: \.isRunning) || slots.contains { $0.session.isRunning }
            || carriers.contains { $0.session.isRunning }
    }

    var isUp: Bool { if case .up = state { true } else { false } }

    /// Other numbers and labels of the same host.
    func change(_ host: Host) {
        // Fewer than promised may have turned out to be possible.
        slotLimit = slotLimit < self.host.slots ? min(slotLimit, host.slots) : host.slots
        self.host = host
        facts.take(host.labels)
        pump()
    }

    // Coming up.

    func bringUp() {
        guard case .down = state, !hasLeft else { return }
        state = .connecting
        unansweredSince = nil
        (beats, answeredBeats, questions) = (0, 0, [])
        (isSilent, isResting) = (false, false)
        guard claim == nil else {
            limitConnecting()
            return openLifeline(.user)
        }
        turn = handshakes.request { [weak self] in self?.beginHandshake() }
        if turn?.isRunning == true { executor.hostIsConnecting(self) }
    }

    func take(_ event: LifelineConversation.Event) {
        if case .beat(let number) = event {
            guard number > answeredBeats, number <= beats else { return fail("it answers what was not asked") }
            answeredBeats = number
            if let since = unansweredSince { roundTrip = monotonicClock() - since }
        }
        unansweredSince = nil
        if isSilent { speaksAgain() }
        if let first = killed.first, first.beat <= answeredBeats {
            for run in killed.filter({ $0.beat <= answeredBeats }) { endMaking(run.run) }
            killed.removeAll { $0.beat <= answeredBeats }
            pump()
        }
        switch event {
        case .greeted(let report):
            guard case .connecting = state else { return }
            state = .up(report)
            let now = wallClock() / 1_000_000_000
            clockIsOff = report.clock.map { abs(Int64($0) - now) > 2 && $0 < 1 << 40 } ?? false
            connections.isUp(0)
            endHandshake()
            dropTimers()
            isReportedUnusable = false
            executor.greeted(self, report)
            executor.hostIsUp(self)
            executor.tell(.hostReady(host: host.name))
            executor.tell(.stageCreated(host: host.name, path: report.stage))
            sendBeat()
            keepBeating()
            pump()
        case .beat, .farewell: break
        case .compiler(let number, let answer):
            guard questions.remove(number) != nil else { return fail("it answers what was not asked") }
            executor.answered(number, answer, on: self)
        case .leaving: executor.drain(self)
        case .refused(let reason) where !reason.isEmpty: fail(reason)
        case .refused:
            // Its stderr says why, and comes with the end of the session; the end may come first or never.
            loop.after(nanoseconds: 100_000_000) { [weak self] in
                if let self, case .connecting = state { fail("it has no room for a stage") }
            }
        case .lost(let reason): fail(reason)
        }
    }

    /// Not up in time: what waits is given back, and nothing more is taken until it is up.
    func losePatience() {
        guard case .connecting = state else { return }
        executor.hostIsUnusable(self)
        report("it is not up yet")
        loseQueue("it is not up yet")
    }

    private func keepBeating() {
        let pause = Int64(options.heartbeat) * 1_000_000_000
        let due = monotonicClock() + pause
        let beat = loop.after(nanoseconds: pause) { [weak self] in
            guard let self, case .up = state else { return }
            let now = monotonicClock()
            if now - due >= Self.mostDelay {
                // It is this process that was stopped, and answers may be waiting.
                if unansweredSince != nil { unansweredSince = now }
            } else if let since = unansweredSince, now - since >= Int64(options.patience) * 1_000_000_000 {
                return fail("it does not answer")
            } else {
                loseStalled(now)
            }
            guard case .up = state else { return }
            sendBeat()
            keepBeating()
        }
        timers = [beat, silenceTimer()]
    }

    /// Later than that no timer fires in a process that runs.
    private static let mostDelay: Int64 = 2_000_000_000

    /// Looks twice, so that what has come meanwhile is read before it counts.
    private func silenceTimer() -> EventLoop.TimerID {
        let number = beats
        // What is slow because it has much to do is not silent.
        let limit = max(options.silence, 10 * min(roundTrip ?? 0, options.longestRest))
        return loop.after(nanoseconds: limit) { [weak self] in
            guard let self, case .up = state, answeredBeats < number else { return }
            let again = loop.after(nanoseconds: 50_000_000) { [weak self] in
                guard let self, case .up = state, answeredBeats < number, !isSilent else { return }
                isSilent = true
                executor.hostIsSilent(self)
            }
            timers.append(again)
        }
    }

    private func speaksAgain() {
        isSilent = false
        guard case .up = state else { return }
        executor.tell(.hostSpeaks(host: host.name))
        if !isResting { executor.hostIsUp(self) }
    }

    /// The lifeline answers, but a session that should go on does not: a stopped shell, or a lie.
    private func loseStalled(_ now: Int64) {
        for slot in slots where slot.isExpected && now - slot.session.movedAt >= options.stallLimit {
            lose(slot, "a session to it does not go on")
        }
        for carrier in carriers where carrier.isExpected && now - carrier.session.movedAt >= options.stallLimit {
            lost(carrier, "a session to it does not go on")
        }
    }

    /// Its slot is given up, and its processes were sent a signal to die. The lifeline does one thing after the other, so
    /// they are dead when it answers the next heartbeat.
    func endMakingLater(_ run: Run) {
        guard run.isMaking else { return }
        guard case .up = state else { return endMaking(run) }
        sendBeat()
        killed.append((beats, run))
    }

    private func sendBeat() {
        unansweredSince = unansweredSince ?? monotonicClock()
        beats += 1
        lifeline?.send(Bytes("b \(beats)\n".utf8))
    }

    private func dropTimers() {
        for timer in timers { loop.cancel(timer) }
        timers = []
    }

    private func report(_ reason: String) {
        guard !isReportedUnusable else { return }
        isReportedUnusable = true
        executor.tell(.hostUnusable(host: host.name, reason: reason))
    }

    // Going down.

    /// The host is lost with all that runs there. It rests, and is tried again.
    func fail(_ reason: String) {
        if case .down = state { return }
        if case .closing = state { return }
        executor.hostIsUnusable(self)
        (hasFailed, isSilent) = (true, false)
        dropTimers()
        disconnect()
        state = .down
        report(reason)
        let runs = slots.compactMap(\.run) + fetching
        (slots, carriers, fetching, failedPlanes, isPrefetching) = ([], [], [], [], false)
        for run in runs { lose(run, reason) }
        loseQueue(reason)
        (map, linkedPaths, stamps, killed) = (StageMap(), [], [:], [])
        slotFailures = 0
        slotLimit = host.slots
        if host.transport != .joined {
            timers = [loop.after(nanoseconds: nextRest) { [weak self] in self?.bringUp() }]
            nextRest = min(nextRest * 2, options.longestRest)
        }
        executor.hostHasFailed(self)
        executor.capacityChanged()
    }

    /// Takes nothing for a while, but finishes what runs: its disk is full.
    func rest(_ reason: String) {
        executor.hostIsUnusable(self)
        report(reason)
        loseQueue(reason)
        isResting = true
        loop.after(nanoseconds: nextRest) { [weak self] in
            guard let self, case .up = state else { return }
            (isReportedUnusable, isResting) = (false, false)
            guard !isSilent else { return }
            executor.hostIsUp(self)
            executor.tell(.hostReady(host: host.name))
        }
        nextRest = min(nextRest * 2, options.longestRest)
    }

    /// An action came through, so the next failure is a new one.
    func provedWell() {
        nextRest = options.firstRest
        hasProved = true
    }

    private func disconnect() {
        endHandshake()
        connections = ConnectionPool()
        for session in slots.map(\.session) + carriers.map(\.session) {
            session.abandon()
            session.signal(SIGKILL)
        }
        defer { claim?.close() }
        guard let lifeline else { return }
        self.lifeline = nil
        lifeline.abandon()
        // The end of its input makes the far side clean up. A transport that ends passes that on at once; a sh of our
        // own has a trap that cleans up.
        lifeline.terminate()
        leaving = leaving.filter(\.isRunning) + [lifeline]
        loop.after(nanoseconds: 10_000_000_000) { lifeline.signal(SIGKILL) }
    }

    private func loseQueue(_ reason: String) {
        let lost = queue
        (queue, askedSince) = ([], [:])
        for prepared in lost { executor.finish(prepared.action, on: self, .lost(reason: reason)) }
    }

    /// Ends everything in good order; `hasSessions` tells when it is done.
    func shutDown() {
        dropTimers()
        executor.hostIsUnusable(self)
        if case .up = state {
            lifeline?.send(Bytes("q\n"))
            lifeline?.closeInput()
        } else {
            disconnect()
        }
        state = .closing
        for carrier in carriers { carrier.session.closeInput() }
        let runs = slots.compactMap(\.run) + fetching
        fetching = []
        for run in runs { lose(run, "the build is over") }
        for slot in slots { slot.release() }
        loseQueue("the build is over")
    }

    /// Ends everything now, without a look at what becomes of it.
    ///
    /// - Parameter byForce: the far side had its time to clean up.
    func letGo(byForce: Bool) {
        for session in slots.map(\.session) + carriers.map(\.session) { session.signal(SIGKILL) }
        lifeline?.closeInput()
        claim?.close()
        for session in leaving + [lifeline].compactMap({ $0 }) {
            // A sh of our own that is still cleaning up goes on doing so without us.
            if byForce && host.transport == .ssh { session.signal(SIGKILL) } else { session.terminate() }
        }
    }

    /// Asks for a compiler; `answered` follows, if the host lives. One that comes up is asked again.
    func ask(_ number: Int, _ program: Bytes) {
        if case .up = state {
            questions.insert(number)
            lifeline?.send(Bytes("c \(number) ".utf8) + program + [Ascii.newline])
        }
    }

    /// Sends a signal to the process group of a slot.
    func signal(_ number: Int32, slot: Slot) { lifeline?.send(Bytes("k \(number) \(slot.number)\n".utf8)) }
}

/// What a host tells the executor.
protocol RemoteHostOwner: AnyObject {
    /// Its turn to connect has come.
    func hostIsConnecting(_ host: RemoteHost)
    func hostIsUp(_ host: RemoteHost)
    func hostIsUnusable(_ host: RemoteHost)
    /// It does not answer, and may be lost or not.
    func hostIsSilent(_ host: RemoteHost)
    /// It came up, and said this of itself; `hostIsUp` follows.
    func greeted(_ host: RemoteHost, _ report: HostReport)
    func answered(_ number: Int, _ answer: CompilerAnswer, on host: RemoteHost)
    func hostHasFailed(_ host: RemoteHost)
    /// It wants to leave.
    func drain(_ host: RemoteHost)
    func capacityChanged()
    func tell(_ notice: RemoteNotice)
    func tell(_ phase: RemotePhase, of action: Action)
    /// To be followed by `finish`.
    func emit(_ output: Bytes, of action: Action)
    /// A part of the output of what still runs; `emit` does not tell it again.
    func emitEarly(_ output: Bytes, of action: Action)
    func finish(_ action: Action, on host: RemoteHost, _ outcome: Outcome)
    /// The action needs its slots no longer, though it is not finished.
    func slotIsFree(_ action: Action)
    func mapsPaths(_ program: Bytes, on host: RemoteHost) -> Bool?
    /// Actions that run or wait there.
    func load(of host: RemoteHost) -> Int
}
