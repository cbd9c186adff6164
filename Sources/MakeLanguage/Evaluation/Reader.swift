package import Text

/// Reads makefiles: executes their lines one after the other, with all that they include.
package final class Reader {
    let evaluator: Evaluator
    let rules: any RuleSink
    /// Directories of `-I`, in order.
    package var includePath: [Bytes] = []
    /// Where `<file>` and sys.mk are looked for, in order.
    package var systemPath: [Bytes] = []
    /// Where files without a directory in their name are; `.CURDIR`, whatever makefiles make of it.
    package var currentDirectory: Bytes = [Ascii.dot]
    /// True while a file like `.depend` is read: its sources may be missing (make-language.md S1-28).
    package private(set) var isReadingDepend = false

    /// True until the first line that counts is read behind those of sys.mk: a `.POSIX:` there includes `<posix.mk>`, if
    /// there is one (make-language.md 6.4).
    package var expectsFirstLine = false
    private static let posix = Bytes(".POSIX")

    /// Files by the path they were read from, for those that are included again and again, and how often they were.
    private var parsed: [Bytes: (makefile: Makefile, count: Int)] = [:]
    /// Directories of makefiles, and where they really are.
    private var realDirectories: [Bytes: Bytes] = [:]
    /// Words of `.MAKE.MAKEFILES`.
    var noted: Set<Bytes> = []
    /// A file that is the last of them, and only there, is added again, as makes of older days did.
    package var repeatsLastMakefile = false
    var lastNoted: Bytes = []
    private let placeNames: (NameID, NameID, NameID, NameID)
    var frames: [Frame] = []
    /// States of the open conditionals of all frames.
    var conditionals: [OpenConditional] = []
    /// An `.error` was read: make stops at once with status 1 (S5-37).
    package internal(set) var wasStopped = false
    /// Includes inside includes beyond this are an endless recursion.
    static let maximalDepth = 1000

    /// A file, or one iteration of a loop, that is being read.
    final class Frame {
        /// Another for each iteration of a loop whose items are not plain words.
        var makefile: Makefile
        /// For messages.
        let name: Bytes
        /// Index of the line that is executed next.
        var next = 0
        /// How many conditionals were open outside.
        let conditionalBase: Int
        var loop: ForLoop?
        /// nil for loops. What has to be put back at the end of the file.
        let file: OpenFile?

        init(makefile: Makefile, name: Bytes, conditionalBase: Int, loop: ForLoop? = nil, file: OpenFile? = nil) {
            self.makefile = makefile
            self.name = name
            self.conditionalBase = conditionalBase
            self.loop = loop
            self.file = file
        }
    }

    struct OpenFile {
        /// `.PARSEDIR`.
        let directory: Bytes
        /// Where its own includes are looked for first; nil if it was opened by a name without a directory (S5-31).
        let includeDirectory: Bytes?
        let baseName: Bytes
        var wasReadingDepend: Bool
    }

    package init(evaluator: Evaluator, rules: any RuleSink) {
        let names = evaluator.language.names
        placeNames = (
            names.intern(Bytes(".PARSEDIR")), names.intern(Bytes(".PARSEFILE")),
            names.intern(Bytes(".INCLUDEDFROMDIR")),
            names.intern(Bytes(".INCLUDEDFROMFILE"))
        )
        self.evaluator = evaluator
        self.rules = rules
        evaluator.includeStack = { [unowned self] in includeStack }
    }

    // MARK: Files

    /// Reads a makefile to its end.
    ///
    /// - Parameter path: how it was opened; its directory becomes `.PARSEDIR`.
    package func read(_ text: Bytes, path: Bytes, isDepend: Bool = false) {
        open(makefile(text, path), path: path, isDepend: isDepend)
        readOpened()
    }

    /// Reads a file if there is one; false if there is none.
    package func read(path: Bytes, isDepend: Bool = false, noting note: () -> Void) -> Bool {
        guard let makefile = makefile(at: path) else { return false }
        note()
        open(makefile, path: path, isDepend: isDepend)
        readOpened()
        return true
    }

    private func readOpened() {
        let floor = frames.count - 1
        while frames.count > floor, !evaluator.hasFailedFatally { step() }
        evaluator.location = frames.last.map { SourceLocation(file: $0.name, line: 0) }
        if frames.isEmpty { evaluator.location = nil }
    }

    /// A file taken apart; nil if it cannot be read.
    func makefile(at path: Bytes) -> Makefile? {
        let world = evaluator.world
        if world.keepsMakefiles { return world.makefile(at: path, evaluator.language) }
        return world.contents(of: path).map { makefile($0, path) }
    }

    func open(_ makefile: Makefile, path: Bytes, isDepend: Bool) {
        let slash = path.lastIndex(of: Ascii.slash)
        let directory = slash.map { $0 == 0 ? [Ascii.slash] : Bytes(path[..<$0]) } ?? currentDirectory
        let baseName = Bytes(slash.map { path[($0 + 1)...] } ?? path[...])
        let file = OpenFile(
            directory: directory, includeDirectory: slash == nil ? nil : directory, baseName: baseName,
            wasReadingDepend: isReadingDepend)
        isReadingDepend = isReadingDepend || isDepend
        if evaluator.debugFlags.contains(.parsing) { traceInclude(path) }
        frames.append(
            Frame(
                makefile: makefile, name: displayName(path, directory, baseName),
                conditionalBase: conditionals.count, file: file))
        publishPlace()
        if evaluator.debugFlags.contains(.parsing) { tracePlace() }
    }

    private func makefile(_ text: Bytes, _ path: Bytes) -> Makefile {
        if let index = parsed.index(forKey: path), parsed.values[index].makefile.text.isSame(as: text) {
            parsed.values[index].count += 1
            // Twice is often for the sake of a guard, which all the other lines are behind.
            if parsed.values[index].count == 3 {
                parsed.values[index].makefile = Makefile(text, evaluator.language, isReadOften: true)
            }
            return parsed.values[index].makefile
        }
        let makefile = Makefile(text, evaluator.language)
        parsed[path] = (makefile, 1)
        return makefile
    }

    /// The name of a file in messages is absolute (S2-17).
    private func displayName(_ path: Bytes, _ directory: Bytes, _ baseName: Bytes) -> Bytes {
        if path.first == Ascii.slash || path == Bytes("(stdin)") { return path }
        if evaluator.language.dialect.namesFilesAsOpened { return path }
        guard let real = realDirectories[directory] ?? evaluator.world.realPath(of: directory) else { return path }
        realDirectories[directory] = real
        return real + (real.last == Ascii.slash ? [] : [Ascii.slash]) + baseName
    }

    /// `.PARSEDIR`, `.PARSEFILE` and the same of the including file (S3-37).
    private func publishPlace() {
        guard evaluator.language.dialect.tellsPlaces else { return }
        let inner = frames.lastIndex { $0.file != nil }
        let outer = inner.flatMap { frames[..<$0].lastIndex { $0.file != nil } }
        publish(inner.flatMap { frames[$0].file }, placeNames.0, placeNames.1)
        publish(outer.flatMap { frames[$0].file }, placeNames.2, placeNames.3)
    }

    private func publish(_ file: OpenFile?, _ directory: NameID, _ name: NameID) {
        if let file {
            evaluator.set(directory, file.directory, in: .global)
            evaluator.set(name, file.baseName, in: .global)
        } else {
            evaluator.undefine(evaluator.language.names.bytes(of: directory))
            evaluator.undefine(evaluator.language.names.bytes(of: name))
        }
    }

    private func closeFrame() {
        let frame = frames[frames.count - 1]
        if frame.loop != nil, !evaluator.hasFailedFatally, beginIteration(of: frame) { return }
        let open = conditionals.count - frame.conditionalBase
        if open > 0 {
            evaluator.location = SourceLocation(file: frame.name, line: lastLine(of: frame))
            evaluator.error(Bytes("\(open) open conditional\(open == 1 ? "" : "s")"))
            conditionals.removeLast(open)
        }
        removeFrame()
        if let file = frame.file {
            isReadingDepend = file.wasReadingDepend
            publishPlace()
            if evaluator.debugFlags.contains(.parsing) { traceReturn() }
        }
    }

    /// Gives up the innermost frame, and what the variables of a loop stood for.
    func removeFrame() {
        if let loop = frames.removeLast().loop { evaluator.loopValues.removeLast(from: loop.body.base) }
    }

    func removeAllFrames() {
        frames.removeAll()
        evaluator.loopValues = []
    }

    func lastLine(of frame: Frame) -> Int {
        frame.makefile.firstLine + frame.makefile.text.count { $0 == Ascii.newline }
    }

    // MARK: Lines

    /// Executes the lines of the innermost frame, until one opens another or this one ends.
    private func step() {
        let frame = frames[frames.count - 1]
        let lines = frame.makefile.lines
        evaluator.location = SourceLocation(file: frame.name, line: 0)
        while frame.next < lines.count {
            let index = frame.next
            frame.next += 1
            evaluator.location?.line = lines[index].number
            if lines[index].isConditional {
                if case .conditional(let conditional) = lines[index].content { execute(conditional) }
            } else if conditionals.last?.state ?? .taken == .taken {
                execute(lines[index], of: frame.makefile)
                if frames.last !== frame || evaluator.hasFailedFatally { return }
            }
        }
        closeFrame()
    }

    private func execute(_ line: Line, of makefile: Makefile) {
        guard let content = makefile.content(of: line, evaluator.language) else { return }
        if evaluator.debugFlags.contains(.parsing) { trace(line) }
        let isFirst = expectsFirstLine
        expectsFirstLine = false
        switch content {
        case .conditional, .unread: break
        case .zeroByte:
            evaluator.error(Bytes("Zero byte read from file"))
            removeAllFrames()
        case .recipe(let command):
            if !rules.addRecipeLine(evaluator.written(command), at: evaluator.location!) {
                evaluator.error(Bytes("Unassociated shell command \"") + command.source + Bytes("\""))
            }
        case .assignment(let name, let operation, let value):
            rules.closeRule()
            switch name {
            case .fixed(let id, let isDotted): evaluator.assign(id, isDotted: isDotted, operation, value, in: .global)
            case .computed(let name): evaluator.assign(evaluator.expand(name), operation, value)
            }
        case .rule(let text, let command):
            let rule = evaluator.expandLine(text)
            rules.addRule(rule, command: command.map(evaluator.written), at: evaluator.location!)
            if isFirst, rule.split(whereSeparator: { $0.isSpace || $0 == Ascii.colon }).first == Self.posix[...] {
                include(Bytes("posix.mk"), isSystem: true, true, false)
            }
        case .targetAssignment(let assignment): assign(assignment)
        case .oldInclude(let names, let mayBeMissing): oldInclude(names, mayBeMissing)
        case .environment(let text): setEnvironment(evaluator.expandAside(text))
        case .loop(let line): beginLoop(line)
        case .endLoop: evaluator.error(Bytes("for-less endfor"))
        case .directive(let directive, let argument): execute(directive, argument)
        }
    }

    /// `target: NAME=value`
    private func assign(_ assignment: TargetAssignment) {
        let isOn = evaluator.truth(".MAKE.TARGET_LOCAL_VARIABLES", fallback: true)
        let targets = isOn ? evaluator.expandLine(assignment.targets) : []
        guard let scopes = isOn ? rules.scopes(of: targets, at: evaluator.location!) : nil else {
            let line = evaluator.expandLine(assignment.rule)
            rules.addRule(line, command: assignment.command.map(evaluator.written), at: evaluator.location!)
            return
        }
        for scope in scopes {
            let name = evaluator.expand(assignment.name.source(evaluator.language), in: scope)
            evaluator.assign(name, assignment.operation, evaluator.written(assignment.value), in: scope)
        }
    }

    /// `export NAME=value`
    private func setEnvironment(_ text: Bytes) {
        guard let equals = text.firstIndex(of: Ascii.equals) else {
            evaluator.error(Bytes("Variable/Value missing from \"export\""))
            return
        }
        if equals > 0 { evaluator.setEnvironment(Bytes(text[..<equals]), Bytes(text[(equals + 1)...])) }
    }
}
