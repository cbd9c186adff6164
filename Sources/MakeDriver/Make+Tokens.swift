internal import BuildGraph
internal import LocalExecution
internal import MakeLanguage
internal import Platform
internal import Text

/// What a job gets so that it takes part in the common budget.
struct TokenGrant {
    /// Descriptors that it inherits.
    var descriptors: [Int32] = []
    /// Words before those of MAKEFLAGS.
    var makeFlags: Bytes = []
}

/// The common budget of jobs (make-language.md 1.8, Documentation/jobs.md).
extension Make {
    /// Makes a pool, or joins the one above, and adds it to `.MAKEFLAGS`; without one there is one job at a time.
    func setUpTokens() {
        if tokens == nil, options.hasLostTokens || options.isJobserverForeign {
            guard let jobserver = options.jobserver,
                let joined = JobTokens.join(jobserver: jobserver, isForeign: options.isJobserverForeign)
            else {
                options.compatible = true
                return
            }
            // GNU make's -j without a number comes with no pool, so whatever its pool allows is allowed.
            if options.jobs == nil { options.jobs = processorCount() }
            tokens = joined
            addTokensToFlags(joined)
        }
        guard tokens == nil, let jobs = options.jobs, !options.compatible, !options.asksOnly else { return }
        let directory = evaluator.environment.value(Bytes("TMPDIR")) ?? Bytes("/tmp")
        guard let made = JobTokens.make(jobs: jobs, directory: directory) else { return }
        tokens = made
        addTokensToFlags(made)
    }

    private func addTokensToFlags(_ tokens: JobTokens) {
        evaluator.append(".MAKEFLAGS", Bytes("-J"))
        evaluator.append(".MAKEFLAGS", tokens.ends)
    }

    /// What a job gets: descriptors if its target or its text says that it runs make, and GNU's words if the text, or
    /// `.MAKE.JOBSERVER`, asks for them. Nil if it takes no part.
    func tokenGrant(of id: NodeID, runsMake: Bool, form asked: JobserverForm?) -> TokenGrant? {
        guard let tokens else { return nil }
        var form = asked
        switch jobserverVariable(id) {
        case Bytes("no"): form = nil
        case Bytes("pipe"): form = .pipe
        case Bytes("fifo"): form = .fifo
        default: break
        }
        guard runsMake || form != nil else { return nil }
        var grant = TokenGrant()
        if runsMake { grant.descriptors = tokens.descriptors }
        let mark = Bytes("-D --jobserver-auth=")
        switch form {
        case nil: break
        case .fifo where tokens.fifo != nil: grant.makeFlags = mark + tokens.fifo!
        case .fifo, .pipe:
            let ends = tokens.gnuDescriptors
            grant.descriptors += ends.filter { !grant.descriptors.contains($0) }
            grant.makeFlags = mark + Bytes("\(ends[0]),\(ends[1])")
        }
        return grant
    }

    private static let jobserverVariable = LazyTemplate(Bytes("${.MAKE.JOBSERVER:U}"))

    private func jobserverVariable(_ id: NodeID) -> Bytes? {
        let value = evaluator.expand(Self.jobserverVariable, in: graph.scope(of: id))
        return value.isEmpty ? nil : value
    }
}

extension TokenGrant {
    /// The environment of the job.
    func environment(_ entries: [Bytes]) -> [Bytes] {
        guard !makeFlags.isEmpty else { return entries }
        let mark = Bytes("MAKEFLAGS=")
        var entries = entries
        if let index = entries.firstIndex(where: { $0.starts(with: mark) }) {
            entries[index] = mark + [Ascii.space] + makeFlags + [Ascii.space] + entries[index].dropFirst(mark.count)
        } else {
            entries.append(mark + [Ascii.space] + makeFlags)
        }
        return entries
    }
}
