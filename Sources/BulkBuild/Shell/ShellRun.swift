internal import MakeLanguage
internal import Platform
internal import Text

/// Carries out a script within this process, but for the programs in it.
///
/// What it does not know for sure it refuses, also in the middle: nothing was changed until then but its own variables,
/// so the whole script can be given to a shell instead.
struct ShellRun {
    let host: any ShellHost
    private(set) var directory: Bytes
    /// What it printed so far, in order; true is standard output.
    private(set) var printed: [(isOutput: Bool, text: Bytes)] = []

    private let inherited: [Bytes]
    /// What the script set; nil was unset.
    private var variables: [Bytes: Variable?] = [:]
    private var exitsOnError = false
    /// `$?`
    private var status: Int32 = 0
    private var substitutionStatus: Int32?
    /// `exit` was carried out.
    private var hasEnded = false
    private var outputSink = Sink.output
    private var errorSink = Sink.errors

    private struct Variable {
        var value: Bytes
        var isExported: Bool
    }

    private enum Sink { case output, errors, nowhere }

    init(host: any ShellHost, environment: [Bytes], directory: Bytes) {
        self.host = host
        self.directory = directory
        inherited = environment
    }

    /// - Parameter exitsOnError: as with `sh -e`.
    /// - Returns: the exit status.
    mutating func run(_ script: ShellScript, exitsOnError: Bool = false) throws(NeedsShell) -> Int32 {
        self.exitsOnError = exitsOnError
        try execute(script, isTested: false)
        return status
    }

    // MARK: Lists

    private mutating func execute(_ script: ShellScript, isTested: Bool) throws(NeedsShell) {
        for list in script.commands {
            try execute(list.first, isTested: isTested || !list.rest.isEmpty)
            for (index, (connection, pipeline)) in list.rest.enumerated() where !hasEnded {
                if (connection == .and) == (status == 0) {
                    try execute(pipeline, isTested: isTested || index + 1 < list.rest.count)
                }
            }
            if hasEnded { return }
        }
    }

    private mutating func execute(_ pipeline: ShellPipeline, isTested: Bool) throws(NeedsShell) {
        if pipeline.stages.count == 1 {
            try execute(pipeline.stages[0], isTested: isTested || pipeline.isNegated)
        } else {
            // Programs that run at the same time; a shell does that. It knows none of our variables.
            guard !pipeline.source.contains(Ascii.dollar) || variables.isEmpty else { throw NeedsShell() }
            let answer = host.runByShell(
                pipeline.source, environment(), in: directory, mergingErrors: outputSink == errorSink)
            put(answer)
            status = answer.code
            if status != 0, !isTested, !pipeline.isNegated, exitsOnError { hasEnded = true }
        }
        if pipeline.isNegated, !hasEnded { status = status == 0 ? 1 : 0 }
    }

    private mutating func execute(_ form: ShellCommandForm, isTested: Bool) throws(NeedsShell) {
        let sinks = (outputSink, errorSink)
        defer { (outputSink, errorSink) = sinks }
        for redirection in form.redirections {
            switch redirection {
            case .outputToNull: outputSink = .nowhere
            case .errorsToNull: errorSink = .nowhere
            case .errorsToOutput: errorSink = outputSink
            case .outputToErrors: outputSink = errorSink
            case .noInput: break
            }
        }
        switch form.body {
        case .simple(let assignments, let words):
            try executeSimple(assignments, words)
            // dash(1) leaves where a simple command fails.
            if status != 0, !isTested, exitsOnError { hasEnded = true }
        case .group(let script): try execute(script, isTested: isTested)
        case .subshell(let script):
            try inSubshell { (run) throws(NeedsShell) in try run.execute(script, isTested: isTested) }
            if status != 0, !isTested, exitsOnError { hasEnded = true }
        case .choice(let branches, let otherwise):
            for (condition, body) in branches {
                try execute(condition, isTested: true)
                if hasEnded { return }
                if status == 0 { return try execute(body, isTested: isTested) }
            }
            status = 0
            if let otherwise { try execute(otherwise, isTested: isTested) }
        case .loop(let name, let words, let body):
            var items: [Bytes] = []
            for word in words { items += try fields(of: word) }
            status = 0
            for item in items where !hasEnded {
                try set(name, item)
                try execute(body, isTested: isTested)
            }
        }
    }

    /// What a subshell does to variables and the directory is gone behind it.
    private mutating func inSubshell(_ body: (inout ShellRun) throws(NeedsShell) -> Void) throws(NeedsShell) {
        let (savedVariables, savedDirectory, savedExit) = (variables, directory, exitsOnError)
        try body(&self)
        (variables, directory, exitsOnError, hasEnded) = (savedVariables, savedDirectory, savedExit, false)
    }

    // MARK: Simple commands

    private mutating func executeSimple(
        _ assignments: [(name: Bytes, value: ShellWord)], _ words: [ShellWord]
    ) throws(NeedsShell) {
        substitutionStatus = nil
        var arguments: [Bytes] = []
        for word in words { arguments += try fields(of: word) }
        var values: [(name: Bytes, value: Bytes)] = []
        for (name, value) in assignments {
            values.append((name, try text(of: value)))
            if arguments.isEmpty { try set(name, values[values.count - 1].value) }
        }
        guard !arguments.isEmpty else {
            status = substitutionStatus ?? 0
            return
        }
        if let builtin = ShellBuiltin(name: arguments[0]) {
            guard values.isEmpty else { throw NeedsShell() }
            return try execute(builtin, arguments)
        }
        guard !DirectCommand.builtins.contains(arguments[0]) else { throw NeedsShell() }
        try execute(program: arguments, with: values)
    }

    private mutating func execute(
        program arguments: [Bytes], with values: [(name: Bytes, value: Bytes)]
    ) throws(NeedsShell) {
        var arguments = arguments
        let saved = variables
        defer { variables = saved }
        for (name, value) in values {
            try set(name, value)
            variables[name]??.isExported = true
        }
        // `env` without options says what the shell could have said.
        if arguments[0] == Bytes("env") {
            var rest = arguments.dropFirst()
            while let first = rest.first, let equals = first.firstIndex(of: Ascii.equals), equals > 0 {
                try set(Bytes(first[..<equals]), Bytes(first[(equals + 1)...]))
                variables[Bytes(first[..<equals])]??.isExported = true
                rest = rest.dropFirst()
            }
            guard let first = rest.first, first.first != Ascii.minus else { throw NeedsShell() }
            arguments = Array(rest)
        }
        guard let path = path(ofProgram: arguments[0]) else { throw NeedsShell() }
        var command = ScanCommand(arguments: arguments, environment: environment(), directory: directory)
        command.program = path
        command.mergesErrors = outputSink == errorSink
        var texts: [(Bool, Bytes)] = []
        guard let code = host.run(command, put: { texts.append(($0, $1)) }) else { throw NeedsShell() }
        for (isOutput, text) in texts { put(text, isOutput ? outputSink : errorSink) }
        status = code
    }

    /// Where a program is; nil if a shell would not find it.
    private func path(ofProgram name: Bytes) -> Bytes? {
        func isProgram(_ path: Bytes) -> Bool {
            guard let status = host.status(of: path, from: directory) else { return false }
            return status.isRegular && status.mode & 0o111 != 0
        }
        if name.contains(Ascii.slash) { return isProgram(name) ? name : nil }
        for place in (value("PATH") ?? []).split(separator: Ascii.colon, omittingEmptySubsequences: false) {
            let path = place.isEmpty ? name : joined(Bytes(place), name)
            if isProgram(path) { return path }
        }
        return nil
    }

    private mutating func execute(_ builtin: ShellBuiltin, _ arguments: [Bytes]) throws(NeedsShell) {
        let operands = arguments[1...]
        switch builtin {
        case .colon, .true: status = 0
        case .false: status = 1
        case .echo:
            put(try ShellPrinting.echo(operands), outputSink)
            status = 0
        case .printf:
            put(try ShellPrinting.printf(operands), outputSink)
            status = 0
        case .test, .bracket:
            var words = operands
            if builtin == .bracket {
                guard words.last == [Ascii.rightBracket] else { throw NeedsShell() }
                words = words.dropLast()
            }
            status = try ShellTest(host: host, directory: directory).result(Array(words)) ? 0 : 1
        case .cd: try changeDirectory(operands)
        case .export:
            guard !operands.isEmpty else { throw NeedsShell() }
            for operand in operands { try export(operand) }
            status = 0
        case .unset:
            for name in operands {
                guard name.first != Ascii.minus else { throw NeedsShell() }
                variables[name] = .some(nil)
            }
            status = 0
        case .set:
            switch operands.first {
            case Bytes("-e") where operands.count == 1: exitsOnError = true
            case Bytes("+e") where operands.count == 1: exitsOnError = false
            default: throw NeedsShell()
            }
            status = 0
        case .exit:
            guard operands.count <= 1 else { throw NeedsShell() }
            if let operand = operands.first {
                guard let code = Int32(operand.text), (0...255).contains(code) else { throw NeedsShell() }
                status = code
            }
            hasEnded = true
        case .exec:
            guard !operands.isEmpty, operands.first?.first != Ascii.minus else { throw NeedsShell() }
            try execute(program: Array(operands), with: [])
            hasEnded = true
        }
    }

    private mutating func export(_ operand: Bytes) throws(NeedsShell) {
        guard operand.first != Ascii.minus else { throw NeedsShell() }
        let name: Bytes
        if let equals = operand.firstIndex(of: Ascii.equals) {
            name = Bytes(operand[..<equals])
            try set(name, Bytes(operand[(equals + 1)...]))
        } else {
            name = operand
            guard let present = value(name) else { throw NeedsShell() }
            try set(name, present)
        }
        variables[name]??.isExported = true
    }

    /// Where a name leads that goes by links, and by the text alone, is the same; else a shell has to say.
    private mutating func changeDirectory(_ operands: ArraySlice<Bytes>) throws(NeedsShell) {
        guard operands.count == 1, let name = operands.first, !name.isEmpty, name.first != Ascii.minus,
            value("CDPATH") == nil, host.isAccessible(name, 1, from: directory),
            host.status(of: name, from: directory)?.isDirectory == true
        else { throw NeedsShell() }
        let new = Self.withoutDots(name.first == Ascii.slash ? name : joined(directory, name))
        guard let real = host.realPath(of: name, from: directory), real == host.realPath(of: new, from: directory)
        else { throw NeedsShell() }
        let old = directory
        directory = new
        try set(Bytes("OLDPWD"), old)
        try set(Bytes("PWD"), new)
        variables[Bytes("OLDPWD")]??.isExported = true
        variables[Bytes("PWD")]??.isExported = true
        status = 0
    }

    private static func withoutDots(_ path: Bytes) -> Bytes {
        var parts: [ArraySlice<UInt8>] = []
        for part in path.split(separator: Ascii.slash) {
            if part.elementsEqual(Bytes("..")) {
                _ = parts.popLast()
            } else if part != [Ascii.dot] {
                parts.append(part)
            }
        }
        return parts.isEmpty ? [Ascii.slash] : Bytes(parts.map { [Ascii.slash] + $0 }.joined())
    }

    // MARK: Output

    private mutating func put(_ text: Bytes, _ sink: Sink) {
        guard sink != .nowhere, !text.isEmpty else { return }
        printed.append((sink == .output, text))
    }

    private mutating func put(_ answer: CommandAnswer) {
        put(answer.output, outputSink)
        put(answer.errors, errorSink)
    }

    // MARK: Variables

    private func value(_ name: StaticString) -> Bytes? { value(Bytes(name)) }

    private func value(_ name: Bytes) -> Bytes? {
        if let known = variables[name] { return known?.value }
        for entry in inherited where entry.count > name.count && entry[name.count] == Ascii.equals {
            if entry.hasPrefix(name) { return Bytes(entry[(name.count + 1)...]) }
        }
        return nil
    }

    private mutating func set(_ name: Bytes, _ value: Bytes) throws(NeedsShell) {
        // How words are split, and what a shell does besides, is not for scripts like these.
        guard name != Bytes("IFS"), name != Bytes("OPTIND"), name != Bytes("LINENO") else { throw NeedsShell() }
        let isExported = (variables[name].flatMap { $0 })?.isExported ?? (self.value(name) != nil)
        variables[name] = Variable(value: value, isExported: isExported)
    }

    /// For a program.
    private func environment() -> [Bytes] {
        if variables.isEmpty { return inherited }
        var entries: [Bytes] = []
        var rest = variables
        for entry in inherited {
            let name = Bytes(entry[..<(entry.firstIndex(of: Ascii.equals) ?? entry.count)])
            guard let known = rest.removeValue(forKey: name) else {
                entries.append(entry)
                continue
            }
            if let known, known.isExported { entries.append(name + [Ascii.equals] + known.value) }
        }
        let added = rest.compactMap { name, variable in
            variable.flatMap { $0.isExported ? name + [Ascii.equals] + $0.value : nil }
        }
        return entries + added.sorted { $0.lexicographicallyPrecedes($1) }
    }

    // MARK: Words

    /// What the parts of a word come to; the places of quoted bytes are marked.
    private struct Field {
        var bytes: Bytes = []
        var quoted: [Bool] = []
        var exists = false
        mutating func append(_ text: some Collection<UInt8>, isQuoted: Bool) {
            bytes += text
            quoted += repeatElement(isQuoted, count: text.count)
            exists = true
        }
    }

    /// The fields of a word: expanded, split, patterns replaced by the files that match.
    private mutating func fields(of word: ShellWord) throws(NeedsShell) -> [Bytes] {
        if let plain = word.plain, !plain.contains(where: Self.isPattern) { return plain.isEmpty ? [] : [plain] }
        var fields: [Field] = []
        var field = Field()
        for part in word.parts {
            guard let (text, isQuoted, isExpanded) = try expand(part) else { continue }
            guard isExpanded, !isQuoted else {
                field.append(text, isQuoted: isQuoted)
                continue
            }
            var index = 0
            while index < text.count {
                if Self.separates(text[index]) {
                    if field.exists { fields.append(field) }
                    field = Field()
                    index += 1
                    continue
                }
                let end = text[index...].firstIndex(where: Self.separates) ?? text.count
                field.append(text[index..<end], isQuoted: false)
                index = end
            }
        }
        if field.exists { fields.append(field) }
        var out: [Bytes] = []
        for field in fields {
            let isPattern = zip(field.bytes, field.quoted).contains { Self.isPattern($0) && !$1 }
            out += isPattern ? try files(matching: field) : [field.bytes]
        }
        return out
    }

    private static func separates(_ byte: UInt8) -> Bool {
        byte == Ascii.space || byte == Ascii.tab || byte == Ascii.newline
    }

    private static func isPattern(_ byte: UInt8) -> Bool {
        byte == Ascii.star || byte == Ascii.question || byte == Ascii.leftBracket
    }

    /// A word where it is neither split nor a pattern.
    private mutating func text(of word: ShellWord) throws(NeedsShell) -> Bytes {
        var out: Bytes = []
        for part in word.parts { if let (text, _, _) = try expand(part) { out += text } }
        return out
    }

    /// Nil is nothing at all, which makes no field.
    private mutating func expand(
        _ part: ShellWord.Part
    ) throws(NeedsShell) -> (text: Bytes, isQuoted: Bool, isExpanded: Bool)? {
        switch part {
        case .literal(let text, let isQuoted): return (text, isQuoted, false)
        case .parameter(let name, let form, let isQuoted):
            if name == [Ascii.question] { return (Bytes("\(status)"), isQuoted, true) }
            let present = value(name)
            let text: Bytes
            switch form {
            case .plain: text = present ?? []
            case .fallback(let word, let alsoIfEmpty):
                if let present, !(alsoIfEmpty && present.isEmpty) {
                    text = present
                } else {
                    text = try self.text(of: word)
                }
            case .alternative(let word, let alsoIfEmpty):
                if let present, !(alsoIfEmpty && present.isEmpty) { text = try self.text(of: word) } else { text = [] }
            }
            return text.isEmpty && !isQuoted ? nil : (text, isQuoted, true)
        case .command(let script, let isQuoted):
            let text = try output(of: script)
            return text.isEmpty && !isQuoted ? nil : (text, isQuoted, true)
        }
    }

    /// What a command prints on standard output, newlines at its end taken off.
    private mutating func output(of script: ShellScript) throws(NeedsShell) -> Bytes {
        let (before, sinks) = (printed, (outputSink, errorSink))
        let isMerged = outputSink == errorSink && outputSink != .nowhere
        // What goes to standard error must not be taken for output that goes there too.
        guard !isMerged else { throw NeedsShell() }
        printed = []
        outputSink = .output
        if errorSink == .output { throw NeedsShell() }
        try inSubshell { (run) throws(NeedsShell) in try run.execute(script, isTested: false) }
        let own = printed
        printed = before + own.filter { !$0.isOutput }
        (outputSink, errorSink) = sinks
        substitutionStatus = status
        var text = Bytes(own.filter(\.isOutput).map(\.text).joined())
        guard !text.contains(0) else { throw NeedsShell() }
        while text.last == Ascii.newline { text.removeLast() }
        return text
    }

    private func files(matching field: Field) throws(NeedsShell) -> [Bytes] {
        guard !field.bytes.contains(Ascii.leftBracket) else {
            // `[` alone is a command.
            if field.bytes == [Ascii.leftBracket] { return [field.bytes] }
            throw NeedsShell()
        }
        // A quoted star would have to be told from one that is a pattern.
        guard !zip(field.bytes, field.quoted).contains(where: { Self.isPattern($0) && $1 || $0 == Ascii.backslash })
        else { throw NeedsShell() }
        let found = matches(field.bytes)
        return found.isEmpty ? [field.bytes] : found
    }

    private func matches(_ pattern: Bytes) -> [Bytes] {
        var found: [Bytes] = pattern.first == Ascii.slash ? [[Ascii.slash]] : [[]]
        let parts = pattern.split(separator: Ascii.slash)
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            let name = Bytes(part)
            var next: [Bytes] = []
            for prefix in found {
                if !name.contains(where: Self.isPattern) {
                    next.append(prefix + name)
                    continue
                }
                let glob = Glob(name)
                for entry in host.entries(of: prefix.isEmpty ? [Ascii.dot] : prefix, from: directory) ?? []
                where (entry.first != Ascii.dot || name.first == Ascii.dot) && glob.matches(entry) {
                    next.append(prefix + entry)
                }
            }
            found = isLast ? next : next.map { $0 + [Ascii.slash] }
        }
        // What stands behind the last pattern has to be there, too.
        if parts.last.map({ !$0.contains(where: Self.isPattern) }) ?? false {
            found = found.filter { host.status(of: $0, from: directory) != nil }
        }
        return found.sorted { $0.lexicographicallyPrecedes($1) }
    }
}
