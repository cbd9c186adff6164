internal import MakeDriver
internal import MakeLanguage
internal import Platform
internal import Report
internal import Text

/// A make in this process, in the place of one that would be a process.
struct NestedMake {
    private let memory: ScanMemory

    init(_ memory: ScanMemory) { self.memory = memory }

    /// Runs it, unless the same make was run in the same directory with the same environment.
    func run(_ command: ScanCommand) -> MakeAnswer {
        let level = command.environment.last { $0.hasPrefix(Bytes("MAKELEVEL=")) } ?? []
        var key = command.directory
        key.append(0)
        for argument in command.arguments.dropFirst() {
            key += argument
            key.append(0)
        }
        key += Bytes("\(memory.environments.number(forMake: command.environment))")
        if let known = memory.makes.answer(to: key), known.level == nil || known.level == level { return known }
        let answer = runAnew(command, level)
        memory.makes.keep(answer, for: key)
        return answer
    }

    private func runAnew(_ command: ScanCommand, _ level: Bytes) -> MakeAnswer {
        let depth = Int(Bytes(level.dropFirst(10)).text) ?? 0
        guard depth < Self.deepest else {
            return MakeAnswer(printed: [(false, Bytes("make: nested too deeply\n"))], status: 2, level: level)
        }
        let (printed, status) = PackageMake(memory).run(
            command.arguments, environment: command.environment, directory: command.directory)
        let tells = printed.contains { !$0.isOutput }
        return MakeAnswer(printed: printed, status: status, level: tells || status != 0 ? level : nil)
    }

    private static let deepest = 64
}

/// Runs make(1) in this process.
struct PackageMake {
    private let memory: ScanMemory

    init(_ memory: ScanMemory) { self.memory = memory }

    /// - Parameter arguments: argv, complete.
    func run(
        _ arguments: [Bytes], environment: [Bytes], directory: Bytes
    ) -> (printed: [(isOutput: Bool, text: Bytes)], status: Int32) {
        memory.count { $0.makes += 1 }
        let surroundings = ScanSurroundings(memory, directory: directory, environment: environment)
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
    let ownWorld: ScanWorld
    private let entries: [Bytes]

    init(_ memory: ScanMemory, directory: Bytes, environment: [Bytes]) {
        self.memory = memory
        entries = environment
        ownWorld = ScanWorld(memory, directory: directory, environment: environment)
    }

    var world: any World { ownWorld }
    var isProcess: Bool { false }
    var imitated: Bytes? { memory.settings.imitated }
    func environment() -> [Bytes] { entries }
    func currentDirectory() -> Bytes? { memory.tree.realPath(of: ownWorld.directory, from: Bytes("/")) }

    func changeDirectory(_ path: Bytes) -> SystemError? {
        guard let status = status(of: path) else { return SystemError(code: ENOENT) }
        guard status.isDirectory else { return SystemError(code: ENOTDIR) }
        ownWorld.directory = path.first == Ascii.slash ? path : joined(ownWorld.directory, path)
        return nil
    }

    func status(of path: Bytes) -> FileStatus? { memory.tree.status(of: path, from: ownWorld.directory) }

    func isWritable(_ path: Bytes) -> Bool {
        withCString(path.first == Ascii.slash ? path : joined(ownWorld.directory, path)) { access($0, W_OK) } == 0
    }

    func system() -> (name: Bytes, machine: Bytes) { memory.system }

    func run(_ line: ShellCommand, output: (Bool, Bytes) -> Void) -> ExitStatus {
        switch ScriptRunner(memory, ownWorld.directory).run(line, put: output) {
        case .exited(let code): .exited(code)
        case .signaled(let signal): .signaled(signal)
        case .notStarted: .exited(127)
        }
    }
}
