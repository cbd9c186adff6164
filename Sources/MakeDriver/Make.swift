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
    static let languageVersion = Bytes("20240625")

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
    var endOfOptions: Int32?
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
    var machine: Bytes = []
    var architecture: Bytes = []
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
        evaluator.inputReads = surroundings.inputReads
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

    /// The end after a fatal message.
    func stopFatally(_ status: Int32) -> Int32 {
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
        // Makes below read of it what they want, and that is noted for them.
        let reads = evaluator.inputReads
        evaluator.inputReads = nil
        defer { evaluator.inputReads = reads }
        var flags: Bytes
        if dialect.hasMakeVariables {
            flags = evaluator.expandAside(exportedFlags)
        } else {
            flags = evaluator.rawValue(Bytes(".MAKEFLAGS")) ?? []
            for name in overrides {
                flags += [Ascii.space] + name + [Ascii.equals] + evaluator.expand(Bytes("${") + name + Bytes(":Q}"))
            }
        }
        if !flags.isEmpty { evaluator.setEnvironment(Bytes("MAKEFLAGS"), flags) }
    }

    /// Not shared with other makes of this process: a template belongs to the language that it was compiled for.
    private let exportedFlags = LazyTemplate(
        Bytes("${.MAKEFLAGS} ${.MAKEOVERRIDES:O:u:@v@$v=${$v:Q}@}"))

    /// The command line's variables, sorted.
    var overrides: [Bytes] {
        Set(quotedWords(evaluator.value(Bytes(".MAKEOVERRIDES")) ?? [])).filter(evaluator.isDefined)
            .sorted { $0.lexicographicallyPrecedes($1) }
    }
}
