internal import CPlatform
internal import Synchronization

/// How a process ended.
package enum ExitStatus: Equatable, Sendable {
    case exited(Int32)
    case signaled(Int32)

    /// Decodes a status of wait(2).
    package init(waitStatus: Int32) {
        self =
            cp_signaled(waitStatus) != 0
            ? .signaled(cp_term_signal(waitStatus)) : .exited(cp_exit_status(waitStatus))
    }
}

/// A block of C strings for argv or envp, built once and used for many processes.
package final class CStringBlock {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    package init(_ strings: [[UInt8]]) {
        count = strings.count
        pointers = .allocate(capacity: count + 1)
        for (index, string) in strings.enumerated() {
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: string.count + 1)
            string.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(start: copy, count: string.count).copyMemory(from: $0)
            }
            copy[string.count] = 0
            pointers[index] = copy
        }
        pointers[count] = nil
    }

    deinit {
        for index in 0..<count { pointers[index]?.deallocate() }
        pointers.deallocate()
    }
}

/// What a new process gets. Descriptors that are nil are inherited from this process.
package struct SpawnRequest {
    /// argv; the first word is also the program, looked up in PATH if it has no slash, unless `program` names it.
    package var arguments: [[UInt8]]
    package var program: [UInt8]?
    package var environment: CStringBlock
    /// Working directory; nil is the caller's.
    package var directory: [UInt8]?
    package var standardInput: Int32?
    package var standardOutput: Int32?
    package var standardError: Int32?
    /// Further descriptors that stay open under their own number.
    package var kept: [Int32] = []
    /// True makes it the leader of a new process group, so that it can be killed with all its children.
    package var newGroup = false
    /// Where the files that it uses are written down (`canTrace`); nil: nowhere.
    package var records: Int32?

    package init(
        program: [UInt8]? = nil, arguments: [[UInt8]], environment: CStringBlock, keeping kept: [Int32] = []
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.kept = kept
    }
}

/// How many processes were started, and how many of them were not yet seen to end.
package func processCounts() -> (started: Int, running: Int) {
    let total = started.load(ordering: .relaxed)
    return (total, total - ended.load(ordering: .relaxed))
}

private let started = Atomic<Int>(0)
private let ended = Atomic<Int>(0)

/// A child was waited for.
func noteEnd() { ended.add(1, ordering: .relaxed) }

/// Starts a process. Signals have their default actions in it.
package func spawn(_ request: SpawnRequest) throws(SystemError) -> ProcessID {
    let arguments = CStringBlock(request.arguments)
    let named = request.program.map { CStringBlock([$0]) }
    guard let program = (named ?? arguments).pointers[0] else { throw SystemError(code: EINVAL) }
    var pid: ProcessID = 0
    var raw = cp_spawn()
    raw.path = UnsafePointer(program)
    raw.argv = UnsafePointer(arguments.pointers)
    raw.envp = UnsafePointer(request.environment.pointers)
    raw.standard_input = request.standardInput ?? -1
    raw.standard_output = request.standardOutput ?? -1
    raw.standard_error = request.standardError ?? -1
    raw.new_group = request.newGroup ? 1 : 0
    let error = request.kept.withUnsafeBufferPointer { kept in
        raw.kept = kept.baseAddress
        raw.kept_count = kept.count
        func start() -> Int32 {
            guard let records = request.records else { return cp_spawn(&raw, &pid) }
            return cp_spawn_traced(&raw, records, &pid)
        }
        guard let directory = request.directory else { return start() }
        return withCString(directory) {
            raw.directory = $0
            return start()
        }
    }
    withExtendedLifetime((arguments, named, request.environment)) {}
    guard error == 0 else { throw SystemError(code: error) }
    started.add(1, ordering: .relaxed)
    return pid
}

/// True if this system can write down what files a process uses.
package var canTrace: Bool { cp_can_trace() != 0 }

/// Waits for one child.
package func waitForExit(of pid: ProcessID) -> ExitStatus {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 {
        if errno != EINTR { return .exited(127) }
    }
    noteEnd()
    return ExitStatus(waitStatus: status)
}

/// Runs a program to its end and collects what it prints.
///
/// - Parameter streams: which of standard output and standard error is collected, both into one text.
/// - Parameter limit: output beyond so many bytes is read and dropped.
package func capture(
    _ request: SpawnRequest, streams: (output: Bool, errors: Bool) = (true, false), limit: Int = .max
) throws(SystemError) -> (output: [UInt8], status: ExitStatus) {
    if !streams.output, !streams.errors {
        let pid = try spawn(request)
        return ([], waitForExit(of: pid))
    }
    var ends: [Int32] = [-1, -1]
    guard cp_pipe(&ends, 0) == 0 else { throw SystemError.last }
    var request = request
    if streams.output { request.standardOutput = ends[1] }
    if streams.errors { request.standardError = ends[1] }
    let pid: ProcessID
    do {
        pid = try spawn(request)
    } catch {
        close(ends[0])
        close(ends[1])
        throw error
    }
    close(ends[1])
    var output: [UInt8] = []
    while case let chunk = readSome(ends[0]), !chunk.isEmpty {
        if output.count < limit { output += chunk }
    }
    close(ends[0])
    return (output, waitForExit(of: pid))
}

/// The words that this process was started with.
package func commandLineWords() -> [[UInt8]] {
    (0..<Int(CommandLine.argc)).compactMap { CommandLine.unsafeArgv[$0].map { bytes(ofCString: $0) } }
}

/// How many processors are online.
package func processorCount() -> Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

/// Runs `body` on a thread with a stack of that size and waits for its end; false if no thread could be made.
package func runWithStack(bytes: Int, _ body: () -> Void) -> Bool {
    withoutActuallyEscaping(body) { body in
        var body = body
        return withUnsafeMutablePointer(to: &body) { pointer in
            cp_run_with_stack(bytes, { $0!.assumingMemoryBound(to: (() -> Void).self).pointee() }, pointer) == 0
        }
    }
}

/// The environment of this process, as `NAME=value` entries.
package func currentEnvironment() -> [[UInt8]] {
    var entries: [[UInt8]] = []
    guard var next = cp_environment() else { return entries }
    while let entry = next.pointee {
        entries.append(bytes(ofCString: entry))
        next += 1
    }
    return entries
}
