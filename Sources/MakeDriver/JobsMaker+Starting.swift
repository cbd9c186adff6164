internal import BuildGraph
internal import Execution
internal import LocalExecution
internal import MakeLanguage
internal import Platform
internal import RemoteExecution
internal import Report
internal import Scheduling
internal import Text

/// Where a recipe runs, and how it gets there.
extension JobsMaker {
    /// `.DIST` names it, and nothing about it ties it to this machine (make-language.md S9-27).
    func mayTravel(_ id: NodeID) -> Bool {
        guard let distribution, distribution.names(graph[id].name) else { return false }
        func stays(_ reason: String) -> Bool {
            run.debugDist("Target \(graph[id].name.text) stays here: \(reason).")
            return false
        }
        if graph[id].attributes.hasAny(.make | .phony | .archiveMember | .special) {
            return stays("it is .MAKE, .PHONY or a member of an archive")
        }
        for line in graph[id].commands {
            if mentionsMake(line.command.source) { return stays("its recipe runs make") }
            if line.command.source.first.map({ $0 == Ascii.plus }) ?? false { return stays("a line begins with +") }
        }
        distribution.bringUp()
        return true
    }

    func startReady() {
        guard !isStopping else { return }
        if let distribution {
            while distribution.executor.place() != nil, let id = ready.nextForHost() { startJob(id, mayTravel: true) }
        }
        while !ready.isEmpty, hasLocalSlot(), !isStopping, let id = ready.nextForHere() {
            startJob(id, mayTravel: false)
        }
    }

    func startJob(_ id: NodeID, mayTravel: Bool) {
        let isRecorded = run.isRecorded(id)
        if isRecorded { run.meta?.announce(id) }
        let script = JobScript(graph[id].commands, of: id, in: run)
        deferred += script.deferred
        if run.evaluator.hasFailedFatally {
            output.put([Ascii.newline])
            run.stopped()
            isStopping = true
            exitStatus = 2
            return
        }
        guard !script.isEmpty else {
            madeItself(id, .made)
            return
        }
        if run.options.printsOnly, !graph[id].attributes.contains(.make) || run.options.printsOnlyEvenMake {
            show(script, of: id)
            return
        }
        if isRecorded { run.meta?.begin(id, commands: script.recorded) }
        if waitsForGroup(id, script) { return }
        let action = action(for: id, script, mayTravel: mayTravel && !script.hasAlways)
        let job = Job(node: id, script: script, action: action)
        if mayTravel {
            if script.hasAlways {
                run.debugDist("Target \(graph[id].name.text) stays here: a line begins with +.")
            } else if startOnHost(job) {
                return
            }
        }
        waitForSlot(job)
    }

    /// -n: the commands as they are; those with `+` run.
    func show(_ script: JobScript, of id: NodeID) {
        output.put(jobsOutput.switchTo(id.raw, graph[id].name))
        let maker = CompatMaker(run)
        for command in script.shown where !maker.showOrRun(command, of: id) {
            exitStatus = 1
            complete(id, .failed)
            return
        }
        madeItself(id, .made)
    }

    func action(for id: NodeID, _ script: JobScript, mayTravel: Bool) -> Action {
        let flags: [Bytes] = run.shell.flags.isEmpty ? [] : [[Ascii.minus] + run.shell.flags]
        var action = Action(
            id: ActionID(raw: id.raw), target: graph[id].name, directory: [], shell: [run.shell.path] + flags,
            script: script.text, environment: run.evaluator.commandEnvironment())
        if mayTravel {
            action.directory = run.objectDirectory
            action.exportedNames = run.evaluator.environment.changedNames
            action.inputs = graph.inputFiles(of: id)
            // `ar r`, `>>` and the further rules of a `::` target change what is there.
            let target = graph[id].fileName
            if fileStatus(target)?.isRegular == true { action.inputs.append(target) }
            action.outputs = [target]
        }
        return action
    }

    func startOnHost(_ job: Job) -> Bool {
        guard let host = distribution?.start(job.action) else { return false }
        run.debugStart(of: graph[job.node].name, script: job.action.script, shell: job.action.shell, on: host)
        var job = job
        job.host = host
        jobs[job.action.id] = job
        return true
    }

    func startHere(_ job: Job) {
        var job = job
        job.host = nil
        job.heldOutput = []
        distribution?.didRunHere()
        run.debugStart(of: graph[job.node].name, script: job.action.script, shell: job.action.shell, on: nil)
        run.keepScript(job.action.script)
        showBanner(&job)
        if doWithoutProcess(job) { return }
        let id = job.action.id
        var action = job.action
        action.directory = []
        let grant = run.tokenGrant(
            of: job.node, runsMake: job.script.runsMake || graph[job.node].attributes.contains(.make),
            form: job.script.form)
        if let grant {
            action.environment = grant.environment(action.environment)
            job.takesPart = true
        }
        occupySlot(for: job)
        do throws(SystemError) {
            if !startDirectly(&job, action, keeping: grant?.descriptors ?? []) {
                job.process = try local.start(action, keeping: grant?.descriptors ?? [])
            }
            jobs[id] = job
            run.trace?.note(.job, running: localRunning, job: (job.node, graph, job.process))
        } catch {
            leaveSlot(of: job)
            output.putError(
                run.program + Bytes(": cannot start ") + run.shell.path + Bytes(": \(error.text)\n"))
            fail(job, Bytes("Error code 127"))
        }
    }

    /// Recipes may print nothing for long; so that something is seen of them, the banner comes at the start (S7-18).
    func showBanner(_ job: inout Job) {
        guard !job.hasShownBanner else { return }
        job.hasShownBanner = true
        if graph[job.node].attributes.contains(.silent) || graph.settings.isSilent { return }
        output.put(jobsOutput.switchTo(job.node.raw, graph[job.node].name))
    }
}
