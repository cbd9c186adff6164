internal import Platform
internal import Text

/// A live stream to a host's sh: one child process of ours and its three pipes.
final class Session {
    /// What came from the far end.
    var onBytes: (Bytes) -> Void = { _ in }
    /// The stream ended; called once, with the last line of what the transport said on standard error.
    var onEnd: (String) -> Void = { _ in }

    private let loop: EventLoop
    private let pid: ProcessID
    private var input: Int32
    private var output: Int32
    private var errors: Int32
    private var outputWatch: EventLoop.WatchID!
    private var errorWatch: EventLoop.WatchID!
    private var writeWatch: EventLoop.WatchID?
    private var pending: [Bytes] = []
    /// Bytes of the first pending portion that are written already.
    private var pendingOffset = 0
    private var complaint: Bytes = []
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
        pid = try spawn(request)
        (input, output, errors) = (toChild.write, fromChild.read, complaints.read)
        pipes = [toChild.read, fromChild.write, complaints.write]
        for fd in [input, output, errors] { setNonBlocking(fd) }
        // The handlers keep the session alive until its end.
        outputWatch = loop.watch(output, .read) { self.readOutput() }
        errorWatch = loop.watch(errors, .read) { self.readErrors() }
        loop.onExit(of: pid) { _ in
            self.isRunning = false
            // What it left behind is nobody's any more.
            if self.isTerminated { kill(-self.pid, SIGTERM) }
            // What the far end said last may still be in the pipe.
            while !self.hasEnded, case .bytes(let bytes) = readNow(self.output) { self.onBytes(bytes) }
            self.end()
        }
    }

    func send(_ bytes: Bytes) {
        guard input >= 0, !bytes.isEmpty else { return }
        pending.append(bytes)
        if writeWatch == nil { flush() }
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
        case .bytes(let bytes): onBytes(bytes)
        case .nothing: break
        case .end: end()
        }
    }

    private func readErrors() {
        switch readNow(errors) {
        case .bytes(let bytes): complaint = Bytes((complaint + bytes).suffix(4096))
        case .nothing: break
        case .end: loop.unwatch(errorWatch)
        }
    }

    private func end() {
        guard !hasEnded else { return }
        hasEnded = true
        if case .bytes(let bytes) = readNow(errors) { complaint = Bytes((complaint + bytes).suffix(4096)) }
        loop.unwatch(outputWatch)
        loop.unwatch(errorWatch)
        closeInputNow()
        close(output)
        close(errors)
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
        if isRunning { kill(pid, SIGTERM) }
    }

    /// Signals the local process group of the transport.
    func signal(_ number: Int32) {
        if isRunning { kill(-pid, number) }
    }
}

extension Array where Element == UInt8 {
    /// For messages: control characters of another machine are not passed on to a terminal.
    var printable: String { map { $0 < Ascii.space || $0 == 0x7F ? Ascii.question : $0 }.text }
}
