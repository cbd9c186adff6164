internal import BuildGraph
internal import Execution
internal import MakeLanguage
internal import Platform
internal import RemoteExecution
internal import Report
internal import Text

/// The lines of a recipe on their way, one process after the other (make-language.md S9-01).
struct RecipeLines {
    var rest: ArraySlice<RecipeLine>
    /// The line that runs.
    var current: Current?

    struct Current {
        let command: RecipeCommand
        let location: SourceLocation
        let isShown: Bool
        let ignoresErrors: Bool
        let isExpensive: Bool
        var process: ProcessID = 0
    }
}

/// Jobs of a dialect where each line of a recipe is a process, and nothing stands between it and make's own output.
extension JobsMaker {
    func startLines(of id: NodeID, in line: DemandID?) {
        if waitsForGroup(id, []) { return }
        let isShownOnly = run.pretends(id)
        guard line != nil || isShownOnly else {
            waitForSlot(Job(node: id, script: JobScript(), action: action(for: id, JobScript(), mayTravel: false)))
            return
        }
        let script = JobScript(graph[id].commands, of: id, in: run)
        if hasFailedFatally() { return }
        if isShownOnly { return showLines(script, of: id) }
        place(Job(node: id, script: script, action: action(for: id, script, mayTravel: !script.hasAlways)), in: line)
    }

    /// -n: the lines as they are; those with `+` run.
    private func showLines(_ script: JobScript, of id: NodeID) {
        let maker = CompatMaker(run)
        for command in script.shown {
            if !command.runsAlways {
                output.putLine(command.text)
            } else if !maker.runPretending(command, of: id) {
                return
            }
        }
        madeItself(id, .made)
    }

    /// The job has a slot of this machine.
    func startLinesHere(_ job: Job) {
        var job = job
        occupySlot(for: job)
        job.lines = RecipeLines(rest: graph[job.node].commands[...])
        jobs[job.action.id] = job
        runNextLine(of: job.action.id)
    }

    /// Starts the next line that is a command; without one the target is made.
    private func runNextLine(of id: ActionID) {
        while let node = jobs[id]?.node {
            // While an expensive command runs nothing new begins (S9-03).
            if expensive != nil {
                run.debug(.heldBack, Bytes("Held back: ") + graph[node].name)
                heldBack.append(id)
                return
            }
            guard let line = jobs[id]?.lines?.rest.popFirst() else { return finishLines(of: id) }
            let text = run.expand(line, of: node)
            if hasFailedFatally() {
                if let job = jobs.removeValue(forKey: id) { leaveSlot(of: job) }
                graph[node].state = .failed
                return
            }
            guard let command = RecipeCommand(text) else {
                run.noteEmpty(line, text)
                continue
            }
            if begin(command, at: line.location, of: id, node) { return }
        }
    }

    /// False if the command is nothing but text.
    private func begin(
        _ command: RecipeCommand, at location: SourceLocation, of id: ActionID, _ node: NodeID
    ) -> Bool {
        let attributes = graph[node].attributes
        let isSilent =
            command.isSilent || attributes.contains(.silent) || run.options.isSilent || graph.settings.isSilent
        let ignores =
            command.ignoresErrors || attributes.contains(.ignore) || run.options.ignoresErrors
            || graph.settings.ignoresErrors
        var current = RecipeLines.Current(
            command: command, location: location, isShown: !isSilent || run.options.debug.contains(.loud),
            ignoresErrors: ignores, isExpensive: isExpensive(command, attributes))
        if current.isShown { output.putLine(command.text) }
        guard !command.isComment else { return false }
        output.handOver()
        run.record?.runs(command, of: node)
        do throws(SystemError) {
            current.process = try starter.start(command)
        } catch {
            output.putError(run.program + Bytes(": cannot start ") + run.shell.path + Bytes(": \(error.text)\n"))
            jobs[id]?.lines?.current = current
            lineEnded(id, .exited(127))
            return true
        }
        if current.isExpensive { expensive = id }
        jobs[id]?.lines?.current = current
        run.loop.onExit(of: current.process) { [unowned self] status in lineEnded(id, status) }
        return true
    }

    private func lineEnded(_ id: ActionID, _ status: ExitStatus) {
        guard let job = jobs[id], let current = job.lines?.current else { return }
        jobs[id]?.lines?.current = nil
        if expensive == id { expensive = nil }
        if run.interruptedBy == nil {
            if status == .exited(0) {
                runNextLine(of: id)
            } else if current.ignoresErrors {
                output.putLine(run.wording.ignored(status, of: graph[job.node].name))
                runNextLine(of: id)
            } else {
                failLines(job, current, status)
            }
        }
        releaseHeldBack()
    }

    private func releaseHeldBack() {
        while expensive == nil, run.interruptedBy == nil, !heldBack.isEmpty { runNextLine(of: heldBack.removeFirst()) }
    }

    private func finishLines(of id: ActionID) {
        guard let job = jobs.removeValue(forKey: id) else { return }
        leaveSlot(of: job)
        run.record?.ended(job.node)
        reportUndeclared(job)
        madeItself(job.node, .made)
    }

    private func failLines(_ job: Job, _ current: RecipeLines.Current, _ status: ExitStatus) {
        jobs[job.action.id] = nil
        leaveSlot(of: job)
        let name = graph[job.node].name
        run.debugFailure(job.node, current.command.text)
        run.record?.failed(job.node, status)
        run.record?.ended(job.node)
        if let failure = job.remoteFailure { run.debugDist("Target \(name.text) \(failure), and here as well.") }
        errors += 1
        exitStatus = run.dialect.statusOfFailure
        if run.options.keepsGoing {
            output.putLine(run.wording.continued(status, of: name, at: current.location))
            complete(job.node, .failed)
        } else {
            run.reportEnding(status, of: job.node, at: current.location, current.command, isShown: current.isShown)
            graph[job.node].state = .failed
            isStopping = true
            if run.options.debug.contains(.quickDeath) {
                for process in jobs.values.compactMap({ $0.lines?.current?.process }) { kill(process, SIGTERM) }
            }
        }
        startReturned()
    }

    // MARK: Signals

    /// All that runs is stopped; make dies of the signal (S9-12).
    func interruptedLines(_ signal: Int32) -> Int32 {
        let making = jobs.values.filter { $0.lines?.current != nil }.sorted { $0.node.raw < $1.node.raw }
        for job in making { run.removeTarget(job.node) }
        let running = { [unowned self] in jobs.values.compactMap { $0.lines?.current?.process } }
        for process in running() { kill(process, signal) }
        let limit = monotonicClock() + 300_000_000
        while !running().isEmpty, monotonicClock() < limit { run.loop.runOnce(limit: 20_000_000) }
        for process in running() { kill(process, SIGKILL) }
        finishDistribution()
        if signal == SIGINT, let target = graph.settings.interrupt {
            run.interruptedBy = nil
            _ = CompatMaker(run).makeSpecial(target)
        }
        run.reportInterrupt(signal, making: making.map(\.node))
        output.flush()
        dieBySignal(signal)
        return 128 + signal
    }

    /// SIGINFO: `make in DIR: a, b` (S9-12).
    func tellOnRequest() {
        guard let signal = informationSignal else { return }
        run.loop.onSignal(signal) { [unowned self] in
            let names = jobs.values.map(\.node).sorted { $0.raw < $1.raw }.map { graph[$0].name }
            let list = Bytes(names.joined(separator: Bytes(", ")))
            output.putError(run.program + Bytes(" in ") + run.shownDirectory + Bytes(": ") + list + [Ascii.newline])
        }
    }
}
