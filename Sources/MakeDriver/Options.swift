package import MakeLanguage
package import Text

/// What the command line, MAKEFLAGS and `.MAKEFLAGS` say (make-language.md 1.1, 1.2).
package struct Options {
    package var compatible = false
    package var directories: [Bytes] = []
    package var debug: DebugFlags = []
    package var environmentFirst = false
    package var makefiles: [Bytes] = []
    package var includePath: [Bytes] = []
    package var systemPath: [Bytes] = []
    package var ignoresErrors = false
    package var jobs: Int?
    package var keepsGoing = false
    package var printsOnly = false
    /// `-N`
    package var printsOnlyEvenMake = false
    package var asksOnly = false
    package var noSystemRules = false
    package var isSilent = false
    package var touches = false
    package var traceFile: Bytes?
    package var printsDirectories = false
    package var exportsCommandLine = true
    /// Variables of -V and -v, in order.
    package var printed: [(name: Bytes, expanded: Bool?)] = []
    /// `-p`
    package var printsDatabase = false
    package var hostsFile: Bytes?
    /// `--cache`, absolute.
    package var cache: Bytes?
    /// Whether machines that offered themselves take part: `no`, `yes`, or the directory where they do; nil:
    /// $DISTMAKE_JOINED decides.
    package var joined: Bytes?
    /// `--output`: grouped, classic or auto.
    package var outputStyle: Bytes?
    /// `--progress`: yes, no or auto.
    package var progress: Bytes?
    package var questions = Questions()
    /// `--learn`
    package var learns = false
    /// `--hints`: yes, no or auto.
    package var hints: Bytes?
    /// `-J` named descriptors that are not open here.
    package var hasLostTokens = false
    /// A jobserver of which MAKEFLAGS told, and whether it is GNU make's.
    package var jobserver: Bytes?
    package var isJobserverForeign = false
}

/// Why the command line cannot be used; make ends with status 2.
package enum OptionProblem: Error {
    /// The usage follows the message.
    case usage(Bytes)
    case message(Bytes)
    /// A message, and where make stopped.
    case stop(Bytes)
}

/// Words of the command line, one after the other: options anywhere, until a `-` among the letters of a word ends them
/// (S1-02).
package struct OptionScanner {
    /// What the caller has to do with a word that is no option.
    package enum Item {
        case option(letter: UInt8, argument: Bytes?)
        /// `--name` or `--name=value` of those that there are
        case long(name: Bytes, value: Bytes?)
        case word(Bytes)
    }

    private let withArgument: Bytes
    private let plain: Bytes
    private static let longNames = [
        "hosts", "joined", "cache", "hints", "output", "progress", "why", "graph", "compdb", "trace", "log", "summary",
        "learn", "dialect",
        "warn", "version", "help",
    ].map {
        Bytes($0)
    }
    private let words: [Bytes]
    private var next = 0
    /// Letters of the present word that are still to be read.
    private var letters: ArraySlice<UInt8> = []
    private var onlyWords = false

    /// - Parameter dialect: whose letters are known.
    /// - Parameter isInherited: they come from a make above, which may be of another dialect.
    package init(_ words: [Bytes], _ dialect: Dialect = .netbsd, isInherited: Bool = false) {
        self.words = words
        if isInherited, !dialect.sharesJobs {
            plain = dialect.plainOptions + Dialect.netbsd.plainOptions
            withArgument = Dialect.netbsd.optionsWithArgument
            return
        }
        plain = dialect.plainOptions
        withArgument = dialect.optionsWithArgument
    }

    package mutating func item() throws(OptionProblem) -> Item? {
        while true {
            if let letter = letters.popFirst() {
                guard let item = try option(letter) else { continue }
                return item
            }
            guard next < words.count else { return nil }
            let word = words[next]
            next += 1
            if onlyWords || word.first != Ascii.minus { return .word(word) }
            if let long = longOption(word) { return long }
            letters = word.dropFirst()
        }
    }

    /// The argument of a long option that stands behind it and not in it.
    package mutating func argument(of name: Bytes) throws(OptionProblem) -> Bytes {
        guard next < words.count else { throw .usage(Bytes("option requires an argument -- -") + name) }
        defer { next += 1 }
        return words[next]
    }

    private func longOption(_ word: Bytes) -> Item? {
        guard word.hasPrefix(Bytes("--")) else { return nil }
        let equals = word.firstIndex(of: Ascii.equals)
        let name = Bytes(word[2..<(equals ?? word.count)])
        guard Self.longNames.contains(name) else { return nil }
        return .long(name: name, value: equals.map { Bytes(word[($0 + 1)...]) })
    }

    /// nil: the letter was a `-`.
    private mutating func option(_ letter: UInt8) throws(OptionProblem) -> Item? {
        if letter == Ascii.minus {
            onlyWords = true
            return nil
        }
        if plain.contains(letter) { return .option(letter: letter, argument: nil) }
        guard withArgument.contains(letter) else {
            throw .usage([])
        }
        if !letters.isEmpty {
            defer { letters = [] }
            return .option(letter: letter, argument: Bytes(letters))
        }
        guard next < words.count else { throw .usage(Bytes("option requires an argument -- ") + [letter]) }
        defer { next += 1 }
        return .option(letter: letter, argument: words[next])
    }
}
