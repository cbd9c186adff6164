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
    /// The node's own recipe is done; the other rules of a `::` target follow.
    func madeItself(_ id: NodeID, _ state: MakeState) {
        run.meta?.end(id)
        if state == .made {
            graph.didMake(id)
            run.debugRecheck(id)
        }
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

    func complete(_ id: NodeID, _ state: MakeState) {
        graph[id].state = state
        leaveGroup(id)
        if let leader = graph[id].leader { completeCohort(id, of: leader) }
        let parents = graph[id].parents
        graph[id].parents = []
        for parent in parents {
            graph[parent].unmadeCount -= 1
            if graph[parent].unmadeCount == 0 {
                if run.dialect.startsLastFirst { front.append(parent) } else { back.append(parent) }
            }
        }
        if let waiters = orderWaiters.removeValue(forKey: id) { back += waiters }
        startReturned()
    }

    func completeCohort(_ id: NodeID, of leader: NodeID) {
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

    func end(_ goals: [NodeID]) -> Int32 {
        if isStopping {
            if run.dialect.runsLinesApart { return exitStatus }
            if errors > 0, !run.failsQuietly(nil) {
                output.put(Bytes("\(errors) error\(errors == 1 ? "" : "s")\n\n"))
                if graph.settings.onError == nil { run.printStopped() } else { run.stopped() }
            } else if alarmed {
                return endAlarmed()
            }
            return exitStatus
        }
        let isComplete = errors == 0 && exitStatus == 0 && goals.allSatisfy { graph[$0].state.isDone }
        if isComplete { exitStatus = makeEnd() }
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

    func makeEnd() -> Int32 {
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
}
