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
    let run: Make
    let local: LocalExecutor
    let distribution: Distribution?
    let most: Int
    var output: TextOutput { run.output }
    var graph: Graph { run.graph }

    /// Nodes to be looked at: those at the front, last first, then those at the back.
    var front: [NodeID] = []
    var back: [NodeID] = []
    var backHead = 0
    var ready = ReadyQueue<NodeID>()
    /// In place of `ready`, if there is a build log.
    var ranking: Ranking?
    var jobs: [ActionID: Job] = [:]
    var localRunning = 0
    /// A token is in hand for the next local job.
    var hasSpareToken = false
    /// Some job ran on a token of the pool.
    var hasUsedPool = false
    /// No token was to be had for a job that could begin.
    var lacksToken = false
    var tokenWatch: EventLoop.WatchID?
    var jobsOutput = JobsOutput()
    /// nil: nobody is looking.
    var display: ProgressDisplay?
    var failures = FailureSummary()
    var errors = 0
    var isStopping = false
    /// `.ERROR` failed, and has told all that is to be told.
    var hasLastWord = false
    /// Another make that shares the tokens has failed.
    var alarmed = false
    var exitStatus: Int32 = 0
    /// How many of its further rules a `::` target waits for, and what became of its first one.
    var rulesLeft: [NodeID: Int] = [:]
    var firstRuleResult: [NodeID: MakeState] = [:]
    /// Which rule of a `::` target is carried out, and which wait for it.
    var turns: [NodeID: NodeID] = [:]
    var waitingForTurn: [NodeID: [NodeID]] = [:]
    /// What the goals need, as far as it is known at the start; made when `.ORDER` first asks for it.
    var wanted: Set<NodeID>?
    var goals: [NodeID] = []
    var groups = TargetGroups()
    /// Where lines are processes of their own: how they start, and the one that lets no other begin.
    var starter: LineStarter
    var expensive: ActionID?
    /// Jobs whose next line waits for that one.
    var heldBack: [ActionID] = []

    /// Jobs that came back from hosts and wait for a slot of this machine.
    var returned: [Job] = []
    /// Jobs that may go to a host or run here, and wait for what is free first.
    var parked: [Job] = []
    /// Watches what recipes read.
    let learning: InputLearning
    /// Looks for what compilations read.
    let discovery: Discovery
    var exploration = Exploration()
    /// Ready targets whose inputs were sent ahead.
    var prefetched: Set<NodeID> = []
    /// Second copies of jobs, by the name of the first.
    var twins: [ActionID: Twin] = [:]
    /// When what is slow is looked at again, at the earliest and at the latest.
    var nextRaceLook: Int64 = 0
    var raceTimer: EventLoop.TimerID?
    var isFinished = false

    /// A recipe on its way.
    struct Job {
        let node: NodeID
        let script: JobScript
        var action: Action
        /// nil: this machine.
        var host: Bytes?
        /// What a host sent so far; shown when it is known that it counts.
        var heldOutput: Bytes = []
        /// What of it was shown while it ran.
        var shownOutput: Bytes = []
        /// What it asks of a host; nil: it is made here.
        var demand: DemandID?
        /// Where it is, or was last, on a host.
        var place: PlacementID?
        /// Why it can be made nowhere else, if no host shows what it names.
        var pathNote: String?
        /// Its number among the kinds of recipes.
        var kind: Int?
        /// What its compilations read is known, as far as it can be.
        var isExplored = false
        /// What compilers said of that, by the arguments of the compilation.
        var scans: [[Bytes]: Bytes] = [:]
        /// Targets that it includes and has waited for.
        var hasAwaited: Set<NodeID> = []
        /// When it began, on `monotonicClock`.
        var began: Int64 = 0
        /// A second copy of it was begun.
        var wasRaced = false
        /// How often hosts lost it.
        var losses = 0
        /// How it failed on a host; it runs here for the second time.
        var remoteFailure: String?
        /// That failure was a target that did not appear.
        var missesOutput = false
        /// What it makes can only be made here.
        var isTied = false
        var hasShownBanner = false
        /// It has the tokens' descriptors.
        var takesPart = false
        /// Its process on this machine.
        var process: ProcessID = 0
        /// Its lines, where each is a process.
        var lines: RecipeLines?
        /// Its program runs without a shell.
        var isDirect = false
    }

    init(_ run: Make) {
        self.run = run
        local = LocalExecutor(loop: run.loop)
        starter = LineStarter(run)
        learning = InputLearning(run)
        most = run.graph.settings.isNotParallel ? 1 : max(run.options.jobs ?? 1, 1)
        if run.options.printsOnly || run.options.touches {
            run.sayNotDistributed("nothing is run with -n and -t")
            distribution = nil
        } else if run.options.learns {
            run.sayNotDistributed("what recipes read is learned here")
            distribution = nil
        } else {
            distribution = Distribution(run)
        }
        discovery = Discovery(run, roots: distribution?.roots)
        ranking = Ranking(run.record)
        if run.dialect.runsLinesApart {
            jobsOutput.hasBanners = false
            return
        }
        if let prefix = run.evaluator.value(Bytes(".MAKE.JOB.PREFIX")) { jobsOutput.prefix = prefix }
        jobsOutput.style = run.outputStyle
        display = run.progressDisplay()
        jobsOutput.hiddenLine = run.shell.filter
        let isSilent = run.options.isSilent || graph.settings.isSilent
        jobsOutput.hasBanners = (!isSilent || run.options.printsOnly) && (most > 1 || distribution != nil)
    }

    /// The exit status of make.
    func make(_ goals: [NodeID]) -> Int32 {
        if run.dialect.runsLinesApart { tellOnRequest() } else { passStopsOn() }
        local.onEvent = { [unowned self] in handle($0) }
        distribution?.executor.onEvent = { [unowned self] in handle($0) }
        distribution?.jobs = { [unowned self] in jobStates }
        if let record = run.record {
            distribution?.executor.onPhase = { [unowned self] in
                distribution?.entered($1, of: $0)
                record.entered($1, of: NodeID(raw: $0.raw))
            }
        } else {
            distribution?.executor.onPhase = { [unowned self] in distribution?.entered($1, of: $0) }
        }
        defer {
            display?.clear()
            finishDistribution()
            learning.finish()
            leavePool()
            if !failures.failures.isEmpty { output.put(failures.text(run.textStyle(1))) }
        }
        self.goals = goals
        if let begin = graph.settings.begin {
            let maker = CompatMaker(run)
            guard maker.makeSpecial(begin) else { return maker.stop ?? stopAfterSpecial() }
        }
        if let display { display.expect(run.recipes(below: goals)) }
        for goal in goals.reversed() where graph[goal].state == .unmade { enqueue(goal) }
        while true {
            advance()
            if let signal = run.interruptedBy {
                return run.dialect.runsLinesApart ? interruptedLines(signal) : interrupted(signal)
            }
            if jobs.isEmpty && (isStopping || isIdle) {
                guard !isStopping, breakWaits() || breakDeadlock() else { break }
                continue
            }
            if jobs.isEmpty, distribution == nil { continue }
            output.flush()
            display?.draw()
            watchTokens()
            run.loop.runOnce()
        }
        return end(goals)
    }

    var isIdle: Bool {
        front.isEmpty && backHead == back.count && !hasReady && parked.isEmpty && exploration.scanning == 0
    }

    // MARK: Looking at nodes

    /// Looks at nodes and starts what is ready, as long as there are free slots.
    func advance() {
        startReturned()
        raceSilent()
        if ranking != nil { advanceRanked() }
        startReady()
        while !isStopping, run.interruptedBy == nil, hasNodes, hasFreeSlot(), let id = nextNode() {
            examine(id)
            startReady()
        }
        prefetch()
        raceStragglers()
        giveSpareToken()
        distribution?.giveReserved()
    }

    var hasNodes: Bool { !front.isEmpty || backHead < back.count }

    func hasFreeSlot() -> Bool { hasLocalSlot() || distribution?.mayHaveRoom == true }

    func nextNode() -> NodeID? {
        if let id = front.popLast() { return id }
        guard backHead < back.count else { return nil }
        defer { backHead += 1 }
        return back[backHead]
    }

    /// Puts a node, and behind it the other rules of a `::` target, at the front.
    func enqueue(_ id: NodeID) {
        let cohorts = graph[id].cohorts
        if !cohorts.isEmpty {
            rulesLeft[id] = cohorts.count
            for cohort in cohorts.reversed() {
                graph[cohort].state = .requested
                front.append(cohort)
            }
        }
        graph[id].state = .requested
        front.append(id)
    }

    func examine(_ id: NodeID) {
        switch graph[id].state {
        case .unmade, .requested: break
        default: return
        }
        graph[id].state = .requested
        // Its sources are not looked at before its turn has come; then `complete` puts it to the front.
        if !graph[id].predecessors.isEmpty, !graph[id].isExpanded, predecessor(of: id) != nil { return }
        if graph[id].isExpanded, graph[id].unmadeCount > 0 { return }
        graph.expandSources(of: id)
        if graph[id].attributes.contains(.made) {
            // Its sources are only said to be made.
            return consider(id)
        }
        if awaitSources(of: id) { return }
        let children = graph[id].children
        if children.contains(where: { graph[$0].state == .failed || graph[$0].state == .aborted }) {
            run.reportAborted(id)
            complete(id, .aborted)
            return
        }
        consider(id)
    }

    /// Puts sources that are not done at the front of the queue, up to the first barrier; false if there are none.
    func awaitSources(of id: NodeID) -> Bool {
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
        if run.shuffles { waiting.shuffle() }
        graph[id].unmadeCount = waiting.count
        if !run.dialect.startsLastFirst { waiting.reverse() }
        for child in waiting {
            graph[child].parents.append(id)
            if graph[child].state == .unmade { enqueue(child) }
        }
        return true
    }

    /// All sources are done: is there something to do?
    func consider(_ id: NodeID) {
        for child in graph[id].children where child != graph.waitNode { graph.note(source: child, doneFor: id) }
        let staleness = run.staleness(of: id)
        if run.options.debug.contains(.make) { run.debugDecision(id, staleness) }
        guard staleness.isStale else {
            madeItself(id, .upToDate)
            return
        }
        guard run.findCommands(for: id) else {
            switch run.reportMissingRule(id) {
            case .ignored: madeItself(id, .made)
            case .continued:
                exitStatus = run.dialect.statusOfFailure
                complete(id, .failed)
            case .stopped:
                if !run.failsQuietly(id) {
                    run.stoppedForGood()
                }
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
    func prepare(_ id: NodeID) {
        let attributes = graph[id].attributes
        let pretends = run.pretends(id)
        if run.options.touches, !pretends, !attributes.contains(.make) {
            let isSilent = attributes.contains(.silent) || run.options.isSilent || graph.settings.isSilent
            run.touch(id, showing: !isSilent)
            madeItself(id, .made)
            return
        }
        guard !graph[id].commands.isEmpty else {
            if pretends { output.put(jobsOutput.switchTo(id.raw, graph[id].name)) }
            madeItself(id, .made)
            return
        }
        if takesTurn(id) { addReady(id) }
    }
}
