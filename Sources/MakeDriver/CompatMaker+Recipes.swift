internal import BuildGraph
internal import LocalExecution
internal import MakeLanguage
internal import Platform
internal import Report
internal import Text

/// The recipe of a target, line by line.
extension CompatMaker {
    /// False if a line failed.
    func runCommands(of id: NodeID) -> Bool {
        let scope = graph.scope(of: id)
        let lines = graph[id].commands
        let isRecorded = run.isRecorded(id)
        if isRecorded {
            run.meta?.announce(id)
            let commands = lines.map { run.evaluator.expand($0.command, in: scope) }
            run.meta?.begin(id, commands: commands)
        }
        defer {
            if isRecorded { run.meta?.end(id) }
            run.record?.ended(id)
        }
        for (index, line) in lines.enumerated() {
            let text = run.expand(line, of: id)
            if hasFailedFatally() { return false }
            if text == Bytes("..."), run.dialect.defersBehindDots {
                // In .END there is no later.
                if id == graph.settings.end { continue }
                saveRest(lines[(index + 1)...], of: id)
                return true
            }
            guard let command = RecipeCommand(text) else {
                run.noteEmpty(line, text)
                continue
            }
            location = line.location
            runsMake = graph[id].attributes.contains(.make) || run.tokens != nil && mentionsMake(line.command.source)
            guard runCommand(command, of: id) else { return false }
            if stop != nil { return false }
        }
        return true
    }

    /// What stands behind `...` is expanded now, and once more at `.END` (S7-30).
    func saveRest(_ lines: ArraySlice<RecipeLine>, of id: NodeID) {
        let scope = graph.scope(of: id)
        run.deferToEnd(
            lines.map {
                RecipeLine(command: LazyTemplate(run.evaluator.expand($0.command, in: scope)), location: $0.location)
            })
    }

    private func runCommand(_ command: RecipeCommand, of id: NodeID) -> Bool {
        let attributes = graph[id].attributes
        // With -dl an `@` even makes a line of a silent recipe seen.
        let isSilent =
            command.isSilent
            ? !run.options.debug.contains(.loud)
            : attributes.contains(.silent) || run.options.isSilent || graph.settings.isSilent
        let ignores =
            command.ignoresErrors || attributes.contains(.ignore) || run.options.ignoresErrors
            || graph.settings.ignoresErrors
        let runsTarget =
            !run.options.printsOnly || (attributes.contains(.make) && !run.options.printsOnlyEvenMake)
        isShown = !isSilent || !runsTarget
        if isShown { output.putLine(command.text) }
        guard runsTarget || command.runsAlways else { return true }
        if command.isComment, run.dialect.keepsCommentsInRecipes { return true }
        output.handOver()
        let environment = run.evaluator.commandEnvironment()
        if hasFailedFatally() { return false }
        run.record?.runs(command, of: id)
        let status = execute(command, of: id, environment, ignores: ignores)
        if run.interruptedBy != nil {
            stop = interrupted(id)
            return false
        }
        guard status != .exited(0) else { return true }
        return fail(id, command, status, ignores: ignores)
    }

    /// A command of jobs mode with -n that runs all the same. Its failure is told, and means nothing. False after an
    /// interrupt.
    func runPretending(_ command: RecipeCommand, of id: NodeID) -> Bool {
        output.putLine(command.text)
        output.handOver()
        let ignores = command.ignoresErrors || graph[id].attributes.contains(.ignore) || graph.settings.ignoresErrors
        let environment = run.evaluator.commandEnvironment()
        if hasFailedFatally() { return false }
        let status = execute(command, of: id, environment, ignores: ignores)
        guard run.interruptedBy == nil else { return false }
        if status != .exited(0) {
            let suffix = ignores ? " (ignored)" : run.options.keepsGoing ? " (continuing)" : ""
            output.putLine(Bytes("*** ") + run.wording.failure(status) + Bytes(suffix))
        }
        return true
    }

    /// True if an expansion ended make.
    func hasFailedFatally() -> Bool {
        guard run.evaluator.hasFailedFatally else { return false }
        run.stoppedForGood()
        stop = 2
        return true
    }

    private func execute(_ command: RecipeCommand, of id: NodeID, _ inherited: [Bytes], ignores: Bool) -> ExitStatus {
        run.debug(.jobs, Bytes("Execute: '") + command.text + Bytes("'"))
        var entries = inherited
        let grant = tokenGrant(command, of: id)
        if let grant {
            entries = grant.environment(entries)
            run.tokens?.share()
        }
        defer { if grant != nil { run.tokens?.unshare() } }
        guard run.surroundings.isProcess else { return runHere(command, entries, ignores: ignores) }
        let descriptors = grant?.descriptors ?? []
        if environment?.entries != entries { environment = (entries, CStringBlock(entries)) }
        let block = environment!.block
        if !run.evaluator.mayChangePath, !run.options.debug.contains(.shell), run.meta?.open[id] == nil,
            let words = command.plainWords,
            let pid = try? spawn(SpawnRequest(arguments: words, environment: block, keeping: descriptors))
        {
            return wait(for: pid)
        }
        let words = shellWords(command, ignores: ignores)
        let request = SpawnRequest(arguments: words, environment: block, keeping: descriptors)
        do throws(SystemError) {
            if let meta = run.meta, meta.open[id] != nil { return try record(request, of: id, by: meta) }
            return wait(for: try spawn(request))
        } catch {
            run.reportNotExecuted(error)
            return .exited(1)
        }
    }

    /// How the shell is told to run a line.
    private func shellWords(_ command: RecipeCommand, ignores: Bool) -> [Bytes] {
        let flags = run.options.debug.contains(.shell) ? Bytes("-xc") : Bytes("-c")
        let stops = ignores || !run.shell.hasErrorControl || run.shell.exitFlag.isEmpty
        let exitFlags: [Bytes] = stops ? [] : [[Ascii.minus] + run.shell.exitFlag]
        // A command that looks like an option must not be taken for one.
        let looksLikeOption = command.text[0] == Ascii.plus || command.text[0] == Ascii.minus
        return [run.shell.path] + exitFlags + [flags] + (looksLikeOption ? [Bytes("--")] : []) + [command.text]
    }

    /// Where make is no process, somebody else knows what becomes of the line.
    private func runHere(_ command: RecipeCommand, _ environment: [Bytes], ignores: Bool) -> ExitStatus {
        let words = shellWords(command, ignores: ignores)
        let line = ShellCommand(program: run.shell.path, arguments: words, environment: environment)
        return run.surroundings.run(line) { [output] isOutput, text in
            if isOutput { output.put(text) } else { output.putError(text) }
        }
    }

    /// The make that the command runs shares the token which this process is using for it.
    private func tokenGrant(_ command: RecipeCommand, of id: NodeID) -> TokenGrant? {
        guard run.tokens != nil else { return nil }
        var tools = JobserverTools()
        tools.add(command.text, own: run.invocation)
        return run.tokenGrant(of: id, runsMake: runsMake, tools: tools)
    }

    func wait(for pid: ProcessID) -> ExitStatus {
        var result: ExitStatus?
        run.loop.onExit(of: pid) { result = $0 }
        var forwarded = false
        while result == nil {
            run.loop.runOnce()
            if let signal = run.interruptedBy, !forwarded {
                forwarded = true
                kill(pid, signal)
            }
        }
        return result!
    }

    func fail(_ id: NodeID, _ command: RecipeCommand, _ status: ExitStatus, ignores: Bool) -> Bool {
        run.debugFailure(id, command.text)
        if ignores {
            output.putLine(run.wording.ignored(status, of: graph[id].name))
            return true
        }
        run.meta?.fail(id, run.wording.failure(status))
        run.record?.failed(id, status)
        let code: Int32 = if case .exited(let code) = status { code } else { 1 }
        let isErrorTarget = id == graph.settings.onError
        if !isErrorTarget { run.noteError(id, command: command.text, status: code) }
        let isQuiet = run.failsQuietly(id)
        if run.options.keepsGoing {
            output.putLine(run.wording.continued(status, of: graph[id].name, at: location))
            deleteOnError(id)
            return false
        }
        run.reportEnding(status, of: id, at: location, command, isShown: isShown)
        deleteOnError(id)
        // The recipes that make runs by itself end it in the same words.
        if !isQuiet, !run.dialect.speaksOfErrorsWithPlaces {
            output.put(Bytes("\nStop.\n"))
            run.stopped()
        }
        stop = run.dialect.statusOfFailure
        run.runErrorTarget()
        return false
    }

    func deleteOnError(_ id: NodeID) {
        if graph.settings.deletesOnError { run.removeTarget(id) }
    }

    /// Removes what was being made, runs `.INTERRUPT`, and makes sure that make dies of the signal (S7-36).
    func interrupted(_ id: NodeID) -> Int32 {
        let signal = run.interruptedBy ?? SIGINT
        run.removeTarget(id)
        run.record?.finish()
        if signal == SIGINT, let target = graph.settings.interrupt {
            run.interruptedBy = nil
            make(target)
        }
        run.reportInterrupt(signal, making: [id])
        output.handOver()
        run.tokens?.removeName()
        dieBySignal(signal)
        return 128 + signal
    }
}
