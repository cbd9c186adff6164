internal import BuildGraph
internal import Execution
internal import History
internal import MakeLanguage
internal import Platform
internal import RemoteExecution
internal import Report
internal import Text

/// What `--trace` and `--log` keep of a build while it goes on. Ordinary builds have none.
final class BuildRecord {
    /// Names under which makes below find the files.
    static let timelineVariable = Bytes("DISTMAKE_TRACE")
    static let logVariable = Bytes("DISTMAKE_LOG")

    /// A recipe that runs.
    private struct Running {
        /// On the wall clock.
        let start: Int64
        /// On the monotonic clock.
        let began: Int64
        let host: Bytes?
        /// When its script began and ended there.
        var ran: Int64?
        var ended: Int64?
        var command = Checksum()
        /// What is known of its end before it ends.
        var end = Timeline.End.exited(0)
    }

    private unowned let run: Make
    private var timeline: Timeline?
    private let timelineFile: TimelineFile?
    let log: LogFile?
    /// .OBJDIR as the log names it.
    let logDirectory: Bytes
    private var running: [NodeID: Running] = [:]
    /// Since when targets could begin; only for the timeline.
    private var ready: [NodeID: Int64] = [:]
    private var nextFlush: Int64 = 0

    private init(_ run: Make, _ timelineFile: TimelineFile?, _ log: LogFile?) {
        self.run = run
        self.timelineFile = timelineFile
        self.log = log
        if timelineFile != nil {
            timeline = Timeline(
                process: Int(getpid()), name: run.program + Bytes(" in ") + run.currentDirectoryName)
        }
        let directory = realPath(run.objectDirectory) ?? run.objectDirectory
        let base = (log?.directory ?? []) + [Ascii.slash]
        if directory + [Ascii.slash] == base {
            logDirectory = [Ascii.dot]
        } else {
            logDirectory = directory.hasPrefix(base) ? Bytes(directory.dropFirst(base.count)) : directory
        }
    }

    // MARK: Opening

    /// Opens the files that the command line or the environment names. A file of the command line that cannot be
    /// opened is an error, thrown as its message; one of the environment costs a message only.
    static func open(for run: Make) throws(OptionProblem) -> BuildRecord? {
        let questions = run.options.questions
        let inheritedTimeline = run.evaluator.environment.value(timelineVariable)
        let inheritedLog = run.evaluator.environment.value(logVariable)
        var timelineFile: TimelineFile?
        var log: LogFile?
        if let path = questions.timeline ?? inheritedTimeline, !path.isEmpty {
            do throws(SystemError) {
                timelineFile = try TimelineFile(path, isNew: questions.timeline != nil)
                run.evaluator.environment.setHere(timelineVariable, path)
            } catch {
                try complain(path, error.text, isFatal: questions.timeline != nil, run)
            }
        }
        if let path = questions.log ?? inheritedLog, !path.isEmpty {
            do throws(LogFile.Problem) {
                log = try LogFile(path)
                run.evaluator.environment.setHere(logVariable, path)
            } catch {
                let reason =
                    switch error {
                    case .system(let error): error.text
                    case .noLog: "it is not a build log"
                    }
                try complain(path, reason, isFatal: questions.log != nil, run)
            }
        }
        return timelineFile == nil && log == nil ? nil : BuildRecord(run, timelineFile, log)
    }

    private static func complain(_ path: Bytes, _ reason: String, isFatal: Bool, _ run: Make) throws(OptionProblem) {
        let text = Bytes("cannot write ") + path + Bytes(": " + reason)
        if isFatal { throw .message(text) }
        run.output.putError(run.program + Bytes(": ") + text + [Ascii.newline])
    }

    // MARK: What happens

    /// It waits for a slot.
    func isReady(_ id: NodeID) {
        if timeline != nil { ready[id] = monotonicClock() }
    }

    /// - Parameters:
    ///   - twin: the name of a second copy that runs at the same time; nil for the first one.
    ///   - host: nil is this machine.
    func began(_ id: NodeID, as twin: ActionID? = nil, on host: Bytes?, commands: [RecipeCommand]) {
        var job = Running(start: wallClock(), began: monotonicClock(), host: host)
        for command in commands { Self.add(command.text, to: &job) }
        let key = twin.map { NodeID(raw: $0.raw) } ?? id
        running[key] = job
        timeline?.began(
            key.raw, target: run.graph[id].name, host: host, ready: ready.removeValue(forKey: id), at: job.began)
    }

    /// A command of a recipe that runs command by command; the first one begins it.
    func runs(_ command: RecipeCommand, of id: NodeID) {
        if running[id] == nil {
            began(id, on: nil, commands: [command])
        } else if var job = running.removeValue(forKey: id) {
            Self.add(command.text, to: &job)
            running[id] = job
        }
    }

    private static func add(_ command: Bytes, to job: inout Running) {
        job.command.add(command)
        job.command.add([Ascii.newline])
    }

    /// A command failed, and with it the recipe, which is about to end.
    func failed(_ id: NodeID, _ status: ExitStatus) {
        running[id]?.end =
            switch status {
            case .exited(let code): .exited(code)
            case .signaled(let signal): .signaled(signal)
            }
    }

    func entered(_ phase: RemotePhase, of id: NodeID) {
        let now = monotonicClock()
        if phase == .running { running[id]?.ran = now }
        if phase == .fetching { running[id]?.ended = now }
        switch phase {
        case .staging(let bytes): timeline?.entered(.staging, of: id.raw, bytes: bytes, at: now)
        case .running: timeline?.entered(.running, of: id.raw, at: now)
        case .fetching: timeline?.entered(.fetching, of: id.raw, at: now)
        case .fetched(let bytes): timeline?.transferred(bytes, of: id.raw)
        }
    }

    func ended(_ id: NodeID, _ outcome: Outcome) {
        switch outcome {
        case .exited(let code): close(id, .exited(code))
        case .signaled(let signal): close(id, .signaled(signal))
        case .missingOutput: close(id, .lost("an output is missing"))
        case .namesHost: close(id, .lost("an output names the host's directory"))
        case .foreignOutput: close(id, .lost("an output is no regular file"))
        case .lost(let reason): close(id, .lost(reason))
        }
    }

    /// A recipe that runs command by command is over, in whatever way `failed` has told.
    func ended(_ id: NodeID) {
        if let job = running[id] { close(id, job.end) }
    }

    /// An interrupt stopped it.
    func interrupted(_ id: NodeID) { close(id, .interrupted) }

    private func close(_ id: NodeID, _ end: Timeline.End) {
        guard let job = running.removeValue(forKey: id) else { return }
        let now = monotonicClock()
        // What it took to send it and to fetch its results says nothing about the recipe.
        let duration = if let ran = job.ran, let ended = job.ended { ended - ran } else { now - job.began }
        timeline?.ended(id.raw, end, at: now)
        if let log, let status = end.status {
            let node = NodeID(raw: ActionID(raw: id.raw).first.raw)
            log.add(
                LogRecord(
                    start: max(0, job.start), duration: max(0, duration), status: status, host: job.host,
                    command: job.command.value, directory: logDirectory, target: logName(of: node)))
        }
        if now >= nextFlush || (timeline?.count ?? 0) > 1 << 15 || (log?.pendingCount ?? 0) > 1 << 15 { flush(now) }
    }

    /// The build is over, or this process soon will be.
    func finish() {
        for id in running.keys.sorted(by: { $0.raw < $1.raw }) { close(id, .interrupted) }
        flush(monotonicClock())
    }

    private func flush(_ now: Int64) {
        nextFlush = now + 250_000_000
        if let events = timeline?.take() { timelineFile?.append(events) }
        log?.flush()
    }

    // MARK: What was

    /// A target's name in the log, relative to .OBJDIR.
    private func logName(of id: NodeID) -> Bytes {
        let name = run.graph[id].name
        let directory = run.objectDirectory
        let isBelow =
            name.count > directory.count + 1 && name.hasPrefix(directory) && name[directory.count] == Ascii.slash
        return isBelow ? Bytes(name.dropFirst(directory.count + 1)) : name
    }

    /// Nanoseconds that a target will take, by the log; nil if it is not known there.
    func estimate(_ id: NodeID) -> Int64? { log?.history.estimate(of: logName(of: id), in: logDirectory) }
}

extension Timeline.End {
    /// What the log has for it; nil for what says nothing about the recipe.
    fileprivate var status: Int32? {
        switch self {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        case .lost, .interrupted: nil
        }
    }
}
