extension EventLoop {
    /// Runs a program beside whatever else the loop does, and hands over how it ended and what it wrote to its standard
    /// output. Its standard input and error are /dev/null.
    ///
    /// - Parameter limit: what it writes beyond so many bytes is read and thrown away.
    /// - Throws: the error of the system call that failed; `end` is not called then.
    package func collectOutput(
        of request: SpawnRequest, limit: Int = 16 << 20, _ end: @escaping (ExitStatus, [UInt8]) -> Void
    ) throws(SystemError) {
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        guard null >= 0 else { throw SystemError.last }
        defer { close(null) }
        let pipe = try makePipe()
        defer { close(pipe.write) }
        var request = request
        (request.standardInput, request.standardOutput, request.standardError) = (null, pipe.write, null)
        let process: ProcessID
        do throws(SystemError) {
            process = try spawn(request)
        } catch {
            close(pipe.read)
            throw error
        }
        setNonBlocking(pipe.read)
        var text: [UInt8] = []
        var watch: WatchID?
        func take() {
            let chunk = readSome(pipe.read)
            text += chunk.prefix(limit - text.count)
            // Only a readable pipe without anything to read is at its end.
            if chunk.isEmpty, let id = watch.take() { unwatch(id) }
        }
        watch = self.watch(pipe.read, .read) { take() }
        onExit(of: process) { [unowned self] status in
            if let id = watch.take() { unwatch(id) }
            while case let chunk = readSome(pipe.read), !chunk.isEmpty { text += chunk.prefix(limit - text.count) }
            close(pipe.read)
            end(status, text)
        }
    }
}
