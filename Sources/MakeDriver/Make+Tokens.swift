internal import BuildGraph
internal import LocalExecution
internal import MakeLanguage
internal import Platform
internal import Text

/// What a job gets so that it takes part in the common budget.
struct TokenGrant {
    /// Descriptors that it inherits.
    var descriptors: [Int32] = []
    var makeFlags = MakeFlags.asTheyAre

    enum MakeFlags {
        case asTheyAre
        /// Words before those of MAKEFLAGS.
        case before(Bytes)
        /// The whole of it.
        case instead(Bytes)
    }
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
    func tokenGrant(of id: NodeID, runsMake: Bool, tools: JobserverTools) -> TokenGrant? {
        guard let tokens else { return nil }
        var form: JobserverForm?
        let name = jobserverVariable(id)
        if name != Bytes("no") {
            form =
                name.flatMap(JobserverForm.init)
                ?? jobserverForms.form(for: tools, environment: evaluator.commandEnvironment())
        }
        let runsMake = runsMake || tools.namesBSDMake || tools.namesOwn
        guard runsMake || form != nil else { return nil }
        var grant = TokenGrant()
        if runsMake { grant.descriptors = tokens.descriptors }
        guard let form else { return grant }
        let value: Bytes
        if form != .pipe, let fifo = tokens.fifo {
            value = fifo
        } else {
            let ends = tokens.gnuDescriptors
            grant.descriptors += ends.filter { !grant.descriptors.contains($0) }
            value = Bytes("\(ends[0]),\(ends[1])")
        }
        if form == .gnu {
            grant.makeFlags = .instead(gnuMakeFlags(jobserver: value))
        } else {
            grant.makeFlags = .before(Bytes("-D --jobserver-auth=") + value)
        }
        return grant
    }

    /// MAKEFLAGS as GNU make writes it: what it knows of our options, and the assignments of the command line.
    private func gnuMakeFlags(jobserver: Bytes) -> Bytes {
        let flags: [(UInt8, Bool)] = [
            (UInt8(ascii: "e"), options.environmentFirst), (UInt8(ascii: "i"), options.ignoresErrors),
            (UInt8(ascii: "k"), options.keepsGoing), (UInt8(ascii: "n"), options.printsOnly),
            (UInt8(ascii: "q"), options.asksOnly), (UInt8(ascii: "r"), options.noSystemRules),
            (UInt8(ascii: "s"), options.isSilent), (UInt8(ascii: "t"), options.touches),
            (UInt8(ascii: "w"), options.printsDirectories),
        ]
        return GNUMakeFlags.text(
            letters: flags.filter(\.1).map(\.0), jobs: options.jobs ?? 1, includePath: options.includePath,
            jobserver: jobserver,
            assignments: overrides.map { ($0, evaluator.expand(Bytes("${") + $0 + Bytes("}"))) })
    }

    func jobserverVariable(_ id: NodeID) -> Bytes? {
        let value = evaluator.value(Bytes(".MAKE.JOBSERVER"), in: graph.scope(of: id)) ?? []
        return value.isEmpty ? nil : value
    }
}

extension TokenGrant {
    /// The environment of the job.
    func environment(_ entries: [Bytes]) -> [Bytes] {
        let mark = Bytes("MAKEFLAGS=")
        let index = entries.firstIndex { $0.starts(with: mark) }
        let entry: Bytes
        switch makeFlags {
        case .asTheyAre: return entries
        case .before(let words):
            let others = index.map { [Ascii.space] + entries[$0].dropFirst(mark.count) } ?? []
            entry = mark + [Ascii.space] + words + others
        case .instead(let text): entry = mark + text
        }
        var entries = entries
        if let index { entries[index] = entry } else { entries.append(entry) }
        return entries
    }
}
