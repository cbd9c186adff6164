internal import BuildGraph
internal import Execution
internal import LocalExecution
internal import MakeLanguage
internal import Platform
internal import RemoteExecution
internal import Report
internal import Scheduling
internal import Text

/// Makes targets in parallel, here and on other hosts; one shell for each recipe (make-language.md 7.3).
///
/// A node goes unmade -> requested (in the queue, or waiting for sources) -> beingMade (ready, or its job runs) -> over.
final class JobsMaker {
    private let run: Make
    private let local: LocalExecutor
    private let distribution: Distribution?
    private let most: Int
    private var output: TextOutput { run.output }
    private var graph: Graph { run.graph }

    /// Nodes to be looked at: those at the front, last first, then those at the back.
    private var front: [NodeID] = []
    private var back: [NodeID] = []
    private var backHead = 0
    private var ready = ReadyQueue<NodeID>()
    private var jobs: [ActionID: Job] = [:]
    private var localRunning = 0
    private var jobsOutput = JobsOutput()
    private var errors = 0
    private var isStopping = false
    private var exitStatus: Int32 = 0
    /// Nodes that wait for a node of `.ORDER` before them.
    private var orderWaiters: [NodeID: [NodeID]] = [:]
    private var deferred: [RecipeLine] = []

    /// A recipe on its way.
    private struct Job {
        let node: NodeID
        let script: JobScript
        let action: Action
        /// nil: this machine.
        var host: Bytes?
        /// What a host sent so far; shown when it is known that it counts.
        var heldOutput: Bytes = []
        /// How often hosts lost it.
        var losses = 0
        /// How it failed on a host; it runs here for the second time.
        var remoteFailure: String?
        /// That failure was a target that did not appear.
        var missesOutput = false
        var hasShownBanner = false
    }

    init(_ run: Make) {
        self.run = run
        local = LocalExecutor(loop: run.loop)
        most = run.graph.settings.isNotParallel ? 1 : max(run.options.jobs ?? 1, 1)
        if run.options.printsOnly || run.options.touches {
            run.sayNotDistributed("nothing is run with -n and -t")
            distribution = nil
        } else {
            distribution = Distribution(run)
        }
        if let prefix = run.evaluator.value(Bytes(".MAKE.JOB.PREFIX")) { jobsOutput.prefix = prefix }
        jobsOutput.hasBanners = !run.options.isSilent && (most > 1 || distribution != nil)
    }

    /// The exit status of make.
    func make(_ goals: [NodeID]) -> Int32 {
        local.onEvent = { [unowned self] in handle($0) }
        distribution?.executor.onEvent = { [unowned self] in handle($0) }
        defer { finishDistribution() }
        if let begin = graph.settings.begin {
            let maker = CompatMaker(run)
            guard maker.makeSpecial(begin) else { return maker.stop ?? 1 }
        }
        for goal in goals { graph[goal].state = .requested }
        front = goals.reversed()
        while true {
            advance()
            if let signal = run.interruptedBy { return interrupted(signal) }
            if jobs.isEmpty && (isStopping || isIdle) {
                guard !isStopping, breakCycle() else { break }
                continue
            }
            if jobs.isEmpty, distribution == nil { continue }
            output.flush()
            run.loop.runOnce()
        }
        return end(goals)
    }

    private var isIdle: Bool { front.isEmpty && backHead == back.count && ready.isEmpty }

    // MARK: Looking at nodes

    /// Looks at nodes and starts what is ready, as long as there are free slots.
    private func advance() {
        startReady()
        while !isStopping, run.interruptedBy == nil, hasFreeSlot, let id = nextNode() {
            examine(id)
            startReady()
        }
    }

    private var hasFreeSlot: Bool { localRunning < most || distribution?.executor.place() != nil }

    private func nextNode() -> NodeID? {
        if let id = front.popLast() { return id }
        guard backHead < back.count else { return nil }
        defer { backHead += 1 }
        return back[backHead]
    }

    private func examine(_ id: NodeID) {
        switch graph[id].state {
        case .unmade, .requested: break
        default: return
        }
        guard !graph[id].attributes.hasAny(.macro) else { return }
        graph[id].state = .requested
        graph.expandSources(of: id)
        if graph[id].attributes.contains(.made) {
            complete(id, .upToDate)
            return
        }
        if awaitSources(of: id) { return }
        let children = graph[id].children
        if children.contains(where: { graph[$0].state == .failed || graph[$0].state == .aborted }) {
            complete(id, .aborted)
            return
        }
        for before in graph[id].predecessors where isUnderWay(before) {
            orderWaiters[before, default: []].append(id)
            return
        }
        consider(id)
    }

    private func isUnderWay(_ id: NodeID) -> Bool {
        graph[id].state == .requested || graph[id].state == .beingMade
    }

    /// Puts sources that are not done at the front of the queue, up to the first barrier; false if there are none.
    private func awaitSources(of id: NodeID) -> Bool {
        var waiting: [NodeID] = []
        var seen: Set<NodeID> = []
        for child in graph[id].children {
            if child == graph.waitNode {
                if !waiting.isEmpty { break }
                continue
            }
            guard !graph[child].state.isOver, !graph[child].attributes.hasAny(.macro),
                graph[id].children.count < 2 || seen.insert(child).inserted
            else { continue }
            waiting.append(child)
        }
        guard !waiting.isEmpty else { return false }
        graph[id].unmadeCount = waiting.count
        for child in waiting.reversed() {
            graph[child].parents.append(id)
            if graph[child].state == .unmade {
                graph[child].state = .requested
                front.append(child)
            }
        }
        return true
    }

    /// All sources are done: is there something to do?
    private func consider(_ id: NodeID) {
        for child in graph[id].children where child != graph.waitNode { graph.note(source: child, doneFor: id) }
        let staleness = graph.staleness(of: id)
        run.debugDecision(id, staleness)
        guard staleness.isStale else {
            madeItself(id, .upToDate)
            return
        }
        guard run.findCommands(for: id) else {
            switch run.reportMissingRule(id) {
            case .ignored: madeItself(id, .made)
            case .continued:
                exitStatus = 1
                complete(id, .failed)
            case .stopped:
                output.put([Ascii.newline])
                run.stopped()
                isStopping = true
                exitStatus = 2
                graph[id].state = .failed
            }
            return
        }
        graph.setVariables(of: id)
        graph[id].state = .beingMade
        prepare(id)
    }

    /// Expands the recipe, or does without it.
    private func prepare(_ id: NodeID) {
        let attributes = graph[id].attributes
        if run.options.touches, !attributes.contains(.make) {
            run.touch(id, showing: true)
            madeItself(id, .made)
            return
        }
        guard !graph[id].commands.isEmpty else {
            madeItself(id, .made)
            return
        }
        ready.add(id, mayTravel: mayTravel(id))
    }

    // MARK: Jobs

    /// `.DIST` names it, and nothing about it ties it to this machine (make-language.md S9-27).
    private func mayTravel(_ id: NodeID) -> Bool {
        guard let distribution, distribution.names(graph[id].name) else { return false }
        let node = graph[id]
        func stays(_ reason: String) -> Bool {
            run.debugDist("Target \(node.name.text) stays here: \(reason).")
            return false
        }
        if node.attributes.hasAny(.make | .phony | .archiveMember | .special) {
            return stays("it is .MAKE, .PHONY or a member of an archive")
        }
        for line in node.commands {
            if mentionsMake(line.command.source) { return stays("its recipe runs make") }
            if line.command.source.first.map({ $0 == Ascii.plus }) ?? false { return stays("a line begins with +") }
        }
        return true
    }

    private func startReady() {
        guard !isStopping else { return }
        if let distribution {
            while distribution.executor.place() != nil, let id = ready.nextForHost() { startJob(id, mayTravel: true) }
        }
        while localRunning < most, !isStopping, let id = ready.nextForHere() { startJob(id, mayTravel: false) }
    }

    private func startJob(_ id: NodeID, mayTravel: Bool) {
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
    private func show(_ script: JobScript, of id: NodeID) {
        output.put(jobsOutput.switchTo(id.raw, graph[id].name))
        let maker = CompatMaker(run)
        for command in script.shown where !maker.showOrRun(command, of: id) {
            exitStatus = 1
            complete(id, .failed)
            return
        }
        madeItself(id, .made)
    }

    private func action(for id: NodeID, _ script: JobScript, mayTravel: Bool) -> Action {
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

    private func startOnHost(_ job: Job) -> Bool {
        guard let host = distribution?.start(job.action) else { return false }
        var job = job
        job.host = host
        jobs[job.action.id] = job
        return true
    }

    private func startHere(_ job: Job) {
        var job = job
        job.host = nil
        job.heldOutput = []
        distribution?.didRunHere()
        showBanner(&job)
        output.flush()
        let id = job.action.id
        jobs[id] = job
        localRunning += 1
        var action = job.action
        action.directory = []
        do throws(SystemError) {
            try local.start(action)
        } catch {
            jobs[id] = nil
            localRunning -= 1
            output.putError(
                run.program + Bytes(": cannot start ") + run.shell.path + Bytes(": \(error.text)\n"))
            fail(job, Bytes("Error code 127"))
        }
    }

    /// Recipes may print nothing for long; so that something is seen of them, the banner comes at the start (S7-18).
    private func showBanner(_ job: inout Job) {
        guard !job.hasShownBanner else { return }
        job.hasShownBanner = true
        if graph[job.node].attributes.contains(.silent) || graph.settings.isSilent { return }
        output.put(jobsOutput.switchTo(job.node.raw, graph[job.node].name))
    }

    private func handle(_ event: ExecutionEvent) {
        switch event {
        case .output(let id, let text):
            guard let job = jobs[id] else { return }
            if job.host != nil {
                jobs[id]!.heldOutput += text
            } else {
                output.put(jobsOutput.add(text, of: job.node.raw, graph[job.node].name))
            }
        case .finished(let id, let outcome):
            guard let job = jobs.removeValue(forKey: id) else { return }
            if job.host != nil { finishOnHost(job, outcome) } else { finishHere(job, outcome) }
        }
    }

    private func finishHere(_ job: Job, _ outcome: Outcome) {
        localRunning -= 1
        output.put(jobsOutput.finish(job.node.raw, graph[job.node].name))
        if run.interruptedBy != nil {
            // The signal came to all; what is half made goes.
            jobs[job.action.id] = job
            return
        }
        switch outcome {
        case .exited(0):
            if let failure = job.remoteFailure, mayBeUndeclared(job) {
                output.putError(
                    run.program + Bytes(": ") + graph[job.node].name
                        + Bytes(": \(failure), but could be made here; are all its sources declared?\n"))
                distribution?.didRetryHere()
            }
            madeItself(job.node, .made)
        case .exited(let code): fail(job, Bytes("Error code \(code)"))
        case .signaled(let signal): fail(job, Bytes("Signal \(signal)"))
        case .missingOutput, .lost: fail(job, Bytes("Error code 1"))
        }
    }

    private func finishOnHost(_ job: Job, _ outcome: Outcome) {
        let host = job.host?.text ?? ""
        distribution?.didFinish(job.action.id, succeeded: outcome == .exited(0))
        if run.interruptedBy != nil || isStopping && outcome != .exited(0) {
            graph[job.node].state = .aborted
            return
        }
        var job = job
        switch outcome {
        case .exited(0):
            showBanner(&job)
            output.put(jobsOutput.add(job.heldOutput, of: job.node.raw, graph[job.node].name))
            output.put(jobsOutput.finish(job.node.raw, graph[job.node].name))
            madeItself(job.node, .made)
        case .exited(let code): runAgainHere(job, "failed on \(host) (Error code \(code))")
        case .signaled(let signal): runAgainHere(job, "failed on \(host) (Signal \(signal))")
        case .missingOutput(let name):
            job.missesOutput = true
            runAgainHere(job, "did not make \(name.text) on \(host)")
        case .lost:
            job.losses += 1
            // Elsewhere if there is a place; else here, at once or when a slot is free.
            if job.losses < 3, startOnHost(job) { return }
            waitForSlot(job)
        }
    }

    /// The makefile may not declare all that the recipe reads, so a failure counts only here.
    private func runAgainHere(_ job: Job, _ failure: String) {
        run.debugDist("Target \(graph[job.node].name.text) \(failure); trying it here.")
        if run.options.debug.contains(.dist), !job.heldOutput.isEmpty { output.putError(job.heldOutput) }
        var job = job
        job.remoteFailure = failure
        waitForSlot(job)
    }

    /// A recipe that makes no file here either has nothing to declare.
    private func mayBeUndeclared(_ job: Job) -> Bool {
        guard job.missesOutput else { return true }
        return fileStatus(graph[job.node].fileName) != nil
    }

    /// Jobs that came back from hosts and wait for a slot of this machine.
    private var returned: [Job] = []

    private func waitForSlot(_ job: Job) {
        if localRunning < most { startHere(job) } else { returned.append(job) }
    }

    private func startReturned() {
        while localRunning < most, !returned.isEmpty, !isStopping { startHere(returned.removeFirst()) }
    }

    private func fail(_ job: Job, _ text: Bytes) {
        let name = graph[job.node].name
        var line = jobsOutput.switchTo(job.node.raw, name) + Bytes("*** [") + name + Bytes("] ") + text
        if job.script.ignoresErrors {
            output.putLine(line + Bytes(" (ignored)"))
            madeItself(job.node, .made)
            return
        }
        if let failure = job.remoteFailure { run.debugDist("Target \(name.text) \(failure), and here as well.") }
        line.append(Ascii.newline)
        output.put(line)
        errors += 1
        run.noteError(job.node, command: job.script.lastCommand, status: 1)
        if graph.settings.deletesOnError { run.removeTarget(job.node) }
        output.put([Ascii.newline])
        run.printStopped()
        run.runErrorTarget()
        if run.options.keepsGoing {
            exitStatus = 1
            complete(job.node, .failed)
        } else {
            graph[job.node].state = .failed
            isStopping = true
            exitStatus = 2
        }
        startReturned()
    }

    // MARK: Ends of nodes

    /// The node's own recipe is done; the other rules of a `::` target follow.
    private func madeItself(_ id: NodeID, _ state: MakeState) {
        if state == .made { graph.didMake(id) }
        let cohorts = graph[id].cohorts.filter { !graph[$0].state.isOver }
        if !cohorts.isEmpty {
            graph[id].state = .beingMade
            graph[id].unmadeCount = cohorts.count
            if state == .made { graph[id].hasMadeSource = true }
            for cohort in cohorts.reversed() { front.append(cohort) }
            startReturned()
            return
        }
        complete(id, state)
    }

    private func complete(_ id: NodeID, _ state: MakeState) {
        graph[id].state = state
        if let leader = graph[id].leader { completeCohort(id, of: leader) }
        let parents = graph[id].parents
        graph[id].parents = []
        for parent in parents {
            graph[parent].unmadeCount -= 1
            if graph[parent].unmadeCount == 0 { back.append(parent) }
        }
        if let waiters = orderWaiters.removeValue(forKey: id) { back += waiters }
        startReturned()
    }

    private func completeCohort(_ id: NodeID, of leader: NodeID) {
        graph[leader].unmadeCount -= 1
        guard graph[leader].unmadeCount == 0 else { return }
        let cohorts = graph[leader].cohorts
        if cohorts.contains(where: { !graph[$0].state.isDone }) {
            complete(leader, .failed)
        } else {
            let made = cohorts.contains { graph[$0].state == .made } || graph[leader].hasMadeSource
            if made { graph.didMake(leader) }
            complete(leader, made ? .made : .upToDate)
        }
    }

    /// Nothing runs and nothing is ready, but nodes wait: they wait for each other. False if none do.
    private func breakCycle() -> Bool {
        guard
            let stuck = graph.nodes.indices.map({ NodeID(raw: UInt32($0)) }).first(where: {
                graph[$0].state == .requested && graph[$0].unmadeCount > 0
            })
        else { return false }
        var path: [NodeID] = []
        var current = stuck
        while !path.contains(current) {
            path.append(current)
            guard let next = graph[current].children.first(where: { graph[$0].state == .requested }) else { break }
            current = next
        }
        run.reportCycle(current, quoted: true)
        exitStatus = run.options.keepsGoing ? 1 : 2
        if !run.options.keepsGoing { isStopping = true }
        complete(current, .failed)
        return true
    }

    private func end(_ goals: [NodeID]) -> Int32 {
        if isStopping {
            if errors > 0 {
                output.put(Bytes("\(errors) error\(errors == 1 ? "" : "s")\n\n"))
                run.stopped()
            }
            return exitStatus
        }
        for goal in goals {
            let name = Bytes("`") + graph[goal].name + Bytes("'")
            switch graph[goal].state {
            case .upToDate: output.putLine(name + Bytes(" is up to date."))
            case .aborted where errors == 0:
                output.putLine(name + Bytes(" not remade because of errors."))
            default: break
            }
            if !graph[goal].state.isDone, exitStatus == 0 { exitStatus = 1 }
        }
        if errors > 0 { return exitStatus }
        return exitStatus == 0 ? makeEnd() : exitStatus
    }

    private func makeEnd() -> Int32 {
        if !deferred.isEmpty, graph.settings.end == nil {
            let id = graph.node(Bytes(".END"))
            graph[id].attributes.insert(.special)
            graph.settings.end = id
        }
        guard let end = graph.settings.end else { return 0 }
        graph[end].commands += deferred
        let maker = CompatMaker(run)
        return maker.makeSpecial(end) ? 0 : maker.stop ?? 1
    }

    // MARK: Interrupts and the end

    /// Everything that runs is stopped, here and on all hosts; half-made targets go (S7-36).
    private func interrupted(_ signal: Int32) -> Int32 {
        let half = jobs.values.sorted { $0.node.raw < $1.node.raw }
        // What runs on a host has touched nothing here yet.
        for job in half where job.host == nil { run.removeTarget(job.node) }
        local.cancelAll(signal: signal)
        let limit = monotonicClock() + 300_000_000
        while local.runningCount > 0, monotonicClock() < limit { run.loop.runOnce(limit: 20_000_000) }
        local.cancelAll(signal: SIGKILL)
        for job in half where job.host == nil {
            let name = graph[job.node].name
            output.put(
                jobsOutput.switchTo(job.node.raw, name) + Bytes("*** [") + name + Bytes("] Signal \(signal)\n"))
        }
        finishDistribution()
        if signal == SIGINT, let target = graph.settings.interrupt {
            run.interruptedBy = nil
            _ = CompatMaker(run).makeSpecial(target)
        }
        output.flush()
        return signal
    }

    private var isFinished = false

    /// Takes leave of the hosts: stages go, sessions end.
    private func finishDistribution() {
        guard let distribution, !isFinished else { return }
        isFinished = true
        var isDone = false
        run.interruptedAgain = {
            distribution.executor.abandon()
            isDone = true
        }
        distribution.executor.shutDown { isDone = true }
        while !isDone { run.loop.runOnce(limit: 100_000_000) }
        run.interruptedAgain = nil
        if run.interruptedBy == nil { distribution.printSummary() }
    }
}
