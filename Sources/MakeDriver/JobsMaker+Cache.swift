internal import BuildGraph
internal import ContentStore
internal import Execution
internal import MakeLanguage
internal import Platform
internal import RemoteExecution
internal import Report
internal import Text

/// Targets that a former build has made from the same contents (Documentation/cache.md).
extension JobsMaker {
    /// True if the job is done: its result was known. Otherwise it is kept if a host makes it.
    func isRestored(_ job: Job, compilers: [Bytes]) -> Bool {
        guard let distribution, distribution.executor.cache != nil, distribution.allows(".DIST.CACHE", job.node)
        else { return false }
        distribution.tally.lookedUp()
        guard let log = distribution.executor.restore(job.action, programs: compilers.map(distribution.identity))
        else { return false }
        run.debugDist("Target \(graph[job.node].name.text) was in the cache.")
        distribution.tally.restoredFromCache()
        var job = job
        job.heldOutput = log
        showResult(of: &job)
        return true
    }

    /// A result that did not come about here: what it printed, and that it is made.
    func showResult(of job: inout Job) {
        showBanner(&job)
        run.meta?.add(job.shownOutput + job.heldOutput, of: job.node)
        output.put(jobsOutput.add(shown(job.heldOutput), of: job.node.raw, graph[job.node].name))
        output.put(jobsOutput.finish(job.node.raw, graph[job.node].name))
        madeItself(job.node, .made)
    }

    /// A terminal obeys what this machine's recipes print, but not what another machine says.
    func shown(_ text: Bytes) -> Bytes { isTerminal(1) ? TerminalText.made(of: text) : text }
}

extension Distribution {
    /// The cache that the user named: `--cache`, or $DISTMAKE_CACHE; never a makefile. One that cannot be used costs a line.
    func openCache() {
        let environment = run.evaluator.environment
        let name = Bytes("DISTMAKE_CACHE")
        guard let path = run.options.cache ?? environment.value(name), !path.isEmpty else { return }
        let size = environment.value(Bytes("DISTMAKE_CACHE_LIMIT")) ?? Bytes("2G")
        guard let limit = byteCount(size) else {
            return complain(
                "DISTMAKE_CACHE_LIMIT is `\(size.text)'; expected a number of bytes, such as `500M' or `2G'")
        }
        do {
            executor.cache = try ActionCache(directory: path, limit: Int64(limit))
            // The makes below use it, too.
            run.evaluator.environment.setHere(name, path)
        } catch {
            switch error {
            case .unusable(let cause): complain("cannot use the cache \(path.text): \(cause.text)")
            case .notADirectory: complain("the cache \(path.text) is no directory")
            case .notPrivate:
                complain("the cache \(path.text) is not used, as others can write to it; chmod go-w, or name another")
            }
        }
    }

    private func complain(_ text: String) {
        run.output.putError(run.program + Bytes(": \(text)\n".utf8))
    }

    /// What a compiler of this machine says of itself, asked once; only a cache needs to know it at once.
    func identity(of program: Bytes) -> Bytes {
        if let known = identities[program] { return known }
        var answers: [Bytes] = [program]
        for question in ["--version", "-dumpmachine"] {
            let words = [run.shell.path, Bytes("-c"), Bytes("exec \"$0\" \(question)"), program]
            let request = SpawnRequest(
                arguments: words, environment: CStringBlock(run.evaluator.commandEnvironment()))
            let answer = try? capture(request, limit: 1 << 16)
            answers.append(answer?.output ?? [])
        }
        let identity = Digest(of: Bytes(answers.joined(separator: [0]))).hex
        identities[program] = identity
        return identity
    }
}
