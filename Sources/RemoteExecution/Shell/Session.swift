internal import Platform
internal import Text

/// A live stream to a host's sh: one child process of ours and its three pipes, or a stream that a worker brought.
final class Session {
    /// What came from the far end.
    var onBytes: (Bytes) -> Void = { _ in }
    /// The stream ended; called once, with the last line of what the transport said on standard error.
    var onEnd: (String) -> Void = { _ in }

    /// Its process ended, and all that it said was told.
    var onExit: (ExitStatus) -> Void = { _ in }

    private let loop: EventLoop
    /// Of the transport; nil if there is no process of ours.
    private let pid: ProcessID?
    private var input: Int32 = -1
    private var output: Int32 = -1
    private var errors: Int32 = -1
    /// As long as it is open, the `accept` stays that brought the stream.
    private var holder: Int32 = -1
    private var outputWatch: EventLoop.WatchID?
    private var errorWatch: EventLoop.WatchID?
    private var writeWatch: EventLoop.WatchID?
    private var pending: [Bytes] = []
    /// Bytes of the first pending portion that are written already.
    private var pendingOffset = 0
    private var complaint: Bytes = []
    /// How often something was sent after something had come: the round trips of this session.
    private(set) var turns = 0
    private var isOurTurn = true
    /// When the last bytes went or came, on `monotonicClock`.
    private(set) var movedAt = monotonicClock()
    private(set) var hasEnded = false
    private(set) var isRunning = true
    /// Its end was asked for.
    private var isTerminated = false
    /// Close the input as soon as everything is written.
    private var closesWhenWritten = false

    /// Starts the transport. It gets a process group of its own, so that a terminal's interrupt does not reach it.
    init(loop: EventLoop, arguments: [Bytes], environment: CStringBlock) throws(SystemError) {
        self.loop = loop
        var request = SpawnRequest(arguments: arguments, environment: environment)
        request.newGroup = true
        let toChild = try makePipe()
        var pipes = [toChild.read, toChild.write]
        defer { for fd in pipes { close(fd) } }
        let fromChild = try makePipe()
        pipes += [fromChild.read, fromChild.write]
        let complaints = try makePipe()
        pipes += [complaints.read, complaints.write]
        request.standardInput = toChild.read
        request.standardOutput = fromChild.write
        request.standardError = complaints.write
        let pid = try spawn(request)
        self.pid = pid
        (input, output, errors) = (toChild.write, fromChild.read, complaints.read)
        pipes = [toChild.read, fromChild.write, complaints.write]
        for fd in [input, output, errors] { setNonBlocking(fd) }
        // The handlers keep the session alive until its end.
        outputWatch = loop.watch(output, .read) { self.readOutput() }
        errorWatch = loop.watch(errors, .read) { self.readErrors() }
        loop.onExit(of: pid) { status in
            self.isRunning = false
            // What it left behind is nobody's any more.
            if self.isTerminated { kill(-pid, SIGTERM) }
            // What the far end said last may still be in the pipe.
            while !self.hasEnded, case .bytes(let bytes) = readNow(self.output) { self.onBytes(bytes) }
            self.end()
            self.onExit(status)
            self.onExit = { _ in }
        }
    }

    /// A session whose stream a worker has yet to bring. What is sent before waits for it.
    init(awaitedBy loop: EventLoop) {
        self.loop = loop
        pid = nil
        isRunning = false
    }

    /// The worker brought the stream; the descriptors are the session's from now on.
    func attach(_ stream: BroughtStream) {
        guard !hasEnded, pid == nil, output < 0 else { return stream.close() }
        (input, output, holder) = (stream.input, stream.output, stream.holder)
        isRunning = true
        for fd in [input, output] { setNonBlocking(fd) }
        outputWatch = loop.watch(output, .read) { self.readOutput() }
        flush()
    }

    private var isAwaited: Bool { pid == nil && output < 0 && !hasEnded }

    func send(_ bytes: Bytes) {
        guard input >= 0 || isAwaited, !bytes.isEmpty else { return }
        if isOurTurn { turns += 1 }
        if pending.isEmpty { movedAt = monotonicClock() }
        isOurTurn = false
        pending.append(bytes)
        if writeWatch == nil, input >= 0 { flush() }
    }

    /// Ends the far end's standard input, after what was sent before.
    func closeInput() {
        closesWhenWritten = true
        if pending.isEmpty { closeInputNow() }
    }

    private func closeInputNow() {
        guard input >= 0 else { return }
        if let writeWatch { loop.unwatch(writeWatch) }
        writeWatch = nil
        // Where both directions are one socket, the other one stays.
        shutWriting(input)
        close(input)
        input = -1
        pending = []
    }

    private func flush() {
        while let first = pending.first {
            let wrote = first.withUnsafeBytes { buffer in
                retrying { write(input, buffer.baseAddress! + pendingOffset, buffer.count - pendingOffset) }
            }
            if wrote < 0 {
                guard SystemError.last.code == EAGAIN else { return closeInputNow() }
                if writeWatch == nil { writeWatch = loop.watch(input, .write) { [self] in flush() } }
                return
            }
            pendingOffset += wrote
            movedAt = monotonicClock()
            if pendingOffset == first.count {
                pending.removeFirst()
                pendingOffset = 0
            }
        }
        if let writeWatch { loop.unwatch(writeWatch) }
        writeWatch = nil
        if closesWhenWritten { closeInputNow() }
    }

    private func readOutput() {
        switch readNow(output) {
        case .bytes(let bytes):
            isOurTurn = true
            movedAt = monotonicClock()
            onBytes(bytes)
        case .nothing: break
        case .end: end()
        }
    }

    private func readErrors() {
        switch readNow(errors) {
        case .bytes(let bytes): complaint = Bytes((complaint + bytes).suffix(4096))
        case .nothing: break
        case .end: if let errorWatch { loop.unwatch(errorWatch) }
        }
    }

    private func end() {
        guard !hasEnded else { return }
        hasEnded = true
        if errors >= 0, case .bytes(let bytes) = readNow(errors) {
            complaint = Bytes((complaint + bytes).suffix(4096))
        }
        for watch in [outputWatch, errorWatch] { if let watch { loop.unwatch(watch) } }
        closeInputNow()
        for fd in [output, errors, holder] where fd >= 0 { close(fd) }
        if pid == nil { isRunning = false }
        onEnd(lastComplaint)
        onBytes = { _ in }
        onEnd = { _ in }
    }

    private var lastComplaint: String {
        let lines = complaint.split { $0 == Ascii.newline || $0 == Ascii.carriageReturn }
        return (lines.last { !$0.allSatisfy(\.isSpace) }.map { Bytes($0) } ?? []).printable
    }

    /// Gives the session up without waiting for its end; `onEnd` is not called.
    func abandon() {
        onEnd = { _ in }
        onBytes = { _ in }
        end()
    }

    /// Asks the transport itself to end. Its children are left alone until it did: a sh waits for them, then cleans up
    /// by its trap.
    func terminate() {
        isTerminated = true
        guard let pid else { return abandon() }
        if isRunning { kill(pid, SIGTERM) }
    }

    /// Signals the local process group of the transport. Without one, nobody is there to be told but by the end.
    func signal(_ number: Int32) {
        guard let pid else { return abandon() }
        if isRunning { kill(-pid, number) }
    }
}
