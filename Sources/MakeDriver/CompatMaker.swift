internal import BuildGraph
internal import LocalExecution
internal import MakeLanguage
internal import Platform
internal import Report
internal import Text

/// Makes targets one after the other, each line of a recipe a process of its own (make-language.md 7.2).
final class CompatMaker {
    let run: Make
    let graph: Graph
    let output: TextOutput
    /// Set once nothing more is to be made: the exit status.
    var stop: Int32?
    var hasErrors = false
    /// The environment of the last command, ready for use.
    var environment: (entries: [Bytes], block: CStringBlock)?
    /// `::` targets whose first rule had nothing to do though another one had: what is said of them is what became of the
    /// first.
    var idleLeaders: Set<NodeID> = []

    /// Where the present line stands, and whether it was shown.
    var location: SourceLocation?
    var isShown = false
    /// The present line, or its target, says that it runs make.
    var runsMake = false

    init(_ run: Make) {
        self.run = run
        graph = run.graph
        output = run.output
    }

    /// The exit status of make.
    func make(_ goals: [NodeID]) -> Int32 {
        if let begin = graph.settings.begin, !run.options.asksOnly {
            make(begin)
            if let stop { return stop }
            if graph[begin].state == .failed || graph[begin].state == .aborted {
                if !run.dialect.speaksOfErrorsWithPlaces {
                    output.put(Bytes("\nStop.\n"))
                    run.stopped()
                }
                return run.dialect.statusOfFailure
            }
        }
        for goal in goals {
            make(goal, isGoal: true)
            if let stop { return stop }
            report(goal)
        }
        if !run.options.asksOnly, !hasErrors { makeEnd() }
        if let stop { return stop }
        if run.options.asksOnly { return 0 }
        if hasErrors {
            if run.dialect.speaksOfErrorsWithPlaces {
                output.putError(Bytes("Errors while building\n"))
            } else if !run.failsQuietly(nil) {
                output.put(Bytes("\nStop.\n"))
                run.stopped()
            }
            run.runErrorTarget()
            return run.dialect.statusOfFailure
        }
        return 0
    }

    private func report(_ goal: NodeID) {
        let name = Bytes("`") + graph[goal].name + Bytes("'")
        switch graph[goal].state {
        case .upToDate: output.putLine(name + Bytes(" is up to date."))
        case .made where idleLeaders.contains(goal): output.putLine(name + Bytes(" is up to date."))
        case .aborted: output.putLine(name + Bytes(" not remade because of errors."))
        default: break
        }
        if graph[goal].state == .aborted || graph[goal].state == .failed { hasErrors = true }
    }

    private func makeEnd() {
        guard let end = graph.settings.end else { return }
        make(end)
        if graph[end].state == .failed || graph[end].state == .aborted { hasErrors = true }
    }

    /// Runs a target like `.BEGIN` or `.ERROR` in this way, whatever way the others are made.
    func makeSpecial(_ id: NodeID) -> Bool {
        make(id)
        return stop == nil && graph[id].state.isDone
    }

    // MARK: One target

    func make(_ id: NodeID, isGoal: Bool = false) {
        let node = graph[id]
        guard stop == nil else { return }
        switch node.state {
        case .beingMade, .requested:
            run.reportCycle(id, quoted: false)
            node.state = .failed
            hasErrors = true
            return
        case .unmade: break
        default: return
        }
        guard isGoal || !node.attributes.hasAny(.macro) else { return }
        node.state = .beingMade
        graph.expandSources(of: id)
        let succeeded = makeSources(of: id)
        if stop != nil { return }
        if succeeded, node.state != .failed {
            makeItself(id)
        } else {
            node.state = .aborted
            run.reportAborted(id)
        }
        // The other rules are carried out whatever became of the first, unless make stops.
        if !node.cohorts.isEmpty, stop == nil { makeCohorts(of: id) }
    }

    /// The other rules of a `::` target.
    private func makeCohorts(of id: NodeID) {
        for cohort in graph[id].cohorts {
            make(cohort)
            if stop != nil { return }
            switch graph[cohort].state {
            case .failed, .aborted: graph[id].state = .aborted
            case .made where graph[id].state == .upToDate:
                idleLeaders.insert(id)
                graph[id].state = .made
                graph.didMake(id)
            default: break
            }
        }
    }

    /// False if one of them could not be made.
    private func makeSources(of id: NodeID) -> Bool {
        var succeeded = true
        if graph[id].attributes.contains(.made) {
            // They are only said to be made.
            for child in graph[id].children { graph.note(source: child, doneFor: id) }
            return true
        }
        let children = run.shuffles ? graph.shuffled(graph[id].children) : graph[id].children
        for child in children where child != graph.waitNode {
            let source = graph[child]
            if !source.state.isDone {
                make(child)
                if stop != nil { return false }
            }
            switch source.state {
            case .made, .upToDate: graph.note(source: child, doneFor: id)
            case .failed, .aborted, .beingMade: succeeded = false
            default: break
            }
        }
        return succeeded
    }

    private func makeItself(_ id: NodeID) {
        let staleness = run.staleness(of: id)
        if run.options.debug.contains(.make) { run.debugDecision(id, staleness) }
        guard staleness.isStale else {
            graph[id].state = .upToDate
            return
        }
        if run.options.asksOnly {
            stop = 1
            return
        }
        guard run.findCommands(for: id) else {
            switch run.reportMissingRule(id) {
            case .ignored: graph[id].state = .made
            case .continued:
                graph[id].state = .failed
                hasErrors = true
            case .stopped:
                run.stoppedForGood()
                run.runErrorTarget()
                stop = 2
            }
            return
        }
        graph.setVariables(of: id)
        if run.options.touches, !graph[id].attributes.hasAny(.make) {
            run.touch(id, showing: false)
        } else if !runCommands(of: id) {
            graph[id].state = .failed
            hasErrors = true
            return
        }
        guard stop == nil else { return }
        graph[id].state = .made
        graph.didMake(id)
        run.debugRecheck(id)
    }
}
