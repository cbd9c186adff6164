internal import BuildGraph
internal import MakeLanguage
internal import Platform
internal import RemoteExecution
internal import Report
internal import Text

/// What is said about hosts, and about the build as a whole.
extension Distribution {
    func tell(_ notice: RemoteNotice) {
        switch notice {
        case .hostReady(let host): run.debugDist("Host \(host.text) is ready.")
        case .hostSilent(let host): run.debugDist("Host \(host.text) does not answer at the moment.")
        case .hostSpeaks(let host): run.debugDist("Host \(host.text) answers again.")
        case .hostUnusable(let host, let reason):
            run.output.putError(
                run.program + Bytes(": host ") + host + Bytes(" is not used: ") + Bytes(reason) + [Ascii.newline])
        case .hostsLeftOut(let count, let openFiles):
            run.output.putError(
                run.program
                    + Bytes(
                        ": \(count) host\(count == 1 ? " is" : "s are") not used: they would need more than \(openFiles) open files,"
                            + " which is all that this process may have; raise that with `ulimit -n', or give hosts fewer jobs\n"
                    ))
        case .hostJoined(let host): run.debugDist("Host \(host.text) joins.")
        case .hostDrains(let host, let running):
            run.debugDist("Host \(host.text) takes nothing new (\(running) job\(running == 1 ? "" : "s") left).")
        case .hostLeft(let host): run.debugDist("Host \(host.text) has left.")
        case .stageCreated(let host, let path):
            run.debugDist("Creating staging directory \(path.printable) on \(host.text)")
        case .foundInStore(let host, let count, let wanted):
            run.debugDist("The store of \(host.text) has \(count) of \(wanted) inputs.")
        case .dataPlane(let host, let plane):
            run.debugDist("Data for \(host.text) goes by \(plane.rawValue).")
        case .usingHost(let host, let running):
            run.debugDist("Using build host \(host.text) (\(running) job\(running == 1 ? "" : "s")).")
        case .retrieving(let target, let host, let path):
            run.debugDist("Retrieving target \(target.text) from \(host.text):\(path.printable)")
        case .otherCompiler(let host, let program, let there, let here):
            run.output.putError(
                run.program + Bytes(": host ") + host + Bytes(" gets no recipes with ") + program
                    + Bytes(": \(Self.difference(there, here))\n".utf8))
        case .lost(let target, let host, let reason):
            run.debugDist("Target \(target.text) was lost on \(host.text): \(reason)")
        }
    }

    private static func difference(_ there: CompilerIdentity?, _ here: CompilerIdentity?) -> String {
        guard let there else { return "it has no such program" }
        guard let here else { return "it is \(there.text)" }
        return "it is \(there.text), here it is \(here.text); compiler=\(Bytes(there.digest.prefix(10)).text) in the "
            + "list of hosts allows it"
    }

    /// A paragraph at the end of a distributed build, unless it is to be quiet, and the file of `--summary`.
    func printSummary() {
        let summary = DistributionSummary(
            tally: tally, elapsed: monotonicClock() - began, sentBytes: executor.sentBytes)
        if !run.options.isSilent { for line in summary.paragraph { run.output.putLine(line) } }
        guard let path = run.options.questions.summary else { return }
        if path == [Ascii.minus] {
            run.output.put(summary.json)
            return
        }
        do throws(SystemError) {
            try replaceFile(path, summary.json)
        } catch {
            run.output.putError(
                run.program + Bytes(": cannot write ") + path + Bytes(": \(error.text)\n".utf8))
        }
    }
}
