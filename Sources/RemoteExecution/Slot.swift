internal import ContentStore
internal import Execution
internal import Platform
internal import Text

/// One persistent sh on a host, which runs one action at a time.
final class Slot {
    enum State { case opening, idle, busy, ended }

    let number: Int
    let cookie: Cookie
    /// Index of the connection that it uses, among its host's; nil if transports are not shared.
    let connection: Int?
    /// Its transport holds the connection open for others.
    let opensConnection: Bool
    let session: Session
    private(set) var state = State.opening
    /// Its sh has listened.
    private(set) var wasReady = false
    private(set) var run: Run?
    private var conversation: Conversation
    /// What its sh is told as soon as it listens.
    var rest: Bytes = []
    /// It sees the tree under the names that it has here.
    var showsTree: Bool { conversation.showsTree }
    /// What it tells its host.
    var onEvent: (Conversation.Event) -> Void = { _ in }

    init(
        number: Int, cookie: Cookie, connection: Int?, opensConnection: Bool, session: Session,
        limits: Conversation.Limits
    ) {
        self.number = number
        self.cookie = cookie
        self.connection = connection
        self.opensConnection = opensConnection
        self.session = session
        conversation = Conversation(cookie: cookie, limits: limits)
        session.onBytes = { [unowned self] bytes in receive(bytes) }
        session.onEnd = { [unowned self] complaint in
            deliver(.lost(complaint.isEmpty ? "the connection to it ended" : complaint))
        }
    }

    private func receive(_ bytes: Bytes) {
        for event in conversation.receive(bytes) where state != .ended { deliver(event) }
    }

    private func deliver(_ event: Conversation.Event) {
        switch event {
        case .ready:
            (state, wasReady) = (.idle, true)
            session.send(rest)
            rest = []
        case .lost: state = .ended
        default: break
        }
        onEvent(event)
    }

    /// A script runs there.
    var isRunning: Bool { conversation.state == .running }

    /// It has its turn to do or to say something at once, unlike one whose script runs.
    var isExpected: Bool {
        switch conversation.state {
        case .staging, .storing, .fetching: state == .busy
        case .greeting, .idle, .running, .lost: false
        }
    }

    /// Whether a signal to its group reaches a script; while an archive is stored it would garble the stream.
    var canBeSignalled: Bool {
        if case .storing = conversation.state { return false }
        return state == .busy
    }

    /// Announces an archive of inputs for the run, which is sent when the host asks for it.
    func store(_ archive: Bytes, for run: Run) {
        take(run)
        run.payload = archive
        conversation.beginStoring(number: run.number)
        session.send(storeScript(number: run.number, length: archive.count))
    }

    func sendPayload() {
        guard let payload = run?.payload else { return }
        run?.payload = nil
        session.send(payload)
    }

    /// Where a recipe finds the tree.
    enum Place {
        /// Under the names that it has here.
        case same
        /// In the stage; nil: what it names by absolute paths cannot be mapped.
        case stage(PathMapping?)
    }

    func start(
        _ run: Run, batch: Batch, directories: [Bytes], report: HostReport, place: Place, keepsLargeOutputs: Bool
    ) {
        take(run)
        let prepared = run.prepared
        conversation.begin(
            number: run.number, outputs: prepared.outputs.count, isLive: prepared.action.isLive)
        let environment = travellingEnvironment(prepared.action)
        var directory = prepared.directory
        var mapping: PathMapping?
        if case .stage(let found) = place { (directory, mapping) = (stagePath(directory), found) }
        let staged = StagedAction(
            number: run.number, directory: directory, shell: prepared.action.shell,
            script: mapping?.script(of: prepared.action) ?? prepared.action.script,
            program: mapping?.program(of: prepared.action) ?? prepared.action.direct?.program,
            environment: (mapping?.environment(environment) ?? environment) + slotEnvironment(prepared.action),
            tokens: prepared.action.slotsForm == .jobserver ? prepared.action.slots - 1 : nil,
            inputs: prepared.inputs, outputs: prepared.outputs, newDirectories: directories, batch: batch,
            keepsLargeOutputs: keepsLargeOutputs, isLive: prepared.action.isLive)
        session.send(actionScript(staged, cookie: cookie, report: report))
    }

    private func take(_ run: Run) {
        self.run = run
        state = .busy
    }

    /// The run is over; the slot can take the next.
    func release() {
        run = nil
        if state == .busy { state = .idle }
    }

    /// Gives up the slot at once. The transport is killed unless others hang on it.
    func drop() {
        state = .ended
        session.abandon()
        if !opensConnection { session.signal(SIGKILL) }
    }
}
