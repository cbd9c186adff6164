internal import ArgumentParser
internal import BulkBuild
internal import Pkgsrc
internal import Platform
internal import Text

/// `distbulk scan`: what packages there are, and what they depend on.
struct Scan: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Asks every package for its name, its dependencies and the rest of its index.",
        discussion: """
            Without PKGPATHs the whole tree is scanned. A PKGPATH may be followed by `:VAR=value,VAR=value', which \
            selects a variant. The records are those of `make pbulk-index', with PKG_LOCATION. The exit status is 1 if \
            a package could not be scanned; the others are written all the same.
            """)

    @OptionGroup var options: TreeOptions
    @OptionGroup var state: StateOptions
    @Option(
        name: [.customShort("o", allowingJoined: true), .long],
        help: "Where the records go; default is standard output.")
    var output: String?
    @Option(
        name: [.customShort("j", allowingJoined: true), .long], help: "Threads; default is the number of processors.")
    var jobs: Int?
    @Flag(help: "Scan what the packages depend on, too.")
    var closure = false
    @Option(help: "pbulk (records of pbulk-index), src-summary (pkg_src_summary of distbb) or json.")
    var format = ScanFormat.pbulk
    @Option(
        help: ArgumentHelp(
            "Ask that share of remembered answers again, and scan that share of packages by plain processes; tell differences.",
            valueName: "percent"))
    var verify: Double?
    @Option(help: "Whether progress is shown: yes, no or auto.")
    var progress = "auto"
    @Flag(help: "Tell on standard error what was done.")
    var statistics = false
    @Flag(help: "Tells of each package whether it would be scanned again, and why, and scans nothing.")
    var explain = false
    @Option(
        name: .customLong("import"),
        help: ArgumentHelp("Takes over a scan of pbulk, as far as its makefiles are older than it.", valueName: "pscan")
    )
    var pscan: String?
    @Argument(help: "Packages, as category/package.")
    var paths: [String] = []

    func validate() throws {
        if let jobs, !(1...1024).contains(jobs) { throw ValidationError("-j takes a number from 1 to 1024.") }
        if let verify, !(0...100).contains(verify) { throw ValidationError("--verify takes a number from 0 to 100.") }
        guard ["yes", "no", "auto"].contains(progress) else {
            throw ValidationError("--progress takes yes, no or auto.")
        }
    }

    func run() throws {
        let source = LocalCommands()
        let verification = verify.map { Verification(share: $0) }
        let settings = try options.settings()
        let memories = state.memories(settings, source)
        if let pscan { return try take(pscan, settings, memories) }
        let memory = ScanMemory(
            settings, source: source, book: memories?.book ?? FactBook(), verification: verification)
        let (targets, missing) = try self.targets(memory)
        if explain {
            guard let memories else { throw ValidationError("Without a state there is nothing to explain.") }
            for target in targets { for line in memories.explanation(target) { writeAll(1, Bytes(line + "\n")) } }
            return
        }
        let wish: Bool? = progress == "auto" ? nil : progress == "yes"
        let sink = ScanOutput(try descriptor(), format, memory, progress: wish)
        let recall: @Sendable (EnrichedPath) -> PackageResult? = { memories?.recall($0) }
        let scan = ScanRun(
            memory, targets, followsDependencies: closure, summarises: format == .srcSummary,
            recall: recall
        ) { result, progress in
            memories?.keep(result)
            sink.take(result, progress)
        }
        guard scan.run(threads: jobs ?? processorCount()) else { try complain("cannot start a thread") }
        sink.finish()
        do throws(StateTrouble) {
            try memories?.finish(all: paths.isEmpty && missing == 0 ? targets : nil)
        } catch {
            say(error.description)
        }
        let (records, failures, couldWrite) = sink.outcome
        if statistics {
            say("\(memories?.counts.remembered ?? 0) packages remembered; " + Self.statistics(memory, source))
        }
        let differences = verification.map(tell) ?? 0
        if !failures.isEmpty {
            say("\(records) records of \(scan.progress.total - failures.count) packages; \(failures.count) failed:")
            for line in failures { say(line.text) }
        }
        if !couldWrite { try complain("cannot write the records") }
        if !failures.isEmpty || missing > 0 || differences > 0 { throw ExitCode(1) }
    }

    /// What is to be scanned, and how many categories could not be asked.
    private func targets(_ memory: ScanMemory) throws -> ([EnrichedPath], missing: Int) {
        if !paths.isEmpty { return (try paths.map(enrichedPath), 0) }
        var walk = TreeWalk(memory)
        var found: [PackagePath] = []
        _ = runWithStack(bytes: 1 << 29) { found = walk.packages() }
        for (category, reason) in walk.failures {
            let name = category.isEmpty ? Bytes("the top") : category
            say((name + Bytes(": ") + reason).text.split(separator: "\n").joined(separator: "\n"))
        }
        return (found.map { EnrichedPath(path: $0) }, walk.failures.count)
    }

    private func descriptor() throws -> Int32 {
        guard let output else { return 1 }
        let fd = withCString(Bytes(output)) { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666) }
        guard fd >= 0 else { try complain("\(output): \(SystemError.last.text)") }
        return fd
    }

    private func tell(_ verification: Verification) -> Int {
        let findings = verification.findings
        for difference in findings.differences { say("differs: " + difference.text) }
        say(
            "verified \(findings.answers) answers and \(findings.packages) packages: \(findings.differences.count) differ"
        )
        return findings.differences.count
    }

    private func take(_ path: String, _ settings: ScanSettings, _ memories: ScanMemories?) throws {
        guard let memories else { throw ValidationError("Without a state there is nowhere to take a scan to.") }
        let file = Bytes(path)
        do {
            guard let status = fileStatus(file) else { throw SystemError(code: ENOENT) }
            let found = try PscanImport(
                try readFile(file), file: file, modified: status.modified, top: settings.top, memories.book)
            try memories.adopt(found.results)
            say(
                "\(found.results.count) packages are taken over, \(found.outdated) have changed since or miss a makefile"
            )
        } catch let mistake as FormatMistake {
            try complain(mistake.description)
        } catch let error as SystemError {
            try complain("\(path): \(error.text)")
        } catch let trouble as StateTrouble {
            try complain(trouble.description)
        }
    }

    private static func statistics(_ memory: ScanMemory, _ source: LocalCommands) -> String {
        let counts = memory.statistics
        return """
            \(counts.makes) makes, \(counts.makeHits) more known; \(counts.distinctCommands) commands, \
            \(counts.commandHits) more known; \(counts.scriptsHere) scripts without a shell, \
            \(counts.scriptsByShell) with; \(source.count) processes
            """
    }
}

/// `category/package[:VAR=value,...]`
func enrichedPath(_ text: String) throws -> EnrichedPath {
    guard let path = EnrichedPath(Bytes(text)) else {
        throw ValidationError("\(text) is no PKGPATH: category/package[:VAR=value,...] was expected.")
    }
    return path
}
