package import Execution
package import Platform
package import Text

/// Runs actions as processes of this machine: one shell for each, the script on its standard input.
package final class LocalExecutor: Executor {
    package var onEvent: (ExecutionEvent) -> Void = { _ in }
    private let loop: EventLoop
    private var running: [ActionID: Job] = [:]
    /// argv and environment of the last start; consecutive actions share them.
    private var environment: (entries: [Bytes], block: CStringBlock)?

    /// `/dev/null`, once it is needed.
    private var noInput: Int32 = -1

    private struct Job {
        let process: ProcessID
        let output: Int32
        let watch: EventLoop.WatchID
    }

    package init(loop: EventLoop) { self.loop = loop }

    package var runningCount: Int { running.count }

    /// - Parameter program: argv of what runs instead of the shell.
    /// - Parameter records: where the files that it uses are written down.
    /// - Parameter kept: descriptors that it inherits under their own numbers (job tokens).
    /// - Throws: the error of the system call that failed; then no event follows.
    package func start(
        _ action: Action, program: [Bytes]? = nil, records: Int32? = nil, keeping kept: [Int32] = []
    ) throws(SystemError) -> ProcessID {
        // A script has been read to its end when its last command runs, which is what a program sees.
        let script = try program == nil ? anonymousFile(action.script) : emptyInput()
        defer { if program == nil { close(script) } }
        let pipe = try makePipe()
        var request = SpawnRequest(arguments: program ?? action.shell, environment: block(for: action.environment))
        if program == nil, let shell = action.shell.first, let slash = shell.lastIndex(of: Ascii.slash) {
            // Its messages begin with its name.
            request.program = shell
            request.arguments[0] = Bytes(shell[(slash + 1)...])
        }
        request.directory = action.directory.isEmpty ? nil : action.directory
        request.standardInput = script
        request.standardOutput = pipe.write
        request.standardError = pipe.write
        request.kept = kept
        request.records = records
        // A group of its own, so that an interrupt reaches all that the recipe started.
        request.newGroup = true
        let process: ProcessID
        do throws(SystemError) {
            process = try spawn(request)
        } catch {
            close(pipe.read)
            close(pipe.write)
            throw error
        }
        close(pipe.write)
        setNonBlocking(pipe.read)
        let id = action.id
        let watch = loop.watch(pipe.read, .read) { [unowned self] in read(id) }
        running[id] = Job(process: process, output: pipe.read, watch: watch)
        loop.onExit(of: process) { [unowned self] status in finish(id, status) }
        return process
    }

    private func emptyInput() throws(SystemError) -> Int32 {
        if noInput < 0 { noInput = open("/dev/null", O_RDONLY | O_CLOEXEC) }
        guard noInput >= 0 else { throw SystemError.last }
        return noInput
    }

    private func block(for entries: [Bytes]) -> CStringBlock {
        if let environment, environment.entries == entries { return environment.block }
        let block = CStringBlock(entries)
        environment = (entries, block)
        return block
    }

    private func read(_ id: ActionID) {
        guard let job = running[id] else { return }
        let chunk = readSome(job.output)
        // At the end of the pipe nothing is left to be watched; the exit of the shell is still to come.
        if chunk.isEmpty { loop.unwatch(job.watch) } else { onEvent(.output(id, chunk)) }
    }

    private func finish(_ id: ActionID, _ status: ExitStatus) {
        guard let job = running.removeValue(forKey: id) else { return }
        loop.unwatch(job.watch)
        // What a process in the background still writes is not waited for.
        while case let chunk = readSome(job.output), !chunk.isEmpty { onEvent(.output(id, chunk)) }
        close(job.output)
        switch status {
        case .exited(let code): onEvent(.finished(id, .exited(code)))
        case .signaled(let signal): onEvent(.finished(id, .signaled(signal)))
        }
    }

    package func cancel(_ id: ActionID, signal: Int32) {
        guard let job = running[id] else { return }
        if killpg(job.process, signal) != 0 { kill(job.process, signal) }
    }

    package func cancelAll(signal: Int32) {
        for id in running.keys { cancel(id, signal: signal) }
    }
}
