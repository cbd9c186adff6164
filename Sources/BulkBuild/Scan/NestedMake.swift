internal import MakeDriver
internal import MakeLanguage
internal import Platform
internal import Report
internal import Text

/// A make in this process, in the place of one that would be a process.
struct NestedMake {
    private let memory: ScanMemory
    private let trace: ScanTrace

    init(_ memory: ScanMemory, _ trace: ScanTrace) { (self.memory, self.trace) = (memory, trace) }

    /// Runs it, unless a make was run in the same directory with the same goals that would have come to the same.
    ///
    /// - Parameter outer: what the make that runs it has read of its own input: all that this one reads.
    func run(_ command: ScanCommand, for outer: InputReads?) -> MakeAnswer {
        let level = command.environment.last { $0.hasPrefix(Bytes("MAKELEVEL=")) } ?? []
        let input = MakeInput(command, memory.language)
        let answer: MakeAnswer
        if let known = memory.makes.answer(to: input, level: level) {
            answer = known
        } else {
            answer = runAnew(command, level, input)
            memory.makes.keep(answer)
        }
        outer?.merge(answer.reads)
        if answer.readsAll { outer?.noteAll() }
        trace.note(answer.facts)
        return answer
    }

    private func runAnew(_ command: ScanCommand, _ level: Bytes, _ input: MakeInput) -> MakeAnswer {
        let depth = Int(Bytes(level.dropFirst(10)).text) ?? 0
        let reads = InputReads()
        guard depth < Self.deepest else {
            return MakeAnswer(
                input: input, reads: reads.seen, readsAll: true,
                printed: [(false, Bytes("make: nested too deeply\n"))], status: 2, level: level, facts: [])
        }
        let own = ScanTrace(home: memory.tree.realPath(of: command.directory, from: [Ascii.slash]) ?? [])
        let (printed, status) = PackageMake(memory, own).run(
            command.arguments, environment: command.environment, directory: command.directory, reads)
        let tells = status != 0 || printed.contains { !$0.isOutput }
        return MakeAnswer(
            input: input, reads: reads.seen, readsAll: reads.readsAll, printed: printed, status: status,
            level: tells ? level : nil, facts: own.facts)
    }

    private static let deepest = 64
}

/// Runs make(1) in this process.
struct PackageMake {
    private let memory: ScanMemory
    private let trace: ScanTrace

    init(_ memory: ScanMemory, _ trace: ScanTrace) { (self.memory, self.trace) = (memory, trace) }

    /// - Parameter arguments: argv, complete.
    func run(
        _ arguments: [Bytes], environment: [Bytes], directory: Bytes, _ reads: InputReads? = nil
    ) -> (printed: [(isOutput: Bool, text: Bytes)], status: Int32) {
        memory.count { $0.makes += 1 }
        let surroundings = ScanSurroundings(memory, trace, directory: directory, environment: environment, reads)
        let printed = Printed()
        let make = Make(arguments: arguments, surroundings, language: memory.language) { channel, text in
            printed.put(channel == .output, text)
        }
        surroundings.ownWorld.putErrors = { [unowned make] in make.putError($0) }
        let status = make.run(Array(arguments.dropFirst()))
        return (printed.chunks, status)
    }

    private final class Printed {
        var chunks: [(isOutput: Bool, text: Bytes)] = []
        func put(_ isOutput: Bool, _ text: Bytes) {
            if let last = chunks.last, last.isOutput == isOutput {
                chunks[chunks.count - 1].text += text
            } else {
                chunks.append((isOutput, text))
            }
        }
    }
}

/// What a make of a scan has around itself instead of a process.
final class ScanSurroundings: Surroundings {
    private let memory: ScanMemory
    private let trace: ScanTrace
    let ownWorld: ScanWorld
    private let entries: [Bytes]

    init(_ memory: ScanMemory, _ trace: ScanTrace, directory: Bytes, environment: [Bytes], _ reads: InputReads?) {
        (self.memory, self.trace) = (memory, trace)
        entries = environment
        ownWorld = ScanWorld(memory, trace, directory: directory, environment: environment, reads)
    }

    var world: any World { ownWorld }
    var isProcess: Bool { false }
    var inputReads: InputReads? { ownWorld.reads }
    var imitated: Bytes? { memory.settings.imitated }
    func environment() -> [Bytes] { entries }
    func currentDirectory() -> Bytes? { memory.tree.realPath(of: ownWorld.directory, from: Bytes("/"), trace) }

    func changeDirectory(_ path: Bytes) -> SystemError? {
        guard let status = status(of: path) else { return SystemError(code: ENOENT) }
        guard status.isDirectory else { return SystemError(code: ENOTDIR) }
        ownWorld.directory = path.first == Ascii.slash ? path : joined(ownWorld.directory, path)
        return nil
    }

    func status(of path: Bytes) -> FileStatus? { memory.tree.status(of: path, from: ownWorld.directory, trace) }

    func isWritable(_ path: Bytes) -> Bool {
        withCString(path.first == Ascii.slash ? path : joined(ownWorld.directory, path)) { access($0, W_OK) } == 0
    }

    func system() -> (name: Bytes, machine: Bytes) { memory.system }

    func run(_ line: ShellCommand, output: (Bool, Bytes) -> Void) -> ExitStatus {
        switch ScriptRunner(memory, trace, ownWorld.directory, ownWorld.reads).run(line, put: output) {
        case .exited(let code): .exited(code)
        case .signaled(let signal): .signaled(signal)
        case .notStarted: .exited(127)
        }
    }
}
