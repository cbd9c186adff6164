internal import BuildGraph
internal import Execution
internal import Report
internal import Text

/// The output of recipes that run on hosts for long (Documentation/fidelity.md).
///
///     held ──2 seconds──> shown as it comes ──┬─ good result ──> the rest is shown
///                                             └─ anything else > one line says that it does not count
extension JobsMaker {
    func showProgress(of id: ActionID, _ text: Bytes) {
        guard var job = jobs[id], job.host != nil else { return }
        showBanner(&job)
        job.shownOutput += text
        jobs[id] = job
        output.put(jobsOutput.add(shown(text), of: job.node.raw, graph[job.node].name))
    }

    /// What was shown of a job does not count: it begins anew.
    func discardShown(of job: inout Job, _ reason: String) {
        guard !job.shownOutput.isEmpty else { return }
        job.shownOutput = []
        let name = graph[job.node].name
        output.put(jobsOutput.finish(job.node.raw, name))
        output.flush()
        output.putError(
            run.program + Bytes(": ") + name + Bytes(": \(reason); what it has printed so far does not count\n".utf8))
    }
}
