internal import BuildGraph
internal import Execution
internal import LocalExecution
internal import MakeLanguage
internal import Platform
internal import Report
internal import Text

extension Make {
    /// A plain command does the same without a shell, as far as anybody can see, if the shell is the usual one and
    /// would find the same programs.
    var mayRunDirectly: Bool {
        shell.isUsual && !options.debug.contains(.shell) && !evaluator.mayChangePath
    }
}

/// Recipes that need no shell.
extension JobsMaker {
    /// True if all was done here, without any process.
    func doWithoutProcess(_ job: Job) -> Bool {
        guard let direct = job.script.direct, direct.program == nil else { return false }
        run.trace?.note(.job, running: localRunning + 1, job: (graph[job.node], 0))
        run.meta?.add(direct.text, of: job.node)
        output.put(jobsOutput.add(direct.text, of: job.node.raw, graph[job.node].name))
        output.put(jobsOutput.finish(job.node.raw, graph[job.node].name))
        run.trace?.note(.done, running: localRunning + 1, job: (graph[job.node], 0))
        run.meta?.end(job.node, hadProcesses: false)
        madeItself(job.node, .made)
        return true
    }

    /// True if the one program of the recipe was started. One that cannot be is left to the shell and its messages.
    func startDirectly(_ job: inout Job, _ action: Action, keeping descriptors: [Int32]) -> Bool {
        guard let direct = job.script.direct, let program = direct.program else { return false }
        do throws(SystemError) {
            job.process = try local.start(
                action, program: program, records: records(for: job), keeping: descriptors)
        } catch {
            return false
        }
        job.isDirect = true
        run.meta?.add(direct.text, of: job.node)
        output.put(jobsOutput.add(direct.text, of: job.node.raw, graph[job.node].name))
        return true
    }

    /// A shell says which signal ended a program, and turns it into a status.
    func shellsOutcome(_ job: Job, _ outcome: Outcome) -> Outcome {
        guard job.isDirect, case .signaled(let signal) = outcome else { return outcome }
        if let text = shellsRemark(on: signal) {
            output.put(jobsOutput.add(text, of: job.node.raw, graph[job.node].name))
        }
        return .exited(128 + signal)
    }
}
