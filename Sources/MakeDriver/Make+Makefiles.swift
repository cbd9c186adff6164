internal import BuildGraph
internal import MakeLanguage
internal import Platform
internal import Report
internal import Text

/// Reading makefiles.
extension Make {
    /// Reads them all; a status if make ends with that.
    func readMakefiles() -> Int32? {
        if options.printsDirectories { printDirectories(entering: true) }
        if !options.noSystemRules, let status = readSystemRules() { return status }
        reader.expectsFirstLine = true
        if options.makefiles.isEmpty {
            let preference = makeSetting(".MAKE.MAKEFILE_PREFERENCE", otherwise: "makefile Makefile")
            _ = quotedWords(preference).first { readMakefile($0) }
        } else {
            for name in options.makefiles {
                guard readMakefile(name) else { return fatal(Bytes("cannot open ") + name + Bytes(".")) }
                if let status = statusOfReading() { return status }
            }
        }
        if let status = statusOfReading() { return status }
        let readsDepend =
            dialect.forgivesDepend
            ? !(options.noSystemRules && !options.printed.isEmpty) : !goals.contains(Bytes("depend"))
        if readsDepend {
            let depend = dialect.hasMakeVariables ? evaluator.expand(Bytes("${.MAKE.DEPENDFILE:T}")) : Bytes(".depend")
            let isThere =
                !depend.isEmpty
                && reader.read(path: depend, isDepend: dialect.forgivesDepend) { reader.noteMakefile(depend) }
            if isThere {
                rules.closeRule()
                if let status = statusOfReading() { return status }
            }
        }
        noteOddTargets()
        return applyVariables()
    }

    /// What the makefiles said of make itself (S1-12, steps 12 to 18).
    private func applyVariables() -> Int32? {
        let mode = makeSetting(".MAKE.MODE", otherwise: "")
        if quotedWords(mode).contains(Bytes("compat")) { options.compatible = true }
        let isRandom = options.debug.contains(.randomOrder) && evaluator.isDefined(Bytes("RANDOM_ORDER"))
        shuffles = isRandom || quotedWords(mode).contains(Bytes("randomize-targets"))
        if dialect.hasMakeVariables { meta = MetaMode(self) }
        evaluator.append("MFLAGS", evaluator.rawValue(Bytes(".MAKEFLAGS")) ?? [])
        if options.jobs == nil, !options.compatible, dialect.hasMakeVariables,
            let jobs = evaluator.value(Bytes(".MAKE.JOBS")), !jobs.isEmpty
        {
            // Unlike for -j, what stands behind the number does not matter.
            guard let count = Self.jobCount(jobs) ?? Self.jobCount(Bytes(jobs.prefix(while: \.isDigit))) else {
                let text = Bytes(": illegal value for .MAKE.JOBS -- must be positive integer!\n")
                output.putError(program + text)
                return 2
            }
            options.jobs = count
            evaluator.append(".MAKEFLAGS", Bytes("-j"))
            evaluator.append(".MAKEFLAGS", Bytes("\(count)"))
        }
        if dialect.sharesJobs, surroundings.isProcess { setUpTokens() }
        if options.printed.isEmpty {
            if surroundings.isProcess { setUpHostSlots() }
            exportMakeFlags()
        }
        if let path = evaluator.value(Bytes("VPATH")) {
            // `.PATH` does not tell of these.
            for directory in path.split(separator: Ascii.colon) { rules.search(Bytes(directory)) }
        }
        rules.publishFlags()
        return nil
    }

    private func readSystemRules() -> Int32? {
        for directory in reader.systemPath {
            let path = directory + Bytes("/sys.mk")
            if read(path) { return statusOfReading() }
        }
        let isChosen =
            !options.systemPath.isEmpty
            || (dialect.hasSystemPathOfEnvironment && evaluator.environment.value(Bytes("MAKESYSPATH")) != nil)
        if isChosen { return fatal(Bytes("no system rules (sys.mk).")) }
        reader.read(
            dialect.hasMakeVariables ? SystemRules.text : SystemRules.textWithoutLibraries,
            path: Bytes("/usr/share/mk/sys.mk"))
        rules.closeRule()
        return statusOfReading()
    }

    /// Looks for a makefile where -f does (S1-24), and reads it.
    private func readMakefile(_ name: Bytes) -> Bool {
        if name == [Ascii.minus] {
            guard let text = try? readAll(0) else { return false }
            reader.noteMakefile(Bytes("(stdin)"))
            evaluator.set("MAKEFILE", [], in: .builtin)
            reader.read(text, path: Bytes("(stdin)"))
            rules.closeRule()
            return true
        }
        var candidates = [name]
        if name.first != Ascii.slash {
            if currentDirectoryName != objectDirectory {
                let path = currentDirectoryName + [Ascii.slash] + name
                candidates.insert(path, at: dialect.findsMakefilesByNameFirst ? 1 : 0)
            }
            candidates += (reader.includePath + reader.systemPath).map { $0 + [Ascii.slash] + name }
        }
        return candidates.contains(where: read)
    }

    /// Reads a makefile if it is there.
    private func read(_ path: Bytes) -> Bool {
        let isThere = reader.read(path: path) {
            reader.noteMakefile(path)
            evaluator.set("MAKEFILE", path, in: .builtin)
        }
        if isThere { rules.closeRule() }
        return isThere
    }

    /// Nothing is built after an error (S0-03).
    private func statusOfReading() -> Int32? {
        if let endOfOptions { return endOfOptions }
        if let status = diagnostics.fatalStatus { return stopFatally(status) }
        if reader.wasStopped {
            stopped()
            return 1
        }
        guard diagnostics.errors > 0 else { return nil }
        if dialect.speaksOfErrorsWithPlaces { return 1 }
        output.putError(program + Bytes(": Fatal errors encountered -- cannot continue\n"))
        stopped()
        return 1
    }

    /// A setting of make that a makefile can change, where the dialect has it as a variable.
    private func makeSetting(_ name: StaticString, otherwise fixed: StaticString) -> Bytes {
        dialect.hasMakeVariables ? evaluator.value(Bytes(name)) ?? [] : Bytes(fixed)
    }
}
