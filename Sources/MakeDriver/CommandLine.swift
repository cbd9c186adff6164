internal import LocalExecution
internal import MakeLanguage
internal import Platform
internal import Report
internal import Text

/// The command line, MAKEFLAGS and `.MAKEFLAGS:` all come through here (make-language.md 1.1, 1.2, 1.7).
extension Make {
    var usage: Bytes {
        guard dialect.hasMakeVariables else {
            return Bytes("usage: ") + program
                + Bytes(
                    """
                     [-BeiknpqrSst] [-C directory] [-D variable] [-d flags] [-f makefile]
                    \t[-I directory] [-j max_processes] [-m directory] [-V variable]
                    \t[--hosts=file] [--dialect=netbsd|openbsd] [--warn=dialect]
                    \t[NAME=value] [target ...]

                    """)
        }
        return Bytes("usage: ") + program
            + Bytes(
                """
                 [-BeikNnqrSstWwX]
                            [-C directory] [-D variable] [-d flags] [-f makefile]
                            [-I directory] [-J private] [-j max_jobs] [-m directory] [-T file]
                            [-V variable] [-v variable] [variable=value] [target ...]

                """)
    }

    /// `--help`: the usage, and what bmake does not have.
    private var help: Bytes {
        usage
            + Bytes(
                """
                            [--hosts file] [--joined=yes|no] [--cache directory] [--hints=yes|no|auto]
                            [--output=grouped|classic|auto]
                            [--progress=yes|no|auto] [--why target] [--graph file] [--compdb file]
                            [--trace file] [--log file] [--summary file] [--learn]
                            [--dialect=netbsd|openbsd] [--warn=dialect] [--help] [--version]

                """)
    }

    /// Takes words as the command line does.
    ///
    /// - Parameter isOwn: they are the user's own words, which alone may name the hosts file and ask questions.
    func parse(words: [Bytes], isOwn: Bool = false) throws(OptionProblem) {
        var scanner = OptionScanner(words, dialect, isInherited: !isOwn)
        while let item = try scanner.item() {
            switch item {
            case .option(let letter, let argument): try apply(letter, argument ?? [])
            case .long(let name, nil) where Self.isPrivate(name):
                try take(name, try scanner.argument(of: name), isOwn: isOwn)
            case .long(let name, let value?) where Self.isPrivate(name):
                try take(name, value, isOwn: isOwn)
            case .long(let name, nil) where name == Bytes("learn"):
                // No makefile decides which files are written.
                if isOwn { options.learns = true }
            case .long(let name, let value): try apply(long: name, value)
            case .word(let word):
                guard !word.isEmpty else { throw .stop(Bytes("illegal (null) argument.")) }
                if !assignFromCommandLine(word) {
                    goals.append(word)
                }
            }
        }
    }

    private static func isPrivate(_ name: Bytes) -> Bool {
        Questions.options.contains(name) || name == Bytes("hosts") || name == Bytes("joined") || name == Bytes("cache")
    }

    /// What neither a makefile nor MAKEFLAGS decides: where recipes run, and which files are written besides.
    private func take(_ option: Bytes, _ argument: Bytes, isOwn: Bool) throws(OptionProblem) {
        let isHosts = option == Bytes("hosts")
        let isJoined = option == Bytes("joined")
        if !isOwn {
            let whose = Bytes(isHosts ? " names the hosts file" : isJoined ? " names hosts" : " can ask for it")
            evaluator.report(.warning, Bytes("--") + option + Bytes(" is ignored: only the command line") + whose)
        } else if isHosts {
            options.hostsFile = argument
        } else if isJoined {
            options.joined = argument
        } else if option == Bytes("cache") {
            guard !argument.isEmpty else { throw .usage(Bytes("option requires an argument -- -") + option) }
            options.cache = argument.first == Ascii.slash ? argument : currentDirectoryName + [Ascii.slash] + argument
        } else {
            try options.questions.take(option, argument, in: currentDirectoryName)
        }
    }

    /// `NAME=value` with any operator (S1-05).
    private func assignFromCommandLine(_ word: Bytes) -> Bool {
        let trimmed = Bytes(word.drop(while: \.isSpace))
        guard let (name, operation, value) = commandLineAssignment(trimmed, language) else { return false }
        let expanded = evaluator.expand(name)
        evaluator.assign(expanded, operation, LazyTemplate(value), in: .commandLine)
        return true
    }

    private func pass(_ letter: UInt8, _ argument: Bytes? = nil) {
        evaluator.append(".MAKEFLAGS", [Ascii.minus, letter])
        if let argument { evaluator.append(".MAKEFLAGS", argument) }
    }

    private func apply(_ letter: UInt8, _ argument: Bytes) throws(OptionProblem) {
        guard dialect.plainOptions.contains(letter) || dialect.optionsWithArgument.contains(letter) else { return }
        switch letter {
        case UInt8(ascii: "B"):
            options.compatible = true
            if dialect.passesCompatibility { pass(letter) }
            if dialect.hasMakeVariables { evaluator.set(".MAKE.MODE", Bytes("compat")) }
        case UInt8(ascii: "C"): try changeDirectory(argument)
        case UInt8(ascii: "D"):
            if let value = jobserverValue(argument) {
                options.jobserver = value
                return
            }
            if argument == Self.distributionIsTold {
                options.debug.insert(.dist)
                evaluator.debugFlags = options.debug
                pass(letter, argument)
                return
            }
            guard !argument.isEmpty else { throw .usage(Bytes("option requires an argument -- D")) }
            let name = evaluator.expand(argument)
            if !name.isEmpty { evaluator.set(name, Bytes("1")) }
            pass(letter, argument)
        case UInt8(ascii: "d"): try setDebug(argument)
        case UInt8(ascii: "e"):
            options.environmentFirst = true
            evaluator.environmentFirst = true
            pass(letter)
        case UInt8(ascii: "f"): options.makefiles.append(argument)
        case UInt8(ascii: "I"):
            options.includePath.append(argument)
            reader.includePath.append(argument)
            pass(letter, argument)
        case UInt8(ascii: "i"):
            options.ignoresErrors = true
            pass(letter)
        case UInt8(ascii: "J"):
            guard JobTokens.isWellFormed(argument) else {
                throw .usage(Bytes("internal error -- J option malformed (") + argument + Bytes(")"))
            }
            tokens = JobTokens.inherit(argument)
            options.hasLostTokens = tokens == nil
            if tokens != nil { pass(letter, argument) }
        case UInt8(ascii: "j"): try setJobs(argument)
        case UInt8(ascii: "k"):
            options.keepsGoing = true
            pass(letter)
        case UInt8(ascii: "m"):
            options.systemPath.append(argument)
            pass(letter, argument)
        case UInt8(ascii: "N"):
            options.printsOnly = true
            options.printsOnlyEvenMake = true
            pass(letter)
        case UInt8(ascii: "n"):
            options.printsOnly = true
            pass(letter)
        case UInt8(ascii: "p"):
            options.printsDatabase = true
            pass(letter)
        case UInt8(ascii: "q"):
            options.asksOnly = true
            pass(letter)
        case UInt8(ascii: "r"):
            options.noSystemRules = true
            pass(letter)
        case UInt8(ascii: "S"):
            options.keepsGoing = false
            pass(letter)
        case UInt8(ascii: "s"):
            options.isSilent = true
            pass(letter)
        case UInt8(ascii: "T"):
            options.traceFile = argument
            pass(letter, argument)
        case UInt8(ascii: "t"):
            options.touches = true
            pass(letter)
        case UInt8(ascii: "V"), UInt8(ascii: "v"):
            options.printed.append((argument, letter == UInt8(ascii: "v") ? true : nil))
            pass(UInt8(ascii: "V"), argument)
        case UInt8(ascii: "W"): diagnostics.warningsAreErrors = true
        case UInt8(ascii: "w"):
            options.printsDirectories = true
            pass(letter)
        case UInt8(ascii: "X"):
            options.exportsCommandLine = false
            evaluator.exportsCommandLine = false
            pass(letter)
        default: break
        }
    }

    private func apply(long name: Bytes, _ value: Bytes?) throws(OptionProblem) {
        switch (name.text, value) {
        case ("hints", let wish?) where Self.wishes.contains(wish): options.hints = wish
        case ("progress", let wish?) where Self.wishes.contains(wish): options.progress = wish
        case ("output", let style?) where Self.outputStyles.contains(style): options.outputStyle = style
        // `Start` has seen to them.
        case ("dialect", .some): break
        case ("warn", let what?) where what == Bytes("dialect"): break
        case ("version", nil):
            output.putLine(Bytes("distmake \(Make.version)"))
            throw .message([])
        case ("help", nil):
            output.put(help)
            throw .message([])
        default: throw .usage(Bytes("illegal option -- -") + name)
        }
    }

    private static let wishes = [Bytes("yes"), Bytes("no"), Bytes("auto")]
    private static let outputStyles = [Bytes("grouped"), Bytes("classic"), Bytes("auto")]

    private func changeDirectory(_ directory: Bytes) throws(OptionProblem) {
        if let error = surroundings.changeDirectory(directory) {
            throw .message(Bytes("chdir ") + directory + Bytes(": \(error.text)"))
        }
        guard let now = surroundings.currentDirectory() else {
            throw .message(Bytes("chdir ") + directory + Bytes(": \(SystemError.last.text)"))
        }
        let isClean =
            directory.first == Ascii.slash
            && !directory.split(separator: Ascii.slash).contains {
                $0 == [Ascii.dot] || $0.elementsEqual(Bytes(".."))
            }
        currentDirectoryName = isClean ? directory : now
        trustsPWD = false
    }

    /// `-j n`, `-j 2C`, `-j 0.5` (S1-01): a C scales by the number of CPUs.
    private func setJobs(_ argument: Bytes) throws(OptionProblem) {
        let isPlain = dialect.hasMakeVariables || argument.allSatisfy(\.isDigit)
        guard isPlain, let jobs = Self.jobCount(argument) else {
            throw .message(Bytes("illegal argument to -j -- must be positive integer!"))
        }
        options.jobs = jobs
        // Older makes below know whole numbers only.
        let isScaled = argument.contains(UInt8(ascii: "C")) || argument.contains(Ascii.dot)
        let shown = isScaled ? Bytes("\(jobs)") : argument
        if dialect.hasMakeVariables { evaluator.set(".MAKE.JOBS", shown) }
        pass(UInt8(ascii: "j"), shown)
    }

    static func jobCount(_ argument: Bytes) -> Int? {
        let text = Bytes(argument.drop(while: \.isSpace)).text
        if text.hasSuffix("C") || text.contains(".") {
            guard let factor = Double(text.hasSuffix("C") ? String(text.dropLast()) : text), factor > 0, factor < 1e6
            else { return nil }
            return max(1, Int(factor * Double(processorCount())))
        }
        let count: Int?
        if text.hasPrefix("0x") || text.hasPrefix("0X") {
            count = Int(text.dropFirst(2), radix: 16)
        } else if text.hasPrefix("0"), text.utf8.count > 1 {
            count = Int(text, radix: 8)
        } else {
            count = Int(text)
        }
        guard let count, count > 0 else { return nil }
        return count
    }

    /// `g1`: before making; `g2`: after it; `g3`: only if it failed.
    private static func graphFlag(_ digit: UInt8) -> DebugFlags? {
        switch digit {
        case UInt8(ascii: "1"): .graphBefore
        case UInt8(ascii: "2"): .graphAfter
        case UInt8(ascii: "3"): .graphOnError
        default: nil
        }
    }

    /// Stands for `-dD` below: bmake would stop at the letter, but defines a variable of which it knows nothing.
    private static let distributionIsTold = Bytes(".MAKE.DIST.DEBUG")

    private func passDebug(_ argument: Bytes) {
        // Behind an F is the name of a file.
        let letters = argument.prefix { $0 != UInt8(ascii: "F") }
        let others = Bytes(letters.filter { $0 != UInt8(ascii: "D") } + argument.dropFirst(letters.count))
        if !others.isEmpty { pass(UInt8(ascii: "d"), others) }
        if others.count < argument.count { pass(UInt8(ascii: "D"), Self.distributionIsTold) }
    }

    private func setDebug(_ argument: Bytes) throws(OptionProblem) {
        var letters = argument[...]
        let isPassed = letters.first != Ascii.minus
        if !isPassed { letters = letters.dropFirst() }
        // First, so that `-dv` does not tell of itself.
        if isPassed { passDebug(argument) }
        while let letter = letters.popFirst() {
            guard dialect.debugLetters.contains(letter) else {
                throw .usage(Bytes("illegal argument to d option -- ") + [letter])
            }
            switch letter {
            case UInt8(ascii: "F"):
                try sendDebugOutput(to: Bytes(letters))
                letters = []
            case UInt8(ascii: "A"):
                for known in dialect.debugLetters where known != Ascii.zero && known != UInt8(ascii: "L") {
                    options.debug.insert(dialect.debugFlag(known))
                }
                options.debug.formUnion([.graphBefore, .graphAfter])
            case Ascii.zero: options.debug = []
            case UInt8(ascii: "g"):
                guard let digit = letters.first, let flag = Self.graphFlag(digit) else { break }
                options.debug.insert(flag)
                letters = letters.dropFirst()
            default: options.debug.insert(dialect.debugFlag(letter))
            }
        }
        evaluator.debugFlags = options.debug
    }

    /// `$MAKEFLAGS`: only letters, or words as on a command line (S1-29).
    func parse(makeFlags text: Bytes) throws(OptionProblem) {
        if dialect.isOptionGroup(text) {
            try parse(words: text.map { [Ascii.minus, $0] })
        } else if let flags = GNUMakeFlags(text) {
            options.jobserver = flags.jobserver
            options.isJobserverForeign = true
            try parse(words: flags.options + (argumentWords(flags.assignments) ?? []))
        } else {
            try parse(line: text)
        }
    }

    /// A line of arguments; one with an open quotation is left out.
    func parse(line: Bytes) throws(OptionProblem) {
        guard let words = argumentWords(line) else {
            let words = invocation + [Ascii.space] + line
            evaluator.report(.plain, Bytes("Unterminated quoted string [") + words + Bytes("]"))
            return
        }
        try parse(words: words)
    }
}
