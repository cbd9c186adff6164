internal import BuildGraph
internal import Execution
internal import LocalExecution
internal import MakeLanguage
internal import Platform
internal import RemoteExecution
internal import Report
internal import Scheduling
internal import Text

/// Ends of nodes: who waited for them, and what the whole came to.
extension JobsMaker {
    /// The node's own recipe is done.
    func madeItself(_ id: NodeID, _ state: MakeState) {
        run.meta?.end(id)
        if state == .made {
            graph.didMake(id)
            run.debugRecheck(id)
        }
        complete(id, state)
    }

    func complete(_ id: NodeID, _ state: MakeState) {
        if !turns.isEmpty { passTurn(from: id) }
        if let left = rulesLeft[id], left > 0 {
            // The other rules of a `::` target are not done.
            firstRuleResult[id] = state
            graph[id].state = .beingMade
            startReturned()
            return
        }
        graph[id].state = state
        display?.didComplete(id, hasRecipe: !graph[id].commands.isEmpty)
        leaveGroup(id)
        if let leader = graph[id].leader { completeCohort(id, of: leader) }
        var parents = graph[id].parents
        graph[id].parents = []
        // In the order in which the makefile has them.
        if parents.count > 1 {
            parents.sort { (graph[$0].location?.line ?? 0, $0.raw) < (graph[$1].location?.line ?? 0, $1.raw) }
        }
        for parent in parents {
            graph[parent].unmadeCount -= 1
            if graph[parent].unmadeCount == 0 {
                if run.dialect.startsLastFirst { front.append(parent) } else { back.append(parent) }
            }
        }
        if state.isDone, !graph[id].successors.isEmpty { requeueSuccessors(of: id) }
        endWaits(for: id)
        startReturned()
    }

    func completeCohort(_ id: NodeID, of leader: NodeID) {
        let left = (rulesLeft[leader] ?? 1) - 1
        rulesLeft[leader] = left
        guard left == 0, let first = firstRuleResult[leader] else { return }
        let results = graph[leader].cohorts.map { graph[$0].state } + [first]
        if let failure = results.first(where: { !$0.isDone }) {
            complete(leader, failure)
        } else if results.contains(.made) {
            graph.didMake(leader)
            complete(leader, .made)
        } else {
            complete(leader, .upToDate)
        }
    }

    func end(_ goals: [NodeID]) -> Int32 {
        if isStopping {
            if run.dialect.runsLinesApart { return exitStatus }
            if hasLastWord { return exitStatus }
            if errors > 0, !run.failsQuietly(nil) {
                output.put(Bytes("\(errors) error\(errors == 1 ? "" : "s")\n\n"))
                run.stopped()
            } else if alarmed {
                return endAlarmed()
            }
            return exitStatus
        }
        let isComplete = errors == 0 && exitStatus == 0 && goals.allSatisfy { graph[$0].state.isDone }
        if isComplete {
            // To bmake the goals are sources of a node of its own.
            if run.options.printsOnly { output.put(jobsOutput.switchTo(.max, Bytes(".MAIN"))) }
            exitStatus = makeEnd()
        } else if errors > 0, hasEnd {
            output.putError(run.program + Bytes(": Errors reported so .END ignored\n"))
        }
        for goal in goals {
            let name = Bytes("`") + graph[goal].name + Bytes("'")
            switch graph[goal].state {
            case .upToDate: output.putLine(name + Bytes(" is up to date."))
            case .aborted where errors == 0 || run.dialect.runsLinesApart:
                output.putLine(name + Bytes(" not remade because of errors."))
            default: break
            }
            if !graph[goal].state.isDone, exitStatus == 0 { exitStatus = run.dialect.statusOfFailure }
        }
        if !isComplete, run.dialect.speaksOfErrorsWithPlaces { output.putError(Bytes("Errors while building\n")) }
        return exitStatus
    }

    private var hasEnd: Bool {
        guard let end = graph.settings.end else { return false }
        return !graph[end].commands.isEmpty || !graph[end].children.isEmpty
    }

    func makeEnd() -> Int32 {
        guard let end = graph.settings.end else { return 0 }
        let maker = CompatMaker(run)
        return maker.makeSpecial(end) ? 0 : maker.stop ?? stopAfterSpecial()
    }

    /// `.BEGIN` or `.END` failed under -k.
    func stopAfterSpecial() -> Int32 {
        if !run.dialect.speaksOfErrorsWithPlaces {
            output.put(Bytes("\n\nStop.\n"))
            run.stopped()
        }
        return run.dialect.statusOfFailure
    }
}
