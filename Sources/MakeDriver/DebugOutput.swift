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
        case "stdout": debugDestination = .standardOutput
        case "stderr": debugDestination = .standardError
        default:
            if name.hasSuffix(Bytes(".%d")) { name = Bytes(name.dropLast(2)) + Bytes("\(getpid())") }
            let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (appends ? O_APPEND : O_TRUNC)
            let fd = withCString(name) { open($0, flags, 0o666) }
            guard fd >= 0 else {
                throw .message(Bytes("Cannot open debug file ") + name + Bytes(": \(SystemError.last.text)"))
            }
            debugDestination = .file(fd)
        }
    }

    /// A line of debug output, if its letter was given.
    func debug(_ flag: DebugFlags, _ text: @autoclosure () -> Bytes) {
        guard options.debug.contains(flag) else { return }
        let line = text() + [Ascii.newline]
        switch debugDestination {
        case .standardError: output.putError(line)
        case .standardOutput: output.put(line)
        case .file(let fd): writeAll(fd, line)
        }
    }

    /// `-dm`: what was found of a target, and what follows.
    func debugDecision(_ id: NodeID, _ staleness: Graph.Staleness) {
        debug(.make, Bytes("Examining ") + graph[id].name + Bytes("...") + describeTime(id) + describe(staleness, id))
    }

    private func describeTime(_ id: NodeID) -> Bytes {
        guard case .modified(let time) = graph.time(of: id) else { return Bytes("non-existent...") }
        let format = Bytes("%k:%M:%S %b %d, %Y")
        return Bytes("modified ") + formatTime(format, seconds: time / 1_000_000_000, local: true) + Bytes("...")
    }

    private func describe(_ staleness: Graph.Staleness, _ id: NodeID) -> Bytes {
        switch staleness {
        case .upToDate: return Bytes("up-to-date.")
        case .joined: return Bytes(".JOIN node...out-of-date.")
        case .independent: return Bytes(":: operator and no sources...out-of-date.")
        case .always:
            if graph[id].dependency == .force { return Bytes("! operator...out-of-date.") }
            return Bytes(
                graph[id].attributes.hasAny(.exec) ? ".EXEC node...out-of-date." : ".PHONY node...out-of-date.")
        case .missing, .olderThanSource:
            guard let source = graph.youngestSource(of: id) else {
                return Bytes("non-existent and no sources...out-of-date.")
            }
            return Bytes("modified before source ") + graph[source].name + Bytes("...out-of-date.")
        }
    }
}
