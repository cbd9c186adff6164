internal import ArgumentParser
internal import BulkBuild
internal import Pkgsrc
internal import Platform
internal import Synchronization
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
    @Flag(help: "Scans what the packages depend on, too.")
    var closure = false
    @Flag(help: "Tells on standard error what was done.")
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

    func run() throws {
        let settings = try options.settings()
        let threads = jobs ?? processorCount()
        guard threads > 0 else { throw ValidationError("-j takes a number above 0.") }
        let source = LocalCommands()
        let memories = state.memories(settings, source)
        if let pscan {
            try take(pscan, settings, memories)
            return
        }
        let memory = ScanMemory(settings, source: source, book: memories?.book ?? FactBook())
        var isComplete = true
        var targets: [EnrichedPath] = []
        if paths.isEmpty {
            var walk = TreeWalk(memory)
            var found: [PackagePath] = []
            _ = runWithStack(bytes: 1 << 29) { found = walk.packages() }
            targets = found.map { EnrichedPath(path: $0) }
            for (category, reason) in walk.failures {
                isComplete = false
                Self.tell(Bytes("distbulk: ") + (category.isEmpty ? Bytes("the top") : category) + Bytes(": ") + reason)
            }
        } else {
            for path in paths {
                guard let target = EnrichedPath(Bytes(path.utf8)) else {
                    throw ValidationError("\(path) is no PKGPATH: category/package[:VAR=value,...] was expected.")
                }
                targets.append(target)
            }
        }
        if explain {
            guard let memories else { throw ValidationError("Without a state there is nothing to explain.") }
            for target in targets { for line in memories.explanation(target) { writeAll(1, Bytes(line + "\n")) } }
            return
        }
        var descriptor: Int32 = 1
        if let output {
            descriptor = withCString(Bytes(output.utf8)) { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666) }
            guard descriptor >= 0 else { throw ValidationError("Cannot write \(output): \(SystemError.last.text)") }
        }
        let failures = Mutex(0)
        let recall: @Sendable (EnrichedPath) -> PackageResult? = { memories?.recall($0) }
        let run = ScanRun(memory, targets, followsDependencies: closure, recall: recall) { [descriptor] result in
            memories?.keep(result)
            if let failure = result.failure {
                failures.withLock { $0 += 1 }
                Self.tell(Bytes("distbulk: ") + (result.target.text ?? result.target.path.text) + Bytes(": \(failure)"))
            }
            if !result.diagnostics.isEmpty { writeAll(2, result.diagnostics) }
            guard result.succeeded else { return }
            writeAll(descriptor, IndexOutput.located(result.output, at: result.target.path.text))
        }
        guard run.run(threads: threads) else { throw ValidationError("Cannot start a thread.") }
        do throws(StateTrouble) {
            try memories?.finish(all: paths.isEmpty && isComplete ? targets : nil)
        } catch {
            say(error.description)
        }
        let progress = run.progress
        if statistics {
            let counts = memory.statistics
            Self.tell(
                Bytes(
                    """
                    packages \(progress.total), remembered \(memories?.counts.remembered ?? 0), failed \(progress.failed); makes \(counts.makes), known \
                    \(counts.makeHits) of \(counts.distinctMakes); commands \(counts.distinctCommands), known \
                    \(counts.commandHits); scripts here \(counts.scriptsHere), by a shell \(counts.scriptsByShell); \
                    processes \(source.count)
                    """))
        }
        if failures.withLock({ $0 }) > 0 { isComplete = false }
        if !isComplete { throw ExitCode(1) }
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

    private static func tell(_ line: Bytes) { writeAll(2, line.last == Ascii.newline ? line : line + [Ascii.newline]) }
}
