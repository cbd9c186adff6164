internal import BuildGraph
internal import Execution
internal import LocalExecution
internal import MakeLanguage
internal import Platform
internal import Report
internal import Text

/// Slots of this machine: at most `most`, and a token for each but the first (make-language.md S1-36 to S1-40).
extension JobsMaker {
    /// True if a local job may begin now; its token is in hand then.
    func hasLocalSlot() -> Bool {
        guard localRunning < most else { return false }
        guard let tokens = run.tokens, !hasSpareToken else { return true }
        guard localRunning > 0 else {
            // Who lives on its own token alone does not look, as in bmake.
            guard hasUsedPool, let alarm = tokens.look() else { return true }
            heed(alarm)
            return false
        }
        switch tokens.take() {
        case .taken:
            hasSpareToken = true
            return true
        case .none: lacksToken = true
        case .alarm(let alarm): heed(alarm)
        }
        return false
    }

    func occupySlot(for job: Job) {
        localRunning += 1
        if localRunning > 1 {
            hasSpareToken = false
            hasUsedPool = true
        }
        if job.takesPart { run.tokens?.share() }
    }

    func leaveSlot(of job: Job) {
        run.trace?.note(.done, running: localRunning, job: (graph[job.node], job.process))
        localRunning -= 1
        if job.takesPart { run.tokens?.unshare() }
        // The last one ran on this process's own token.
        if localRunning > 0 { run.tokens?.give() }
    }

    func giveSpareToken() {
        guard hasSpareToken else { return }
        hasSpareToken = false
        run.tokens?.give()
    }

    /// Wakes this process when a token comes back, as long as it could use one.
    func watchTokens() {
        let awaited = lacksToken && !isStopping ? run.tokens?.awaited : nil
        lacksToken = false
        if let watch = tokenWatch { run.loop.unwatch(watch) }
        tokenWatch = awaited.map { run.loop.watch($0, .read) {} }
    }

    /// Another branch has failed: nothing new begins, what runs ends, and nothing more is said of it.
    private func heed(_ alarm: JobTokens.Alarm) {
        isStopping = true
        alarmed = true
        run.debug(.jobs, Bytes("Token pipe: abort (\(alarm))"))
    }

    /// The end of a make that was told to stop (S1-40).
    func endAlarmed() -> Int32 {
        // The make that owns the pool is the one that users see.
        if run.tokens?.isOwner == false, run.evaluator.truth(".MAKE.DIE_QUIETLY", fallback: true) { return 6 }
        output.putError(Bytes("A failure has been detected in another branch of the parallel make\n"))
        output.put([Ascii.newline])
        run.stopped()
        return 2
    }

    /// What this process still holds goes back.
    func leavePool() {
        if let watch = tokenWatch { run.loop.unwatch(watch) }
        tokenWatch = nil
        run.tokens?.giveAll()
    }
}
