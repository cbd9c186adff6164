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

    /// Files by the path they were read from, for those that are included again and again.
    private var parsed: [Bytes: Makefile] = [:]
    /// Directories of makefiles, and where they really are.
    private var realDirectories: [Bytes: Bytes] = [:]
    /// Words of `.MAKE.MAKEFILES`.
    private var noted: Set<Bytes> = []
    private(set) var frames: [Frame] = []
    /// States of the open conditionals of all frames.
    private var conditionals: [OpenConditional] = []
    /// Includes inside includes beyond this are an endless recursion.
    private static let maximalDepth = 1000

    /// A file, or one iteration of a loop, that is being read.
    final class Frame {
        let makefile: Makefile
        /// For messages.
        let name: Bytes
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

    private struct OpenConditional {
        enum State {
            /// Lines count.
            case taken
            /// No branch was taken so far.
            case seeking
            /// A branch was taken; the others are skipped.
            case done
            /// Inside of something skipped, or malformed.
            case ignored
        }
        var state: State
        var hasElse = false
    }

    package init(evaluator: Evaluator, rules: any RuleSink) {
        self.evaluator = evaluator
        self.rules = rules
        evaluator.includeStack = { [unowned self] in includeStack }
    }

    // MARK: Files

    /// Reads a makefile to its end.
    ///
    /// - Parameter path: how it was opened; its directory becomes `.PARSEDIR`.
    package func read(_ text: Bytes, path: Bytes, isDepend: Bool = false) {
        open(text, path: path, isDepend: isDepend)
        let floor = frames.count - 1
        while frames.count > floor, !evaluator.hasFailedFatally { step() }
        evaluator.location = frames.last.map { SourceLocation(file: $0.name, line: 0) }
        if frames.isEmpty { evaluator.location = nil }
    }

    private func open(_ text: Bytes, path: Bytes, isDepend: Bool) {
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
                makefile: makefile(text, path), name: displayName(path, directory, baseName),
                conditionalBase: conditionals.count, file: file))
        publishPlace()
        if evaluator.debugFlags.contains(.parsing) { tracePlace() }
    }

    private func makefile(_ text: Bytes, _ path: Bytes) -> Makefile {
        if let known = parsed[path], known.text == text { return known }
        let makefile = Makefile(text, evaluator.language)
        parsed[path] = makefile
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
        let files = frames.compactMap(\.file)
        set(".PARSEDIR", ".PARSEFILE", to: files.last)
        set(".INCLUDEDFROMDIR", ".INCLUDEDFROMFILE", to: files.dropLast().last)
    }

    private func set(_ directory: StaticString, _ name: StaticString, to file: OpenFile?) {
        if let file {
            evaluator.set(directory, file.directory)
            evaluator.set(name, file.baseName)
        } else {
            evaluator.undefine(Bytes(directory))
            evaluator.undefine(Bytes(name))
        }
    }

    private func closeFrame() {
        let frame = frames[frames.count - 1]
        if !evaluator.hasFailedFatally, let body = frame.loop?.nextBody() {
            frames[frames.count - 1] = iteration(frame, body, frame.loop)
            return
        }
        let open = conditionals.count - frame.conditionalBase
        if open > 0 {
            evaluator.location = SourceLocation(file: frame.name, line: lastLine(of: frame))
            evaluator.error(Bytes("\(open) open conditional\(open == 1 ? "" : "s")"))
            conditionals.removeLast(open)
        }
        frames.removeLast()
        if let file = frame.file {
            isReadingDepend = file.wasReadingDepend
            publishPlace()
            if evaluator.debugFlags.contains(.parsing) { traceReturn() }
        }
    }

    private func iteration(_ frame: Frame, _ body: Bytes, _ loop: ForLoop?) -> Frame {
        traceBody(body)
        return Frame(
            makefile: Makefile(body, evaluator.language, firstLine: loop?.firstLine ?? 1), name: frame.name,
            conditionalBase: frame.conditionalBase, loop: loop)
    }

    private func lastLine(of frame: Frame) -> Int {
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
            if case .conditional(let conditional) = lines[index].content {
                execute(conditional)
            } else if conditionals.last?.state ?? .taken == .taken {
                execute(lines[index])
                if frames.last !== frame || evaluator.hasFailedFatally { return }
            }
        }
        closeFrame()
    }

    private func execute(_ line: Line) {
        if evaluator.debugFlags.contains(.parsing) { trace(line) }
        let isFirst = expectsFirstLine
        expectsFirstLine = false
        switch line.content {
        case .conditional: break
        case .zeroByte:
            evaluator.error(Bytes("Zero byte read from file"))
            frames.removeAll()
        case .recipe(let command):
            if !rules.addRecipeLine(command, at: evaluator.location!) {
                evaluator.error(Bytes("Unassociated shell command \"") + command.source + Bytes("\""))
            }
        case .assignment(let name, let operation, let value):
            rules.closeRule()
            switch name {
            case .fixed(let id, let isDotted): evaluator.assign(id, isDotted: isDotted, operation, value, in: .global)
            case .computed(let template):
                evaluator.assign(evaluator.expand(template, nil, .plain), operation, value)
            }
        case .rule(let text, let command):
            let rule = evaluator.expandLine(text)
            rules.addRule(rule, command: command, at: evaluator.location!)
            if isFirst, rule.split(whereSeparator: { $0.isSpace || $0 == Ascii.colon }).first == Self.posix[...] {
                include(Bytes("posix.mk"), isSystem: true, true, false)
            }
        case .targetAssignment(let assignment): assign(assignment)
        case .oldInclude(let names, let mayBeMissing): oldInclude(names, mayBeMissing)
        case .environment(let text): setEnvironment(evaluator.expandAside(text))
        case .loop(let header): beginLoop(header)
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
            rules.addRule(line, command: assignment.command, at: evaluator.location!)
            return
        }
        for scope in scopes {
            let name = evaluator.expand(assignment.name.source(evaluator.language), in: scope)
            evaluator.assign(name, assignment.operation, assignment.value, in: scope)
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

    // MARK: Conditionals

    private func execute(_ conditional: Conditional) {
        let base = frames[frames.count - 1].conditionalBase
        let isInside = conditionals.count > base
        switch conditional {
        case .open(let test, let condition):
            guard conditionals.last?.state ?? .taken == .taken else {
                conditionals.append(OpenConditional(state: .ignored))
                return
            }
            conditionals.append(OpenConditional(state: state(evaluator.evaluate(condition, test))))
        case .elseIf(let test, let condition):
            guard isInside else { return evaluator.error(Bytes("if-less elif")) }
            let last = conditionals.count - 1
            if conditionals[last].hasElse {
                evaluator.warning(Bytes("extra elif"))
                conditionals[last].state = .done
                return
            }
            switch conditionals[last].state {
            case .taken: conditionals[last].state = .done
            case .seeking: conditionals[last].state = state(evaluator.evaluate(condition, test))
            case .done, .ignored: break
            }
        case .otherwise(let hasArguments):
            if hasArguments { evaluator.error(Bytes("The .else directive does not take arguments")) }
            guard isInside else { return evaluator.error(Bytes("if-less else")) }
            let last = conditionals.count - 1
            if conditionals[last].hasElse {
                evaluator.warning(Bytes("extra else"))
                conditionals[last].state = .done
                return
            }
            conditionals[last].hasElse = true
            switch conditionals[last].state {
            case .taken: conditionals[last].state = .done
            case .seeking: conditionals[last].state = .taken
            case .done, .ignored: break
            }
        case .close(let hasArguments):
            if hasArguments { evaluator.error(Bytes("The .endif directive does not take arguments")) }
            guard isInside else { return evaluator.error(Bytes("if-less endif")) }
            conditionals.removeLast()
        }
    }

    /// A malformed condition skips the whole block (S5-16).
    private func state(_ truth: Truth) -> OpenConditional.State {
        switch truth {
        case .yes: .taken
        case .no: .seeking
        case .malformed: .ignored
        }
    }

    // MARK: Loops

    private func beginLoop(_ header: Bytes) {
        let top = frames.count - 1
        let makefile = frames[top].makefile
        let begin = frames[top].next
        // After a mistake in the variables the body is read as if there were no loop.
        guard let (variables, itemText) = loopVariables(header) else { return }
        var level = 1
        var deepest = 1
        var index = begin
        while index < makefile.lines.count {
            if case .loop = makefile.lines[index].content {
                level += 1
                deepest = max(deepest, level)
                evaluator.trace(.loops, Bytes("For: new loop \(level)"))
            }
            if case .endLoop = makefile.lines[index].content {
                evaluator.trace(.loops, Bytes("For: end for \(level)"))
                level -= 1
                if level == 0 { break }
            }
            index += 1
        }
        let isClosed = index < makefile.lines.count
        if !isClosed {
            // The rest of the file is the body nevertheless.
            evaluator.location?.line = lastLine(of: frames[top])
            evaluator.error(Bytes("Unexpected end of file in .for loop"))
        }
        frames[top].next = min(index + 1, makefile.lines.count)
        guard let items = loopItems(itemText, count: variables.count) else { return }
        // Each level reads its body anew, so what is too deep is better not begun.
        guard frames.count + deepest <= Self.maximalDepth else {
            return evaluator.giveUp(Bytes("Loops are nested too deeply"))
        }
        // Blank lines and comments between the header and the first kept line count for the numbers.
        let start = makefile.lines[begin - 1].end
        let end = isClosed ? makefile.lines[index].start : makefile.text.count
        let body = Bytes(makefile.text[start..<end])
        var loop = ForLoop(
            variables: variables, items: items, body: body, firstLine: lineNumber(at: start, of: makefile, begin - 1))
        if evaluator.language.dialect.substitutesLoopsAsText {
            loop.modified = { [unowned evaluator] in evaluator.apply(modifiers: $1, to: $0) }
        }
        guard let first = loop.nextBody() else { return }
        traceBody(first)
        frames.append(
            Frame(
                makefile: Makefile(first, evaluator.language, firstLine: loop.firstLine), name: frames[top].name,
                conditionalBase: conditionals.count, loop: loop))
    }

    /// The number of the physical line behind the header.
    private func lineNumber(at offset: Int, of makefile: Makefile, _ header: Int) -> Int {
        let line = makefile.lines[header]
        if evaluator.language.dialect.countsLastLine { return line.number + 1 }
        return line.number + makefile.text[line.start..<offset].count { $0 == Ascii.newline }
    }

    /// `v1 v2 ... in items` (S5-18, S5-19).
    private func loopVariables(_ header: Bytes) -> (variables: [Bytes], items: Bytes)? {
        var variables: [Bytes] = []
        var index = 0
        while true {
            while index < header.count, header[index].isSpace { index += 1 }
            let start = index
            while index < header.count, !header[index].isSpace { index += 1 }
            if start == index {
                evaluator.error(Bytes("missing `in' in for"))
                return nil
            }
            if header[start..<index].elementsEqual(Bytes("in")) { break }
            variables.append(Bytes(header[start..<index]))
        }
        if variables.isEmpty {
            evaluator.error(Bytes("no iteration variables in for"))
            return nil
        }
        return (variables, Bytes(header[index...].drop(while: \.isSpace)))
    }

    /// The words of the list; nil if they do not come out even (S5-19).
    private func loopItems(_ text: Bytes, count: Int) -> [Bytes]? {
        let items = words(of: evaluator.expandNames(LazyTemplate(text)))
        guard items.count % count == 0 else {
            evaluator.error(
                Bytes("Wrong number of words (\(items.count)) in .for substitution list with \(count) variables"))
            return nil
        }
        if items.contains(where: { $0.contains(Ascii.newline) }) { evaluator.error(Bytes("newline in .for value")) }
        return items
    }

    // MARK: Directives

    private func execute(_ directive: Directive, _ argument: LazyTemplate) {
        switch directive {
        case .include(let mayBeMissing, let isDepend): include(argument, mayBeMissing, isDepend)
        case .error, .warning, .info: message(directive, argument)
        case .export: exportNames(argument, .tracked)
        case .exportEnvironment: exportNames(argument, .once)
        case .exportLiteral: exportNames(argument, .literal)
        case .exportAll: evaluator.exportAll()
        case .unexport:
            let names = words(of: argument.source)
            if names.isEmpty { evaluator.unexportAll() } else { names.forEach(evaluator.unexport) }
        case .unexportEnvironment:
            if !argument.source.isEmpty {
                evaluator.error(Bytes("The directive .unexport-env does not take arguments"))
            }
            evaluator.unexportAll()
            evaluator.clearEnvironment()
        case .undefine:
            if argument.source.isEmpty { evaluator.error(Bytes("The .undef directive requires an argument")) }
            let names = words(of: evaluator.expandNames(argument))
            names.prefix(evaluator.language.dialect.undefinesOneName ? 1 : .max).forEach(evaluator.undefine)
        case .breakLoop: breakLoop()
        case .poison: evaluator.poison(evaluator.expandLine(argument))
        }
    }

    private func exportNames(_ argument: LazyTemplate, _ mode: Evaluator.ExportMode) {
        if argument.source.isEmpty {
            evaluator.exportAll()
            return
        }
        for name in words(of: evaluator.expandNames(argument)) { evaluator.export(name, mode) }
    }

    private func message(_ directive: Directive, _ argument: LazyTemplate) {
        let (name, severity): (String, Diagnostic.Severity) =
            switch directive {
            case .error: ("error", .error)
            case .warning: ("warning", .warning)
            default: ("info", .info)
            }
        guard !argument.source.isEmpty else {
            evaluator.error(Bytes("Missing argument for \".\(name)\""))
            return
        }
        let text = evaluator.expandLine(argument)
        evaluator.report(severity, text)
        if case .error = directive { stop() }
    }

    /// Nothing more is read.
    package func stop() {
        frames.removeAll()
        wasStopped = true
    }

    /// An `.error` was read: make stops at once with status 1 (S5-37).
    package private(set) var wasStopped = false

    private func breakLoop() {
        guard let loop = frames.lastIndex(where: { $0.loop != nil }), loop == frames.count - 1 else {
            evaluator.error(Bytes("break outside of for loop"))
            return
        }
        conditionals.removeLast(conditionals.count - frames[loop].conditionalBase)
        frames.removeLast()
    }

    // MARK: Includes

    private func include(_ argument: LazyTemplate, _ mayBeMissing: Bool, _ isDepend: Bool) {
        let source = argument.source
        guard let first = source.first, first == Ascii.quote || first == Ascii.less else {
            evaluator.error(Bytes(".include filename must be delimited by '\"' or '<'"))
            return
        }
        let closing = first == Ascii.quote ? Ascii.quote : Ascii.greater
        guard let end = source[1...].firstIndex(of: closing) else {
            evaluator.error(Bytes("Unclosed .include filename. '") + [closing] + Bytes("' expected"))
            return
        }
        let name = evaluator.expandLine(Bytes(source[1..<end]))
        include(name, isSystem: first == Ascii.less, mayBeMissing, isDepend)
    }

    /// Each file is opened from within the one before it, so the last is read first.
    private func oldInclude(_ names: LazyTemplate, _ mayBeMissing: Bool) {
        for name in evaluator.expandLine(names).split(whereSeparator: \.isSpace) {
            include(Bytes(name), isSystem: false, mayBeMissing, false, fromBareName: true)
            guard let opened = frames.last, opened.next == 0 else { continue }
            evaluator.location = SourceLocation(file: opened.name, line: 0)
        }
    }

    private func include(
        _ name: Bytes, isSystem: Bool, _ mayBeMissing: Bool, _ isDepend: Bool, fromBareName: Bool = false
    ) {
        guard frames.count < Self.maximalDepth else {
            evaluator.giveUp(Bytes("Files include each other more than \(Self.maximalDepth) deep: ") + name)
            return
        }
        if isDepend { rules.closeRule() }
        let searchesSystemFirst = fromBareName && evaluator.language.dialect.includesBareNamesFromSystem
        let systemFile = searchesSystemFirst ? find(name, isSystem: true) : nil
        guard let (path, text) = systemFile ?? find(name, isSystem: isSystem) else {
            if !mayBeMissing {
                evaluator.error(Bytes(name.first == Ascii.slash ? "Cannot open " : "Could not find ") + name)
            }
            return
        }
        noteMakefile(path)
        open(text, path: path, isDepend: isDepend)
    }

    /// `MAKEFILE` and `.MAKE.MAKEFILES` (S3-39, S5-34).
    package func noteMakefile(_ path: Bytes) {
        guard noted.insert(path).inserted else { return }
        let list = evaluator.language.dialect.makefileList
        if evaluator.rawValue(Bytes(list))?.isEmpty ?? true {
            evaluator.set(list, path)
        } else {
            evaluator.append(list, path)
        }
    }

    /// Where an included file is, and its text (S5-31).
    private func find(_ name: Bytes, isSystem: Bool) -> (path: Bytes, text: Bytes)? {
        let world = evaluator.world
        if name.first == Ascii.slash { return world.contents(of: name).map { (name, $0) } }
        if !isSystem {
            if let directory = frames.compactMap(\.file).last?.includeDirectory {
                let path = resolve(directory, name)
                if let text = world.contents(of: path) { return (path, text) }
            }
        }
        if !isSystem || evaluator.language.dialect.includesSystemFilesFromHere,
            let text = world.contents(of: name)
        {
            return (name, text)
        }
        if !isSystem {
            for directory in includePath {
                let path = directory + [Ascii.slash] + name
                if let text = world.contents(of: path) { return (path, text) }
            }
            if let path = rules.searchedFile(name), let text = world.contents(of: path) { return (path, text) }
        }
        for directory in systemPath {
            let path = directory + [Ascii.slash] + name
            if let text = world.contents(of: path) { return (path, text) }
        }
        return nil
    }

    /// A leading `../` goes up from the including file's directory, lexically.
    private func resolve(_ directory: Bytes, _ name: Bytes) -> Bytes {
        var directory = directory
        var name = name[...]
        let up = Bytes("../")
        while name.starts(with: up), let slash = directory.lastIndex(of: Ascii.slash), slash > 0,
            !directory[(slash + 1)...].elementsEqual(Bytes("..")), !directory[(slash + 1)...].elementsEqual(Bytes("."))
        {
            directory.removeSubrange(slash...)
            name = name.dropFirst(3)
        }
        return directory + [Ascii.slash] + name
    }

    private func words(of text: Bytes) -> [Bytes] { quotedWords(text) }
}
