internal import BuildGraph
internal import Execution
internal import LocalExecution
internal import MakeLanguage
internal import Platform
internal import RemoteExecution
internal import Report
internal import Scheduling
internal import Text

/// How recipes begin.
extension JobsMaker {
    /// - Parameter line: the demand under which it was ready for hosts; nil: it is made here.
    func startJob(_ id: NodeID, in line: DemandID?) {
        if !prefetched.isEmpty { prefetched.remove(id) }
        if run.dialect.runsLinesApart { return startLines(of: id, in: line) }
        let isRecorded = run.isRecorded(id)
        if isRecorded { run.meta?.announce(id) }
        let script = JobScript(graph[id].commands, of: id, in: run)
        run.deferToEnd(script.deferred)
        if hasFailedFatally() { return }
        guard !script.isEmpty else {
            madeItself(id, .made)
            return
        }
        if run.pretends(id) {
            show(script, of: id)
            return
        }
        if isRecorded { run.meta?.begin(id, commands: script.recorded) }
        if waitsForGroup(id, script.text) { return }
        let action = action(for: id, script, mayTravel: line != nil && !script.hasAlways)
        if hasFailedFatally() { return }
        place(Job(node: id, script: script, action: action), in: line)
    }

    /// True if an expansion ended make.
    func hasFailedFatally() -> Bool {
        guard run.evaluator.hasFailedFatally else { return false }
        run.stoppedForGood()
        isStopping = true
        exitStatus = 2
        return true
    }

    /// -n: the script of the shell; lines with `+` run.
    func show(_ script: JobScript, of id: NodeID) {
        output.put(jobsOutput.switchTo(id.raw, graph[id].name))
        let maker = CompatMaker(run)
        for (command, piece) in zip(script.shown, script.pieces) {
            if !command.runsAlways {
                output.put(piece)
            } else if !maker.runPretending(command, of: id) {
                return
            }
        }
        madeItself(id, .made)
    }

    func action(for id: NodeID, _ script: JobScript, mayTravel: Bool) -> Action {
        var action = Action(
            id: ActionID(raw: id.raw), target: graph[id].name, directory: [],
            shell: [run.shell.path] + script.shellFlags,
            script: script.text, environment: run.evaluator.commandEnvironment())
        if mayTravel {
            action.directory = run.objectDirectory
            if let direct = script.direct, let program = direct.program {
                action.direct = Action.Direct(program: program, text: direct.text)
            }
            action.exportedNames = run.evaluator.environment.changedNames
            action.inputs = graph.inputFiles(of: id)
            // `ar r`, `>>` and the further rules of a `::` target change what is there.
            let target = graph[id].fileName
            if fileStatus(target)?.isRegular == true { action.inputs.append(target) }
            action.outputs = [target] + run.furtherOutputs(of: id)
            action.inputs += run.furtherInputs(of: id)
            action.leavesTree = leavesTree(action)
            let slots = run.slotsWanted(by: id)
            action.slots = slots ?? 1
            action.slotsForm = run.slotsForm(of: id, script, wantsSlots: slots != nil)
        }
        return action
    }

    func startHere(_ job: Job) {
        var job = job
        job.host = nil
        job.heldOutput = []
        job.began = monotonicClock()
        if let distribution { distribution.tally.madeHere(isNamed: distribution.names(graph[job.node].name)) }
        if run.dialect.runsLinesApart { return startLinesHere(job) }
        run.debugStart(of: graph[job.node].name, script: job.action.script, shell: job.action.shell, on: nil)
        run.keepScript(job.action.script)
        showBanner(&job)
        if doWithoutProcess(job) { return }
        let id = job.action.id
        var action = job.action
        action.directory = []
        let grant = run.tokenGrant(
            of: job.node, runsMake: job.script.runsMake || graph[job.node].attributes.contains(.make),
            tools: job.script.tools)
        if let grant {
            action.environment = grant.environment(action.environment)
            job.takesPart = true
        }
        occupySlot(for: job)
        do throws(SystemError) {
            if !startDirectly(&job, action, keeping: grant?.descriptors ?? []) {
                job.process = try local.start(
                    action, records: records(for: job), keeping: grant?.descriptors ?? [])
            }
            jobs[id] = job
            display?.start(job.node.raw, graph[job.node].name, host: nil)
            run.record?.began(job.node, on: nil, commands: job.script.shown)
            run.trace?.note(.job, running: localRunning, job: (graph[job.node], job.process))
        } catch {
            leaveSlot(of: job)
            run.reportNotExecuted(error)
            fail(job, Bytes("Error code 1"))
        }
    }

    /// Where the files that it uses are written down: for meta mode, or to learn of them.
    func records(for job: Job) -> Int32? {
        run.meta?.open[job.node]?.records ?? learning.records(for: job.node, hasFailed: job.remoteFailure != nil)
    }

    /// Recipes may print nothing for long; so that something is seen of them, the banner comes at the start (S7-18).
    func showBanner(_ job: inout Job) {
        guard !job.hasShownBanner else { return }
        job.hasShownBanner = true
        if graph[job.node].attributes.contains(.silent) || graph.settings.isSilent { return }
        output.put(jobsOutput.begin(job.node.raw, graph[job.node].name))
    }
}
