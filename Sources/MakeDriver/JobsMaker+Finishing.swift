internal import BuildGraph
internal import Execution
internal import LocalExecution
internal import MakeLanguage
internal import Platform
internal import RemoteExecution
internal import Report
internal import Scheduling
internal import Text

/// What became of a recipe, here or on a host.
extension JobsMaker {
    func handle(_ event: ExecutionEvent) {
        if handleRace(event) { return }
        switch event {
        case .output(let id, let text):
            guard let job = jobs[id] else { return }
            if job.host != nil {
                jobs[id]!.heldOutput += text
            } else {
                run.meta?.add(text, of: job.node)
                output.put(jobsOutput.add(text, of: job.node.raw, graph[job.node].name))
            }
        case .progress(let id, let text): showProgress(of: id, text)
        case .finished(let id, let outcome):
            guard let job = jobs.removeValue(forKey: id) else { return }
            display?.end(job.node.raw)
            run.debug(.jobs, Bytes("Jobfinish: [") + graph[job.node].name + Bytes("], \(outcome)"))
            if job.host != nil { finishOnHost(job, outcome, as: id) } else { finishHere(job, outcome) }
        }
    }

    /// A target that hosts lost so often is made here.
    private static let mostLosses = 3

    func finishHere(_ job: Job, _ outcome: Outcome) {
        leaveSlot(of: job)
        distribution?.tally.workedHere(nanoseconds: monotonicClock() - job.began)
        output.put(jobsOutput.finish(job.node.raw, graph[job.node].name))
        if run.interruptedBy != nil {
            // The signal came to all; what is half made goes.
            run.record?.interrupted(job.node)
            jobs[job.action.id] = job
            return
        }
        if let kind = job.kind, outcome == .exited(0) {
            distribution?.learnHere(kind: kind, nanoseconds: monotonicClock() - job.began)
        }
        let outcome = shellsOutcome(job, outcome)
        if outcome != .exited(0) { learning.end(job.node, commands: [], isGood: false) }
        run.record?.ended(job.node, outcome)
        switch outcome {
        case .exited(0):
            reportUndeclared(job)
            learning.end(job.node, commands: job.script.shown, isGood: true)
            madeItself(job.node, .made)
        case .exited(let code): fail(job, Bytes("Error code \(code)"), status: code)
        case .signaled(let signal): fail(job, Bytes("Signal \(signal)"), isIgnorable: false)
        case .missingOutput, .namesHost, .foreignOutput, .lost: fail(job, Bytes("Error code 1"))
        }
    }

    /// - Parameter id: which of its copies this is about.
    func finishOnHost(_ job: Job, _ outcome: Outcome, as id: ActionID) {
        let host = job.host?.text ?? ""
        if outcome == .exited(0) {
            distribution?.tally.made(on: job.host ?? [])
            if let kind = job.kind, let place = job.place { distribution?.learn(id, kind: kind, at: place) }
        }
        distribution?.noteWork(of: id, on: job.host ?? [])
        let hadBegun = distribution?.forget(id) ?? false
        run.record?.ended(job.node, outcome)
        if run.interruptedBy != nil || isStopping && outcome != .exited(0) {
            graph[job.node].state = .aborted
            return
        }
        var job = job
        switch outcome {
        case .exited(0):
            showResult(of: &job)
        case .exited(let code): runAgainHere(job, "failed on \(host) (Error code \(code))")
        case .signaled(let signal): runAgainHere(job, "failed on \(host) (Signal \(signal))")
        case .missingOutput(let name):
            job.missesOutput = true
            runAgainHere(job, "did not make \(name.text) on \(host)")
        case .namesHost(let name):
            let what = "names the directory of \(host), which would not be so if it were made here"
            run.debugDist("Target \(graph[job.node].name.text): its output \(name.text) \(what); making it here.")
            distribution?.tally.stayed(.namesHost)
            discardShown(of: &job, "is made here")
            if let kind = job.kind { distribution?.kindsThatNameHosts.insert(kind) }
            waitForSlot(job)
        case .foreignOutput(let name):
            // Nothing is wrong with the recipe, which has a link or a directory to make.
            job.isTied = true
            distribution?.tally.stayed(.tied)
            runAgainHere(job, "made something else than a file of \(name.text) on \(host)")
        case .lost:
            job.losses += 1
            discardShown(of: &job, "was lost on \(host)")
            // A host that was never there lost nothing.
            if hadBegun, job.losses == 1 { distribution?.tally.lost() }
            if job.losses >= Self.mostLosses {
                run.debugDist("Target \(graph[job.node].name.text) was lost \(job.losses) times; it is made here.")
                distribution?.tally.stayed(.lost)
                return waitForSlot(job)
            }
            // Elsewhere if there is a place; else where there is one first.
            wherePossible(job)
        }
    }

    /// The makefile may not declare all that the recipe reads, so a failure counts only here.
    func runAgainHere(_ job: Job, _ failure: String) {
        run.debugDist("Target \(graph[job.node].name.text) \(failure); trying it here.")
        if run.options.debug.contains(.dist), !job.heldOutput.isEmpty {
            output.putError(isTerminal(2) ? TerminalText.made(of: job.heldOutput) : job.heldOutput)
        }
        var job = job
        discardShown(of: &job, failure)
        job.remoteFailure = failure
        distribution?.tally.failedOnHost()
        waitForSlot(job)
    }

    /// What failed on a host has been made here.
    func reportUndeclared(_ job: Job) {
        guard let failure = job.remoteFailure, mayBeUndeclared(job) else { return }
        output.putError(
            run.program + Bytes(": ") + graph[job.node].name
                + Bytes(": \(failure), but could be made here; are all its sources declared?\n"))
        distribution?.tally.madeHereAfterFailure()
    }

    /// A recipe that makes no file here either has nothing to declare.
    func mayBeUndeclared(_ job: Job) -> Bool {
        if job.isTied { return false }
        guard job.missesOutput else { return true }
        return fileStatus(graph[job.node].fileName) != nil
    }

    func waitForSlot(_ job: Job) {
        if hasLocalSlot() { startHere(job) } else { returned.append(job) }
    }

    func startReturned() {
        while !returned.isEmpty, !isStopping, hasLocalSlot() { startHere(returned.removeFirst()) }
    }

    /// - Parameter isIgnorable: false for a signal: then `-` in the recipe does not help.
    func fail(_ job: Job, _ text: Bytes, status: Int32 = 1, isIgnorable: Bool = true) {
        let name = graph[job.node].name
        run.debugFailure(job.node, job.script.lastCommand)
        if job.script.ignoresErrors, isIgnorable {
            if !run.failsQuietly(job.node) {
                output.putLine(failureLine(of: job, text) + Bytes(" (ignored)"))
            }
            madeItself(job.node, .made)
            return
        }
        run.meta?.fail(job.node, text)
        if let failure = job.remoteFailure { run.debugDist("Target \(name.text) \(failure), and here as well.") }
        let isQuiet = isIgnorable && run.failsQuietly(job.node)
        if !isQuiet { output.putLine(failureLine(of: job, text)) }
        errors += 1
        if jobsOutput.style == .grouped, !isQuiet { noteFailure(of: job, text) }
        run.noteError(
            job.node, command: Bytes(job.script.recorded.joined(separator: [Ascii.space])), status: status)
        if graph.settings.deletesOnError { run.removeTarget(job.node) }
        if !isQuiet, isIgnorable {
            output.put([Ascii.newline])
            run.stopped()
        }
        run.runErrorTarget()
        if run.hasErrorTargetFailed, !run.options.keepsGoing {
            // It was the last word.
            hasLastWord = true
            graph[job.node].state = .failed
            isStopping = true
            exitStatus = 1
        } else if run.options.keepsGoing {
            exitStatus = 1
            complete(job.node, .failed)
        } else {
            graph[job.node].state = .failed
            isStopping = true
            exitStatus = 2
            run.tokens?.raise(.error)
        }
        startReturned()
    }

    private func noteFailure(of job: Job, _ reason: Bytes) {
        display?.progress.failed += 1
        let command = Bytes(job.script.recorded.joined(separator: [Ascii.newline]))
        let elsewhere = job.remoteFailure.map { Bytes(", after it \($0)") } ?? []
        failures.add(
            FailureSummary.Failure(
                target: graph[job.node].name, place: graph[job.node].commands.first?.location, host: job.host,
                reason: reason + elsewhere, command: command, output: jobsOutput.takeTail(of: job.node.raw)))
    }

    private func failureLine(of job: Job, _ text: Bytes) -> Bytes {
        let name = graph[job.node].name
        return jobsOutput.switchTo(job.node.raw, name) + Bytes("*** [") + name + Bytes("] ") + text
    }
}
