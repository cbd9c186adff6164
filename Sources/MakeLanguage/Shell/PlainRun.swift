internal import Text

/// Runs a plain script: programs by the world, all else here.
///
/// A command of which it turns out that only the shell knows what it does (an error of test(1), a backslash for echo, files
/// whose order depends on the locale) is given to the shell by itself, with its words as they are expanded.
final class PlainRun {
    struct Streams {
        var input: ShellCommand.Input = .inherited
        var output: ShellCommand.Stream = .captured
        var errors: ShellCommand.Stream = .errors

        mutating func apply(_ redirections: [PlainRedirection]) {
            for redirection in redirections {
                switch redirection {
                case .inputFromNull: input = .null
                case .outputToNull: output = .null
                case .errorsToNull: errors = .null
                case .errorsToOutput: errors = output
                case .outputToErrors: output = errors
                }
            }
        }
    }

    private let world: any World
    private let directories: (Bytes) -> Bytes?
    private let shell: Bytes
    private let environment: [Bytes]
    private var output: Bytes = []
    /// Of the last command.
    private var status: CommandStatus = .exited(0)
    private var hasExited = false

    init(_ world: any World, shell: Bytes, environment: [Bytes], directories: @escaping (Bytes) -> Bytes?) {
        self.world = world
        self.directories = directories
        self.shell = shell
        self.environment = environment
    }

    func run(_ list: PlainNode) -> (output: Bytes, status: CommandStatus) {
        execute(list, Streams())
        return (output, status)
    }

    private var succeeded: Bool { status == .exited(0) }

    private func execute(_ node: PlainNode, _ streams: Streams) {
        switch node {
        case .command(let command): execute(command, streams)
        case .sequence(let nodes):
            for node in nodes where !hasExited { execute(node, streams) }
        case .and(let left, let right):
            execute(left, streams)
            if succeeded, !hasExited { execute(right, streams) }
        case .or(let left, let right):
            execute(left, streams)
            if !succeeded, !hasExited { execute(right, streams) }
        case .not(let node):
            execute(node, streams)
            if !hasExited { status = .exited(succeeded ? 1 : 0) }
        case .choice(let branches, let otherwise):
            for (condition, body) in branches {
                execute(condition, streams)
                if hasExited { return }
                if succeeded { return execute(body, streams) }
            }
            status = .exited(0)
            if let otherwise { execute(otherwise, streams) }
        case .group(let node, let redirections, let isSubshell):
            var streams = streams
            streams.apply(redirections)
            execute(node, streams)
            if isSubshell { hasExited = false }
        }
    }

    private func execute(_ command: PlainCommand, _ outer: Streams) {
        let fields = fields(of: command.words, outer)
        var streams = outer
        streams.apply(command.redirections)
        let words = expanded(fields)
        switch command.kind {
        case .succeeds: status = .exited(0)
        case .fails: status = .exited(1)
        case .exit:
            if let words, words.count > 1 { status = .exited(Int32(words[1].text) ?? 0) }
            hasExited = true
        case .echo:
            guard let words, streams.output != .errors, isSame(words) else { return delegate(fields, command, streams) }
            if streams.output == .captured {
                output += words.dropFirst().joined(separator: [Ascii.space])
                output.append(Ascii.newline)
            }
            status = .exited(0)
        case .test:
            guard let words, let truth = PlainTest(world: world).truth(words.dropFirst()) else {
                return delegate(fields, command, streams)
            }
            status = .exited(truth ? 0 : 1)
        case .program:
            guard let words else { return delegate(fields, command, streams) }
            var changed = environment
            for assignment in command.assignments { Self.set(assignment, &changed) }
            start(words[0], words, changed, streams)
            if case .notStarted = status { delegate(fields, command, streams) }
        }
    }

    /// Whether every shell's echo says the same: no option, no escape.
    private func isSame(_ words: [Bytes]) -> Bool {
        (words.count < 2 || words[1].first != Ascii.minus)
            && !words.dropFirst().contains { $0.contains(Ascii.backslash) }
    }

    private func start(_ program: Bytes, _ words: [Bytes], _ environment: [Bytes], _ streams: Streams) {
        var command = ShellCommand(program: program, arguments: words, environment: environment, isInsteadOfShell: true)
        command.input = streams.input
        command.output = streams.output
        command.errors = streams.errors
        let result = world.run(command)
        output += result.output
        status = result.status
    }

    /// The shell runs one command.
    private func delegate(_ fields: [PlainField], _ command: PlainCommand, _ streams: Streams) {
        var script: Bytes = []
        for assignment in command.assignments {
            let equals = assignment.firstIndex(of: Ascii.equals) ?? assignment.count - 1
            script += assignment[...equals] + shellQuoted(Bytes(assignment[(equals + 1)...])) + [Ascii.space]
        }
        let isBracket = fields.first?.text == [Ascii.leftBracket]
        script += isBracket ? [Ascii.leftBracket] : fields[0].script
        for field in fields.dropFirst() { script += [Ascii.space] + field.script }
        if isBracket { script += Bytes(" ]") }
        let name = Bytes(shell[(shell.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...])
        start(shell, [name, Bytes("-c"), script], environment, streams)
    }

    private static func set(_ assignment: Bytes, _ environment: inout [Bytes]) {
        let name = assignment[...(assignment.firstIndex(of: Ascii.equals) ?? 0)]
        environment.removeAll { $0.starts(with: name) }
        environment.append(assignment)
    }

    // MARK: Words

    /// The words with commands' output put in, split.
    private func fields(of words: [PlainWord], _ streams: Streams) -> [PlainField] {
        var fields: [PlainField] = []
        for word in words {
            var field = PlainField()
            var isThere = false
            for part in word.parts {
                switch part {
                case .text(let bytes, _):
                    field.pieces.append(.text(bytes))
                    isThere = true
                case .star:
                    field.pieces.append(.star)
                    isThere = true
                case .output(let node, isQuoted: true):
                    field.pieces.append(.text(substituted(node, streams)))
                    isThere = true
                case .output(let node, isQuoted: false):
                    let text = substituted(node, streams)
                    var start = 0
                    while start < text.count {
                        let end = text[start...].firstIndex(where: Self.isSeparator) ?? text.count
                        if end > start {
                            field.pieces.append(.output(Bytes(text[start..<end])))
                            isThere = true
                        }
                        if end < text.count, isThere {
                            fields.append(field)
                            field = PlainField()
                            isThere = false
                        }
                        start = end + 1
                    }
                }
            }
            if isThere { fields.append(field) }
        }
        return fields
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == Ascii.space || byte == Ascii.tab || byte == Ascii.newline
    }

    private func substituted(_ node: PlainNode, _ streams: Streams) -> Bytes {
        let inner = PlainRun(world, shell: shell, environment: environment, directories: directories)
        inner.status = status
        inner.execute(node, Streams(input: streams.input, output: .captured, errors: streams.errors))
        var text = inner.output
        text.removeAll { $0 == 0 }
        while text.last == Ascii.newline { text.removeLast() }
        return text
    }

    /// The arguments, patterns replaced by files; nil if only the shell knows their order.
    private func expanded(_ fields: [PlainField]) -> [Bytes]? {
        var words: [Bytes] = []
        for field in fields {
            if let text = field.text {
                words.append(text)
                continue
            }
            guard let pattern = field.pattern else { return nil }
            var files = pattern.files(directories)
            if files.isEmpty {
                words.append(pattern.text)
                continue
            }
            if files.count > 1 {
                guard sortsByBytes else { return nil }
                files.sort { $0.lexicographicallyPrecedes($1) }
            }
            words += files
        }
        return words
    }

    /// Whether the locale of commands is that of C, as far as order is concerned.
    private lazy var sortsByBytes: Bool = {
        for name in [Bytes("LC_ALL"), Bytes("LC_COLLATE"), Bytes("LANG")] {
            let start = name + [Ascii.equals]
            if let entry = environment.first(where: { $0.hasPrefix(start) }), entry.count > start.count {
                let value = Bytes(entry[start.count...])
                return value == Bytes("C") || value == Bytes("POSIX") || value == Bytes("C.UTF-8")
            }
        }
        return true
    }()
}
