internal import BuildGraph
internal import LocalExecution
package import MakeLanguage
package import Platform
internal import RemoteExecution
package import Report
package import Text

/// One run of make(1): options, makefiles, goals (make-language.md section 1).
package final class Make {
    package static let version = "0.1.0"
    /// What `MAKE_VERSION` says: the day of the bmake whose language this is.
    private static let languageVersion = Bytes("20240625")

    let language: Language
    let evaluator: Evaluator
    let graph: Graph
    let rules: RuleParser
    let reader: Reader
    let output: TextOutput
    let diagnostics: DiagnosticPrinter
    let surroundings: any Surroundings
    /// Where a process waits; a make that is none starts nothing.
    private let ownLoop: EventLoop?
    var loop: EventLoop { ownLoop! }
    var options = Options()
    var goals: [Bytes] = []
    /// argv[0] as given, and its last component with the level of recursion, for messages.
    let invocation: Bytes
    let program: Bytes
    let start: Start
    let wording: Wording
    var dialect: Dialect { language.dialect }
    /// The status of make if a line of `.MAKEFLAGS:` ended it.
    private var endOfOptions: Int32?
    /// `.ERROR` had its turn.
    var hasStopped = false
    /// `.ERROR` was run, and failed itself.
    var hasErrorTargetFailed = false
    /// See `failsQuietly(_:)`; nil until something fails.
    var quietFailure: Bool?
    let level: Int
    /// MAKEBASEDIRECTORY of the environment: where the uppermost make works.
    var inheritedBaseDirectory: Bytes?
    /// MACHINE and MACHINE_ARCH, whatever the command line makes of them.
    private(set) var machine: Bytes = []
    private(set) var architecture: Bytes = []
    /// .CURDIR, before it is a variable.
    var currentDirectoryName: Bytes = []
    /// False after -C: then `$PWD` says nothing about .CURDIR.
    var trustsPWD = true
    var objectDirectory: Bytes = []
    /// Set by a signal; whatever is being made stops.
    var interruptedBy: Int32?
    /// What a second signal does.
    var interruptedAgain: (() -> Void)?
    /// Meta mode, once the makefiles asked for it.
    var meta: MetaMode?
    /// The shell for recipes.
    var shell = RecipeShell()
    /// `randomize-targets` in `.MAKE.MODE`: sources are made in any order that the rules allow.
    var shuffles = false
    /// The file of `-T`.
    var trace: TraceFile?
    /// What `--trace` and `--log` keep of the build.
    var record: BuildRecord?
    /// The budget of jobs that this make shares with those above and below; nil without -j.
    var tokens: JobTokens?
    /// The slots of hosts, as all makes of this build share them; nil without -j or a hosts file.
    var hostLocks: SharedLocks?
    var commonSlots: CommonSlots?
    /// What the makes that recipes run understand of it.
    var jobserverForms = JobserverForms()

    /// The make of this process.
    package convenience init(
        arguments: [Bytes], write: @escaping (TextOutput.Channel, Bytes) -> Void
    ) throws(SystemError) {
        let output = TextOutput(write: write)
        let surroundings = OwnProcess(world: RealWorld { output.handOver() })
        self.init(arguments: arguments, surroundings, output, language: nil, loop: try EventLoop())
    }

    /// A make within another program.
    ///
    /// - Parameter language: shared with other makes, and with it what is parsed; its dialect is theirs.
    package convenience init(
        arguments: [Bytes], _ surroundings: any Surroundings, language: Language,
        write: @escaping (TextOutput.Channel, Bytes) -> Void
    ) {
        self.init(arguments: arguments, surroundings, TextOutput(write: write), language: language, loop: nil)
    }

    private init(
        arguments: [Bytes], _ surroundings: any Surroundings, _ output: TextOutput, language: Language?,
        loop: EventLoop?
    ) {
        self.output = output
        self.surroundings = surroundings
        ownLoop = loop
        invocation = arguments.first ?? Bytes("make")
        let environment = surroundings.environment()
        let levelEntry = environment.first { $0.hasPrefix(Bytes("MAKELEVEL=")) }
        level = levelEntry.map { Self.level($0.dropFirst(10)) } ?? 0
        let base = Bytes(invocation[(invocation.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...])
        let start = Start(words: arguments.dropFirst(), environment: environment, program: base)
        self.start = start
        let tellsLevel = level > 0 && start.dialect.countsLevels
        program = tellsLevel ? base + Bytes("[\(level)]") : base
        wording = Wording(dialect: start.dialect, program: program)
        diagnostics = DiagnosticPrinter(output: output, wording: wording)
        if start.dialect.debugsToOutput { diagnostics.debugDestination = .standardOutput }
        self.language =
            language ?? Language(dialect: start.dialect, warnsOfOtherDialect: start.warnsOfOtherDialect)
        evaluator = Evaluator(language: self.language, world: surroundings.world, diagnostics: diagnostics)
        graph = Graph(evaluator: evaluator)
        rules = RuleParser(graph: graph)
        evaluator.rules = rules
        reader = Reader(evaluator: evaluator, rules: rules)
        if let imitated = surroundings.imitated {
            diagnostics.overlooked = OldMakes.overlookedMessages(imitated)
            reader.repeatsLastMakefile = OldMakes.repeatsLastMakefile(imitated)
        }
        diagnostics.directory = { [unowned self] in shownDirectory }
        rules.delegate = self
        evaluator.delegate = self
    }

    /// Puts what a command said on standard error behind what make said.
    package func putError(_ text: Bytes) { output.putError(text) }

    /// Runs make and returns its exit status.
    package func run(_ words: [Bytes]) -> Int32 {
        do throws(OptionProblem) {
            try setUp(words)
        } catch {
            return report(error)
        }
        if let status = readMakefiles() { return finish(status) }
        if !options.printed.isEmpty {
            printVariables()
            return finish(diagnostics.fatalStatus.map(stopFatally) ?? 0)
        }
        if options.printsDatabase {
            output.put(graph.database())
            return finish(0)
        }
        return finish(options.questions.areInsteadOfBuild ? answerQuestions() : build())
    }

    private func finish(_ status: Int32) -> Int32 {
        if status == 0, options.printsDirectories { printDirectories(entering: false) }
        tokens?.giveAll()
        tokens?.removeName()
        hostLocks?.removeName()
        describeGraph(atEnd: true, failed: status != 0)
        output.flush()
        return evaluator.isStrict && diagnostics.hasComplained ? 2 : status
    }

    /// A message about the command line, and status 2; an empty one is no problem at all.
    func report(_ problem: OptionProblem) -> Int32 {
        switch problem {
        case .usage(let text):
            output.putError((text.isEmpty ? [] : program + Bytes(": ") + text + [Ascii.newline]) + usage)
            return 2
        case .message(let text):
            if !text.isEmpty { output.putError(program + Bytes(": ") + text + [Ascii.newline]) }
            output.flush()
            return text.isEmpty ? 0 : 2
        case .stop(let text): return finish(fatal(text))
        }
    }

    // MARK: Start

    private func setUp(_ words: [Bytes]) throws(OptionProblem) {
        guard let directory = surroundings.currentDirectory() else {
            throw .message(Bytes("getcwd: \(SystemError.last.text)"))
        }
        if let unknown = start.unknown { throw .usage(Bytes("unknown dialect -- ") + unknown) }
        currentDirectoryName = directory
        setFixedVariables()
        if let inherited = evaluator.environment.value(Bytes("MAKEFLAGS")) { try parse(makeFlags: inherited) }
        try parse(words: words, isOwn: true)
        if options.questions.areInsteadOfBuild { graph.origins = Origins() }
        setUpHints()
        chooseDirectories()
        reader.currentDirectory = currentDirectoryName
        evaluator.set(".TARGETS", Bytes(goals.joined(separator: [Ascii.space])))
        setSystemPath()
    }

    private func setFixedVariables() {
        let system = surroundings.system()
        func environment(_ name: StaticString) -> Bytes? { evaluator.environment.value(Bytes(name)) }
        var make = invocation
        if make.contains(Ascii.slash), make.first != Ascii.slash, let real = evaluator.world.realPath(of: make) {
            make = real
        }
        machine = environment("MACHINE") ?? system.machine
        architecture = environment("MACHINE_ARCH") ?? Self.architecture(system.machine)
        evaluator.set("MACHINE", machine)
        evaluator.set("MACHINE_ARCH", architecture)
        evaluator.set("MAKE", make)
        evaluator.set(".MAKE", make)
        for name in [Bytes(".MAKEFLAGS"), Bytes(".MAKEOVERRIDES"), Bytes("MFLAGS")] { evaluator.set(name, []) }
        // What makefiles test for before they name targets in `.DIST` (make-language.md S9-26).
        evaluator.set(".MAKE.DIST", Bytes("yes"))
        if start.isOption { evaluator.setEnvironment(Start.environmentName, dialect.name) }
        if dialect.tellsBaseDirectory {
            evaluator.set("MACHINE_CPU", environment("MACHINE_CPU") ?? Self.architecture(system.machine))
            evaluator.removeFromEnvironment(Bytes("CDPATH"))
        }
        if dialect.hasMakeVariables { setMakeVariables(system.name) }
    }

    /// What is only there in a dialect whose make tells of itself (S3-39).
    private func setMakeVariables(_ systemName: Bytes) {
        evaluator.set(".MAKE.OS", systemName)
        evaluator.set("MAKE_VERSION", surroundings.imitated ?? Self.languageVersion)
        evaluator.set(".newline", [Ascii.newline])
        evaluator.set(".MAKE.MAKEFILE_PREFERENCE", Bytes("makefile Makefile"))
        evaluator.set(".MAKE.DEPENDFILE", Bytes(".depend"))
        evaluator.set(".MAKE.LEVEL", Bytes("\(level)"))
        evaluator.set(".MAKE.LEVEL.ENV", Bytes("MAKELEVEL"))
        evaluator.set(".MAKE.PID", Bytes("\(getpid())"))
        evaluator.set(".MAKE.PPID", Bytes("\(getppid())"))
        evaluator.set(".MAKE.UID", Bytes("\(getuid())"))
        evaluator.set(".MAKE.GID", Bytes("\(getgid())"))
        evaluator.set(".MAKE.JOBS.C", Bytes("yes"))
        evaluator.set(".SHELL", shell.path)
        evaluator.makeReadOnly(Bytes(".SHELL"))
        evaluator.environment.set(Bytes("MAKELEVEL"), Bytes("\(level + 1)"))
    }

    /// The number at the beginning of `$MAKELEVEL`; 0 if there is none.
    private static func level(_ text: ArraySlice<UInt8>) -> Int {
        let digits = text.drop(while: \.isSpace).prefix(while: \.isDigit)
        return Int(Bytes(digits).text) ?? 0
    }

    /// pkgsrc's and bmake's name for a machine of uname(1).
    private static func architecture(_ machine: Bytes) -> Bytes {
        machine == Bytes("x86_64") ? Bytes("x86_64") : machine
    }

    private func setSystemPath() {
        if !options.systemPath.isEmpty {
            reader.systemPath = options.systemPath.compactMap(resolveUpwards)
        } else if dialect.hasSystemPathOfEnvironment,
            let path = evaluator.environment.value(Bytes("MAKESYSPATH")), !path.isEmpty
        {
            reader.systemPath = path.split(separator: Ascii.colon).map { Bytes($0) }.compactMap(resolveUpwards)
        } else {
            // Another system's sys.mk is written in another dialect.
            reader.systemPath = dialect.isSpoken(on: surroundings.system().name) ? [Bytes("/usr/share/mk")] : []
        }
        guard dialect.hasMakeVariables else { return }
        evaluator.set(".SYSPATH", Bytes(reader.systemPath.joined(separator: [Ascii.space])))
    }

    /// `.../rel`: the nearest directory upwards that has it (S1-26); nil if none has.
    private func resolveUpwards(_ word: Bytes) -> Bytes? {
        let mark = Bytes(".../")
        guard dialect.hasSystemPathOfEnvironment, word.hasPrefix(mark) else { return word }
        let rest = word.dropFirst(mark.count)
        var directory = currentDirectoryName
        while true {
            let candidate = directory + [Ascii.slash] + rest
            if surroundings.status(of: candidate) != nil { return candidate }
            guard let slash = directory.lastIndex(of: Ascii.slash) else { return nil }
            directory.removeSubrange(slash...)
        }
    }

    // MARK: Makefiles

    /// Reads them all; a status if make ends with that.
    private func readMakefiles() -> Int32? {
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

    /// The end after a fatal message.
    private func stopFatally(_ status: Int32) -> Int32 {
        stoppedForGood()
        return status
    }

    /// A message on standard error, and the end.
    func fatal(_ text: Bytes, explained: () -> Void = {}) -> Int32 {
        output.putError(program + Bytes(": ") + text + [Ascii.newline])
        explained()
        stoppedForGood()
        return 2
    }

    /// `MAKEFLAGS` of sub-makes: the options, then the command line's variables, quoted (S1-31).
    func exportMakeFlags() {
        var flags: Bytes
        if dialect.hasMakeVariables {
            flags = evaluator.expandAside(Self.exportedFlags)
        } else {
            flags = evaluator.rawValue(Bytes(".MAKEFLAGS")) ?? []
            for name in overrides {
                flags += [Ascii.space] + name + [Ascii.equals] + evaluator.expand(Bytes("${") + name + Bytes(":Q}"))
            }
        }
        if !flags.isEmpty { evaluator.setEnvironment(Bytes("MAKEFLAGS"), flags) }
    }

    private static let exportedFlags = LazyTemplate(
        Bytes("${.MAKEFLAGS} ${.MAKEOVERRIDES:O:u:@v@$v=${$v:Q}@}"))

    /// The command line's variables, sorted.
    var overrides: [Bytes] {
        Set(quotedWords(evaluator.value(Bytes(".MAKEOVERRIDES")) ?? [])).filter(evaluator.isDefined)
            .sorted { $0.lexicographicallyPrecedes($1) }
    }

    // MARK: -V

    private func printVariables() {
        guard dialect.expandsPrintedVariables else {
            for (name, _) in options.printed { output.putLine(evaluator.rawValue(name) ?? []) }
            return
        }
        let expandsAll =
            evaluator.truth(".MAKE.EXPAND_VARIABLES", fallback: false) && !options.debug.contains(.rawPrint)
        for (name, expanded) in options.printed {
            let text =
                if name.contains(Ascii.dollar) {
                    evaluator.expand(name)
                } else if expanded ?? expandsAll {
                    evaluator.value(name) ?? []
                } else {
                    evaluator.rawValue(name) ?? []
                }
            if !evaluator.hasFailedFatally { output.putLine(text) }
        }
    }
}

extension Make: RuleDelegate, EvaluationDelegate {
    package var isReadingDepend: Bool { reader.isReadingDepend }

    package func addGoals(_ names: [Bytes]) {
        goals += names
        for name in names { evaluator.append(".TARGETS", name) }
    }

    package func addMakeFlags(_ line: Bytes) {
        do throws(OptionProblem) {
            try parse(line: line)
        } catch {
            endOfOptions = report(error)
            evaluator.stop()
        }
    }

    package func didChangeSettings() {}

    package func didAssign(_ name: Bytes) {
        if name == Bytes(".MAKEOVERRIDES") { exportMakeFlags() }
    }

    package func setShell(_ description: Bytes) {
        do throws(RecipeShell.Problem) {
            try shell.apply(description)
            evaluator.setShellPath(shell.path)
            evaluator.shell = shell.path
            evaluator.shellNewline = shell.newline
        } catch {
            switch error {
            case .improper: evaluator.report(.error, Bytes("Neither path nor name specified"))
            case .unterminated:
                evaluator.report(.plain, Bytes("Unterminated quoted string [") + description + Bytes("]"))
            case .unknownKeyword(let word): evaluator.report(.error, Bytes("Unknown keyword \"") + word + Bytes("\""))
            case .noMatch(let name): evaluator.report(.warning, name + Bytes(": No matching shell"))
            }
            evaluator.report(.error, Bytes("improper shell specification"))
        }
    }
}
