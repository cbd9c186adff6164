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
        evaluator.append(".TARGETS", name)
        return [first]
    }

    /// Makes the goals and returns the exit status of make.
    func build() -> Int32 {
        let nodes = goalNodes()
        guard !nodes.isEmpty else { return fatal(Bytes("no target to make."), explained: explainMissingTarget) }
        graph.pretends = options.printsOnly || options.touches || options.asksOnly
        if surroundings.isProcess { catchSignals() }
        if let path = options.traceFile {
            trace = TraceFile(path, directory: currentDirectoryName)
            trace?.note(.begin, running: 0)
        }
        if !graph.pretends, surroundings.isProcess {
            do throws(OptionProblem) {
                record = try BuildRecord.open(for: self)
            } catch {
                return report(error)
            }
        }
        describeGraph(atEnd: false, failed: false)
        if options.debug.contains(.targets) { describeTargets() }
        if graph.settings.isCompatible { options.compatible = true }
        if graph.settings.isNotParallel, dialect.makesOneByOneIfNotParallel { options.compatible = true }
        let isParallel = options.jobs != nil && !options.compatible && !options.asksOnly && surroundings.isProcess
        let status: Int32
        if isParallel {
            status = JobsMaker(self).make(nodes)
        } else {
            sayNotDistributed(options.jobs == nil ? "it needs -j" : "it needs jobs mode, without -B and -q")
            if options.learns {
                output.putError(program + Bytes(": --learn needs -j: nothing is learned, the build goes on\n"))
            }
            status = CompatMaker(self).make(nodes)
        }
        output.flush()
        record?.finish()
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

    func findCommands(for id: NodeID) -> Bool { graph.findCommands(for: id) }

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
        let node = graph[id]
        let parents = dialect.speaksOfErrorsWithPlaces ? graph.names(ofParents: id) : []
        let message = wording.noRule(for: node.name, wantedBy: parents)
        if node.attributes.contains(.optional) {
            output.putError(wording.ignoring(message, of: parents) + [Ascii.newline])
            return .ignored
        }
        if node.attributes.contains(.fromDepend) {
            let file = node.location?.file ?? []
            let name = Bytes(file[(file.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...])
            if let stale = graph.settings.stale {
                graph[stale].state = .unmade
                graph[stale].children = [graph.node(name)]
                runStale(stale)
            } else {
                output.putLine(
                    program + Bytes(": ") + name + Bytes(", \(node.location?.line ?? 0): ignoring stale .depend for ")
                        + node.name)
            }
            return .ignored
        }
        if options.keepsGoing {
            output.putError(wording.continuing(message, of: parents) + [Ascii.newline])
            explainMissingRule(id)
            return .continued
        }
        if dialect.speaksOfErrorsWithPlaces {
            output.putError(message + [Ascii.newline])
            explainMissingRule(id)
        } else {
            output.putError(message + Bytes(". Stop\n"))
            explainMissingRule(id)
        }
        return .stopped
    }

    /// Lines behind `...`: they become the last ones of `.END`, whose own sources may add more of them (S7-30).
    func deferToEnd(_ lines: [RecipeLine]) {
        guard !lines.isEmpty else { return }
        let end = graph.settings.end ?? graph.node(Bytes(".END"))
        if graph.settings.end == nil {
            graph[end].attributes.insert(.special)
            graph.settings.end = end
        }
        graph[end].commands += lines
    }

    /// True if a recipe is only shown: with -n those of targets that are not `.MAKE`, with -N all.
    func pretends(_ id: NodeID) -> Bool {
        options.printsOnly && (options.printsOnlyEvenMake || !graph[id].attributes.contains(.make))
    }

    /// `-t` (S7-40).
    func touch(_ id: NodeID, showing: Bool) {
        let node = graph[id]
        guard !node.attributes.hasAny(.phony | .exec | .join | .optional | .special) else { return }
        if showing || options.printsOnly || dialect.alwaysShowsTouching {
            output.putLine(Bytes("touch ") + node.fileName)
        }
        guard !options.printsOnly else { return }
        if node.attributes.contains(.archiveMember) { return touchMember(id) }
        if !touchFile(node.fileName) {
            output.putError(
                program + Bytes(": *** couldn't touch ") + node.fileName + Bytes(": \(SystemError.last.text)\n"))
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
        let node = graph[id]
        guard !node.attributes.hasAny(.precious | .phony | .special), node.dependency != .independent,
            !graph.settings.allPrecious, !options.printsOnly,
            let status = fileStatus(node.fileName, followLinks: false), !status.isDirectory
        else { return }
        if withCString(node.fileName, { unlink($0) }) == 0 {
            output.putError(wording.removed(node.fileName) + [Ascii.newline])
        }
    }

    /// Variables that users asked to see when something fails, and `.ERROR_*` (S3-40).
    func noteError(_ id: NodeID, command: Bytes, status: Int32) {
        guard dialect.setsErrorVariables else { return }
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

    /// `PROG: stopped in DIR`, the variables of `MAKE_PRINT_VAR_ON_ERROR`, and `.ERROR`. Once there was an `.ERROR`,
    /// only the place is told.
    func stopped() {
        if dialect.speaksOfErrorsWithPlaces { return output.putError(wording.stopped(in: shownDirectory)) }
        output.putLine(wording.stopped(in: currentDirectoryName))
        guard !hasStopped else { return }
        hasStopped = graph.settings.onError != nil
        output.put(evaluator.expandAfterFailure(printedOnError))
        runErrorTarget()
    }

    private var printedOnError: LazyTemplate {
        LazyTemplate(Bytes("${MAKE_PRINT_VAR_ON_ERROR:@v@$v='${$v}'${.newline}@}"))
    }

    /// `.ERROR`, once make has said that it stops.
    func runErrorTarget() {
        guard let target = graph.settings.onError, graph[target].state == .unmade, !options.asksOnly else { return }
        hasErrorTargetFailed = !CompatMaker(self).makeSpecial(target)
    }

    /// The shell could not be started.
    func reportNotExecuted(_ error: SystemError) {
        output.putError(program + Bytes(": exec(") + shell.path + Bytes(") failed (\(error.text))\n"))
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
