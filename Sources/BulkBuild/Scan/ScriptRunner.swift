internal import MakeLanguage
internal import Platform
internal import Text

/// Runs what makefiles give to a shell: here as far as it is understood, with makes in this process; else by a shell.
final class ScriptRunner: ShellHost {
    private let memory: ScanMemory
    private let trace: ScanTrace
    private let directory: Bytes
    /// What the make that runs it has read of what it was given; nil if nobody wants to know.
    private let reads: InputReads?

    init(_ memory: ScanMemory, _ trace: ScanTrace, _ directory: Bytes, _ reads: InputReads?) {
        (self.memory, self.trace) = (memory, trace)
        self.directory = directory
        self.reads = reads
    }

    /// - Parameter put: gets what the command prints, in order; true is standard output.
    func run(_ command: ShellCommand, put: (Bool, Bytes) -> Void) -> CommandStatus {
        guard memory.settings.remembers else { return finish(runDirectly(command), put) }
        if command.isInsteadOfShell {
            var program = ScanCommand(
                arguments: command.arguments, environment: command.environment, directory: directory)
            var texts: [(Bool, Bytes)] = []
            if let path = path(ofProgram: command.program, command.environment) {
                program.program = path
                if let code = run(program, put: { texts.append(($0, $1)) }) {
                    for (isOutput, text) in texts { put(isOutput, text) }
                    return .exited(code)
                }
            }
            return .notStarted("")
        }
        // `sh -c text`, `sh -e -c text`.
        let words = command.arguments.dropFirst()
        if let text = words.last, words.dropLast().last == Bytes("-c"),
            words.count == 2 || words.count == 3 && words.first == Bytes("-e"), let script = memory.script(text)
        {
            var run = ShellRun(host: self, environment: command.environment, directory: directory)
            if let code = try? run.run(script, exitsOnError: words.count == 3) {
                for (isOutput, text) in run.printed { put(isOutput, text) }
                memory.count { $0.scriptsHere += 1 }
                return .exited(code)
            }
        }
        memory.count { $0.scriptsByShell += 1 }
        var program = ScanCommand(
            arguments: command.arguments, environment: command.environment, directory: directory)
        program.program = command.program
        return finish(answer(program, memory.traits(ofScript: words.last ?? [])), put)
    }

    private func answer(_ command: ScanCommand, _ traits: CommandTraits) -> CommandAnswer {
        reads?.note(traits, command.environment, memory.language)
        return memory.answer(to: command, traits, trace)
    }

    private func runDirectly(_ command: ShellCommand) -> CommandAnswer {
        var program = ScanCommand(
            arguments: command.arguments, environment: command.environment, directory: directory)
        program.program = command.program
        return memory.source.answer(to: program)
    }

    private func finish(_ answer: CommandAnswer, _ put: (Bool, Bytes) -> Void) -> CommandStatus {
        if !answer.output.isEmpty { put(true, answer.output) }
        if !answer.errors.isEmpty { put(false, answer.errors) }
        return answer.status
    }

    private func path(ofProgram name: Bytes, _ environment: [Bytes]) -> Bytes? {
        if name.contains(Ascii.slash) { return name }
        let path = environment.last { $0.hasPrefix(Bytes("PATH=")) } ?? []
        for place in path.dropFirst(5).split(separator: Ascii.colon) {
            let candidate = joined(Bytes(place), name)
            if let status = memory.tree.status(of: candidate, from: directory, trace), status.isRegular,
                status.mode & 0o111 != 0
            {
                return candidate
            }
        }
        return nil
    }

    // MARK: ShellHost

    func status(of path: Bytes, from directory: Bytes) -> FileStatus? {
        memory.tree.status(of: path, from: directory, trace)
    }
    func entries(of path: Bytes, from directory: Bytes) -> [Bytes]? {
        memory.tree.entries(of: path, from: directory, trace)
    }
    func realPath(of path: Bytes, from directory: Bytes) -> Bytes? {
        memory.tree.realPath(of: path, from: directory, trace)
    }

    func isAccessible(_ path: Bytes, _ mode: Int32, from directory: Bytes) -> Bool {
        guard memory.tree.status(of: path, from: directory, trace) != nil else { return false }
        return withCString(path.first == Ascii.slash ? path : joined(directory, path)) { access($0, mode) } == 0
    }

    func run(_ command: ScanCommand, put: (Bool, Bytes) -> Void) -> Int32? {
        if command.program == memory.settings.make {
            let answer = NestedMake(memory, trace).run(command, for: reads)
            for (isOutput, text) in answer.printed { put(isOutput, text) }
            return answer.status
        }
        if command.arguments == [Bytes("/bin/pwd")] || command.arguments == [Bytes("/usr/bin/pwd")] {
            guard let real = realPath(of: command.directory, from: [Ascii.slash]) else { return nil }
            put(true, real + [Ascii.newline])
            return 0
        }
        let answer = answer(command, memory.traits(of: command))
        guard case .exited(let code) = answer.status else { return nil }
        if !answer.output.isEmpty { put(true, answer.output) }
        if !answer.errors.isEmpty { put(false, answer.errors) }
        return code
    }

    func runByShell(
        _ script: Bytes, _ environment: [Bytes], in directory: Bytes, mergingErrors: Bool
    ) -> CommandAnswer {
        var command = ScanCommand(
            arguments: [Bytes("sh"), Bytes("-c"), script], environment: environment, directory: directory)
        command.program = Bytes("/bin/sh")
        command.mergesErrors = mergingErrors
        return answer(command, memory.traits(ofScript: script))
    }
}
