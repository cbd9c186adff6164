internal import BuildGraph
internal import MakeLanguage
internal import Platform
internal import Report
internal import Text

/// What both ways of making share: goals, missing rules, touching, cleaning up.
extension Make {
    /// The targets to make; nil with a status if there are none.
    func goalNodes() -> [NodeID] {
        if !goals.isEmpty { return goals.map(graph.node) }
        guard let first = graph.settings.firstTarget else { return [] }
        let name = graph[first].name
        evaluator.set(".TARGETS", name)
        return [first]
    }

    /// Makes the goals and returns the exit status of make.
    func build() -> Int32 {
        let nodes = goalNodes()
        guard !nodes.isEmpty else { return fatal(Bytes("no target to make."), explained: explainMissingTarget) }
        graph.pretends = options.printsOnly || options.touches || options.asksOnly
        catchSignals()
        if let path = options.traceFile {
            trace = TraceFile(path, directory: currentDirectoryName)
            trace?.note(.begin, running: 0)
        }
        describeGraph(atEnd: false, failed: false)
        if options.debug.contains(.targets) { describeTargets() }
        let isParallel = options.jobs != nil && !options.compatible && !options.asksOnly
        let status: Int32
        if isParallel {
            status = JobsMaker(self).make(nodes)
        } else {
            sayNotDistributed(options.jobs == nil ? "it needs -j" : "it needs jobs mode, without -B and -q")
            status = CompatMaker(self).make(nodes)
        }
        output.flush()
        trace?.note(isParallel && status != 0 && !options.keepsGoing ? .error : .end, running: 0)
        return status
    }

    private func catchSignals() {
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
            loop.onSignal(signal) { [unowned self] in
                if interruptedBy == nil { interruptedBy = signal } else { interruptedAgain?() }
            }
        }
    }

    /// Commands of `.DEFAULT` for a target that has none; false if there is nothing to make it of (S7-33).
    func findCommands(for id: NodeID) -> Bool {
        guard graph[id].commands.isEmpty, !graph[id].attributes.hasAny(.special) else { return true }
        if graph[id].isTarget || graph.time(of: id) != .missing { return true }
        if let fallback = graph.settings.fallback, !graph[fallback].commands.isEmpty {
            graph[id].commands = graph[fallback].commands
            graph.scope(of: id).set(LocalName.impliedSource, graph[id].name)
            return true
        }
        return graph[id].attributes.contains(.made)
    }

    /// What time and, in meta mode, the records of the last time say of a target.
    func staleness(of id: NodeID) -> Graph.Staleness {
        let staleness = graph.staleness(of: id)
        guard let meta, !staleness.isStale, meta.isOutOfDate(id) else { return staleness }
        return .recordsDiffer
    }

    /// True if a recipe that is about to run is to be recorded.
    func isRecorded(_ id: NodeID) -> Bool {
        guard let meta, !options.printsOnly, !options.touches else { return false }
        return meta.covers(id)
    }

    enum MissingRule { case ignored, continued, stopped }

    /// Says that there is no rule, and what that means.
    func reportMissingRule(_ id: NodeID) -> MissingRule {
        let attributes = graph[id].attributes
        let message = program + Bytes(": don't know how to make ") + graph[id].name
        if attributes.contains(.optional) {
            output.putError(message + Bytes(" (ignored)\n"))
            return .ignored
        }
        if attributes.contains(.fromDepend) {
            let file = graph[id].location?.file ?? []
            let name = Bytes(file[(file.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...])
            if let stale = graph.settings.stale {
                graph[stale].state = .unmade
                graph[stale].children = [graph.node(name)]
                runStale(stale)
            } else {
                output.putLine(
                    program + Bytes(": ") + name
                        + Bytes(", \(graph[id].location?.line ?? 0): ignoring stale .depend for ")
                        + graph[id].name)
            }
            return .ignored
        }
        if options.keepsGoing {
            output.putError(message + Bytes(" (continuing)\n"))
            explainMissingRule(id)
            return .continued
        }
        output.putError(message + Bytes(". Stop\n"))
        explainMissingRule(id)
        return .stopped
    }

    /// `-t` (S7-40).
    func touch(_ id: NodeID, showing: Bool) {
        let attributes = graph[id].attributes
        let file = graph[id].fileName
        guard !attributes.hasAny(.phony | .exec | .join | .optional | .special | .made) else { return }
        if showing || options.printsOnly { output.putLine(Bytes("touch ") + file) }
        guard !options.printsOnly else { return }
        if attributes.contains(.archiveMember) { return touchMember(id) }
        if !touchFile(file) {
            output.putError(
                program + Bytes(": *** couldn't touch ") + file + Bytes(": \(SystemError.last.text)\n"))
        }
    }

    /// The date of a member is part of its archive (S6-38).
    private func touchMember(_ id: NodeID) {
        guard let (path, offset) = graph.dateField(of: id) else { return }
        let seconds = Bytes("\(evaluator.world.now() / 1_000_000_000)")
        let field = seconds + Bytes(repeating: Ascii.space, count: max(0, 12 - seconds.count))
        if !overwriteFile(path, at: offset, with: field) {
            output.putError(program + Bytes(": *** couldn't touch ") + path + Bytes(": \(SystemError.last.text)\n"))
        }
    }

    /// Removes a half-made target (S7-36).
    func removeTarget(_ id: NodeID) {
        let file = graph[id].fileName
        guard !graph[id].attributes.hasAny(.precious | .phony | .special), !graph.settings.allPrecious,
            !options.printsOnly,
            let status = fileStatus(file, followLinks: false), !status.isDirectory
        else { return }
        if withCString(file, { unlink($0) }) == 0 {
            output.putError(program + Bytes(": *** ") + file + Bytes(" removed\n"))
        }
    }

    /// Variables that users asked to see when something fails, and `.ERROR_*` (S3-40).
    func noteError(_ id: NodeID, command: Bytes, status: Int32) {
        evaluator.set(".ERROR_TARGET", graph[id].name)
        evaluator.set(".ERROR_CMD", command)
        evaluator.set(".ERROR_CWD", objectDirectory)
        evaluator.set(".ERROR_EXIT", Bytes("\(status)"))
    }

    /// True if nothing more is said of a failure: the first target that failed has the attribute `.MAKE`, so the make
    /// that it ran has told the reason (S7-19). `.MAKE.DIE_QUIETLY=no` has every make tell where it stopped.
    func failsQuietly(_ id: NodeID?) -> Bool {
        if let decision = quietFailure { return decision }
        let decision =
            id.map { graph[$0].attributes.contains(.make) } ?? false
            && evaluator.truth(".MAKE.DIE_QUIETLY", fallback: true)
        quietFailure = decision
        return decision
    }

    /// `PROG: stopped in DIR`, and the variables of `MAKE_PRINT_VAR_ON_ERROR`.
    func printStopped() {
        stopped()
        for name in quotedWords(evaluator.value(Bytes("MAKE_PRINT_VAR_ON_ERROR")) ?? []) {
            output.putLine(name + Bytes("='") + (evaluator.value(name) ?? []) + Bytes("'"))
        }
    }

    /// `.ERROR`, once make has said that it stops.
    func runErrorTarget() {
        guard let target = graph.settings.onError, graph[target].state == .unmade, !options.asksOnly else { return }
        _ = CompatMaker(self).makeSpecial(target)
    }

    /// How a recipe failed, in make's words.
    func failureText(_ status: ExitStatus) -> Bytes {
        switch status {
        case .exited(let code): Bytes("Error code \(code)")
        case .signaled(let signal): Bytes("Signal \(signal)")
        }
    }

    func reportCycle(_ id: NodeID, quoted: Bool) {
        let name = graph[id].name
        output.putError(
            program + Bytes(": Graph cycles through ") + (quoted ? Bytes("`") + name + Bytes("'") : name) + [
                Ascii.newline
            ])
        explainCycle(id)
    }
}

extension Make {
    /// `.STALE`, once for each stale source.
    private func runStale(_ id: NodeID) {
        _ = CompatMaker(self).makeSpecial(id)
        graph[id].state = .unmade
    }
}
