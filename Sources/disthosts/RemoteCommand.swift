internal import Execution
internal import Platform
internal import RemoteExecution
internal import Text

/// A command on one host, from the connection to the end of all sessions.
///
///     connecting --> staging --> running --> fetching --> over
///         '------------'-- a host that is lost: nothing has been run
final class RemoteCommand {
    enum End {
        case exited(Int32)
        case signaled(Int32)
        /// The user wanted it to end.
        case interrupted(Int32)
        case missing(Bytes)
        /// It can go to no host.
        case cannotTravel(String)
        case lost(String, hasBegun: Bool)
    }

    private let loop: EventLoop
    private let executor: RemoteExecutor
    private let request: RunRequest
    private var outcome: Outcome?
    private var hasBegun = false
    private var unusable: String?
    private var interrupts = 0
    private var interruptedBy: Int32?
    private var isOver = false

    init(_ request: RunRequest, on host: Host, loop: EventLoop, options: RemoteOptions) {
        (self.request, self.loop) = (request, loop)
        executor = RemoteExecutor(hosts: [host], loop: loop, options: options)
    }

    func run() throws -> End {
        executor.onEvent = { [unowned self] in take($0) }
        executor.onNotice = { [unowned self] in if case .hostUnusable(_, let reason) = $0 { unusable = reason } }
        executor.onPhase = { [unowned self] _, phase in if case .running = phase { hasBegun = true } }
        for signal in [SIGINT, SIGTERM, SIGHUP] { loop.onSignal(signal) { [unowned self] in interrupt(signal) } }
        defer { for signal in [SIGINT, SIGTERM, SIGHUP] { loop.onSignal(signal, nil) } }
        executor.bringUp()
        var reason: String?
        while outcome == nil, interrupts == 0, reason == nil, unusable == nil {
            if let place = executor.place() {
                do {
                    try executor.start(request.action, at: place)
                    break
                } catch {
                    reason = error.reason
                }
            } else {
                loop.runOnce(limit: 100_000_000)
            }
        }
        let hasStarted = reason == nil && unusable == nil && interrupts == 0
        while hasStarted, outcome == nil, !isOver { loop.runOnce() }
        executor.shutDown { [unowned self] in isOver = true }
        while !isOver { loop.runOnce() }
        if let reason { return .cannotTravel(reason) }
        if let interruptedBy { return .interrupted(interruptedBy) }
        return switch outcome {
        case .exited(let status): .exited(status)
        case .signaled(let signal): .signaled(signal)
        case .missingOutput(let name), .namesHost(let name): .missing(name)
        case .foreignOutput(let name): .lost("what it made of \(name.printable) is no regular file", hasBegun: true)
        case .lost(let reason): .lost(reason, hasBegun: hasBegun)
        case nil: .lost(unusable ?? "it is not connected", hasBegun: false)
        }
    }

    private func take(_ event: ExecutionEvent) {
        switch event {
        case .output(_, let bytes), .progress(_, let bytes):
            // Nobody reads it any more.
            if !writeAll(1, bytes) { executor.cancel(request.action.id, signal: SIGPIPE) }
        case .finished(_, let outcome): self.outcome = outcome
        }
    }

    /// The first signal goes to the command there, the second one ends it, and the third does not wait for that.
    private func interrupt(_ signal: Int32) {
        interrupts += 1
        interruptedBy = interruptedBy ?? signal
        switch interrupts {
        case 1: executor.cancel(request.action.id, signal: signal)
        case 2: executor.cancel(request.action.id, signal: SIGKILL)
        default:
            executor.abandon()
            isOver = true
        }
    }
}
