internal import BuildGraph
internal import MakeLanguage
internal import Platform
internal import Report
internal import Text

/// Where debug output goes: standard error, or what `-dF` names (make-language.md S1-08).
enum DebugDestination {
    case standardError
    case standardOutput
    case file(Int32)
}

extension Make {
    /// `-dF[+]file`: the last letter of a `-d`; `.%d` at the end of the name is the process's number.
    func sendDebugOutput(to argument: Bytes) throws(OptionProblem) {
        let appends = argument.first == Ascii.plus
        var name = appends ? Bytes(argument.dropFirst()) : argument
        switch name.text {
        case "stdout": diagnostics.debugDestination = .standardOutput
        case "stderr": diagnostics.debugDestination = .standardError
        default:
            if name.hasSuffix(Bytes(".%d")) { name = Bytes(name.dropLast(2)) + Bytes("\(getpid())") }
            let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (appends ? O_APPEND : O_TRUNC)
            let fd = withCString(name) { open($0, flags, 0o666) }
            guard fd >= 0 else {
                throw .message(Bytes("Cannot open debug file ") + name + Bytes(": \(SystemError.last.text)"))
            }
            diagnostics.debugDestination = .file(fd)
        }
    }

    /// A line of debug output, if its letter was given.
    func debug(_ flag: DebugFlags, _ text: @autoclosure () -> Bytes) {
        if options.debug.contains(flag) { diagnostics.debug(text()) }
    }

    /// `-dm`: what was found of a target, and what follows.
    func debugDecision(_ id: NodeID, _ staleness: Graph.Staleness) {
        let time = graph[id].attributes.contains(.join) ? [] : Bytes("...") + describeTime(id)
        debug(.make, Bytes("Examining ") + graph[id].name + time + describe(staleness, id))
    }

    /// `-dm`: what is now thought of a target's time (S7-04).
    func debugRecheck(_ id: NodeID) {
        guard options.debug.contains(.make) else { return }
        let format = Bytes("%k:%M:%S %b %d, %Y")
        let time = graph[id].attributes.contains(.phony) ? nil : fileStatus(graph[id].fileName)?.modified
        let text = formatTime(format, seconds: (time ?? 0) / 1_000_000_000, local: true)
        let name = Bytes(" recheck(") + graph[id].name
        if time == nil {
            diagnostics.debug(name + Bytes("): update time from ") + text + Bytes(" to now"))
        } else {
            diagnostics.debug(name + Bytes("): current update time: ") + text)
        }
    }

    /// `-de`: the command that failed, and whose it is.
    func debugFailure(_ id: NodeID, _ command: Bytes) {
        guard options.debug.contains(.errors) else { return }
        let target = Bytes("\n*** Failed target:  ") + graph[id].name
        diagnostics.debug(target + Bytes("\n*** Failed command: ") + command)
    }

    private func describeTime(_ id: NodeID) -> Bytes {
        guard case .modified(let time) = graph.time(of: id) else { return Bytes("non-existent...") }
        let format = Bytes("%k:%M:%S %b %d, %Y")
        return Bytes("modified ") + formatTime(format, seconds: time / 1_000_000_000, local: true) + Bytes("...")
    }

    private func describe(_ staleness: Graph.Staleness, _ id: NodeID) -> Bytes {
        switch staleness {
        case .upToDate where graph[id].attributes.contains(.join): return Bytes("....JOIN node...up-to-date.")
        case .upToDate: return Bytes("up-to-date.")
        case .joined: return Bytes("....JOIN node...source made...out-of-date.")
        case .independent where graph.time(of: id) == .missing:
            return Bytes("non-existent and no sources...out-of-date.")
        case .independent: return Bytes(":: operator and no sources...out-of-date.")
        case .always:
            if graph[id].dependency == .force { return Bytes("! operator...out-of-date.") }
            return Bytes(
                graph[id].attributes.hasAny(.exec) ? ".EXEC node...out-of-date." : ".PHONY node...out-of-date.")
        case .recordsDiffer: return Bytes("out-of-date by its meta file.")
        case .missing, .olderThanSource:
            guard let source = graph.youngestSource(of: id) else {
                return Bytes("non-existent and no sources...out-of-date.")
            }
            return Bytes("modified before source ") + graph[source].name + Bytes("...out-of-date.")
        }
    }
}

extension Make {
    /// `-dg1`, `-dg2`, `-dg3`, and `-dh` at the end.
    func describeGraph(atEnd: Bool, failed: Bool) {
        let wanted: DebugFlags = atEnd ? (failed ? [.graphAfter, .graphOnError] : .graphAfter) : .graphBefore
        if !options.debug.isDisjoint(with: wanted) { diagnostics.debug(graph.description()) }
        guard atEnd, options.debug.contains(.hashTables) else { return }
        diagnostics.debug(Bytes("Hash tables: \(language.names.count) names, \(graph.nodes.count) targets and sources"))
    }

    /// `-dt`: the targets, as they were read, with the number of their sources and commands.
    func describeTargets() {
        for node in graph.nodes where node.isTarget && node.leader == nil {
            let counts = Bytes(": \(node.children.count) sources, \(node.commands.count) commands")
            diagnostics.debug(Bytes("Target ") + node.name + counts)
        }
    }

    /// `-dj`: a recipe on its way to a shell.
    func debugStart(of name: Bytes, script: Bytes, shell: [Bytes], on host: Bytes?) {
        guard options.debug.contains(.jobs) else { return }
        diagnostics.debug(script.last == Ascii.newline ? Bytes(script.dropLast()) : script)
        diagnostics.debug(Bytes("Running ") + name + (host.map { Bytes(" on ") + $0 } ?? Bytes(" locally")))
        diagnostics.debug(Bytes("\tCommand: ") + Bytes(shell.joined(separator: [Ascii.space])))
    }

    /// `-dn`: the script of a job stays behind, in `${TMPDIR}/makeXXXXXX`.
    func keepScript(_ script: Bytes) {
        guard options.debug.contains(.scripts) else { return }
        let directory = evaluator.environment.value(Bytes("TMPDIR")) ?? Bytes("/tmp")
        guard let (fd, path) = makeTemporaryFile(directory + Bytes("/makeXXXXXX")) else { return }
        writeAll(fd, script)
        close(fd)
        diagnostics.debug(Bytes("Script kept in ") + path)
    }
}
