internal import BuildGraph
internal import Execution
internal import LocalExecution
internal import MakeLanguage
internal import Platform
internal import RemoteExecution
internal import Report
internal import Scheduling
internal import Text

/// Interrupts, and the leave taken of hosts.
extension JobsMaker {
    /// Everything that runs is stopped, here and on all hosts; half-made targets go (S7-36).
    func interrupted(_ signal: Int32) -> Int32 {
        let half = jobs.values.sorted { $0.node.raw < $1.node.raw }
        // What runs on a host has touched nothing here yet.
        for job in half where job.host == nil { run.removeTarget(job.node) }
        local.cancelAll(signal: signal)
        run.trace?.note(.interrupt, running: localRunning)
        // What becomes of the jobs is no event of the build any more.
        run.trace = nil
        run.tokens?.raise(.interrupt)
        let limit = monotonicClock() + 300_000_000
        while local.runningCount > 0, monotonicClock() < limit { run.loop.runOnce(limit: 20_000_000) }
        local.cancelAll(signal: SIGKILL)
        for job in half where job.host == nil {
            let name = graph[job.node].name
            output.put(jobsOutput.abandon(job.node.raw, name))
            output.put(
                jobsOutput.switchTo(job.node.raw, name) + Bytes("*** [") + name + Bytes("] Signal \(signal)\n"))
        }
        finishDistribution()
        if signal == SIGINT, let target = graph.settings.interrupt {
            run.interruptedBy = nil
            _ = CompatMaker(run).makeSpecial(target)
        }
        output.flush()
        return signal
    }

    /// Jobs have process groups of their own, so a stop from the terminal, and its end, reach them only through here
    /// (S7-26).
    func passStopsOn() {
        run.loop.onSignal(SIGCONT) { [unowned self] in local.cancelAll(signal: SIGCONT) }
        run.loop.onSignal(SIGTSTP) { [unowned self] in
            local.cancelAll(signal: SIGTSTP)
            output.handOver()
            // Returns when this process is continued.
            dieBySignal(SIGTSTP)
            passStopsOn()
            local.cancelAll(signal: SIGCONT)
        }
    }

    /// Takes leave of the hosts: stages go, sessions end.
    func finishDistribution() {
        guard let distribution, !isFinished else { return }
        isFinished = true
        var isDone = false
        run.interruptedAgain = {
            distribution.executor.abandon()
            isDone = true
        }
        distribution.shutDown { isDone = true }
        while !isDone { run.loop.runOnce(limit: 100_000_000) }
        run.interruptedAgain = nil
        if run.interruptedBy == nil { distribution.printSummary() }
    }
}
