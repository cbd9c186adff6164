package import Text

/// Answers questions by looking, and by running commands again.
package struct SystemWitness: Witness {
    private let files: FileWitness
    private let source: any CommandSource
    private let environment: [Bytes]

    /// - Parameters:
    ///   - now: nanoseconds since the epoch.
    ///   - environment: of the scan.
    package init(now: Int64, source: any CommandSource, environment: [Bytes]) {
        (files, self.source, self.environment) = (FileWitness(now: now), source, environment)
    }

    package func answer(to question: Question, known: (answer: Bytes, stamp: Stamp?)) -> (answer: Bytes, stamp: Stamp?)
    {
        switch question.kind {
        case .content: files.content(question.subject, known: known)
        case .kind: (files.kind(question.subject), nil)
        case .names: (files.names(question.subject), nil)
        case .link: (files.link(question.subject), nil)
        case .command:
            (CommandText(question.subject, environment).map { source.answer(to: $0.command).digest } ?? [], nil)
        }
    }
}

extension SystemWitness {
    /// The same command in another directory: files that it reads there are facts by themselves.
    package func key(of question: Question) -> Bytes? {
        guard let command = CommandText(question.subject, environment) else { return nil }
        // Not the packed text: the lengths in it differ with the directory.
        let words = command.arguments + [command.program ?? [], command.input] + command.environment
        return replacing(command.directory, in: Bytes(words.joined(separator: [0])))
    }

    private func replacing(_ part: Bytes, in text: Bytes) -> Bytes? {
        guard let first = part.first, part.count > 1 else { return nil }
        var out: Bytes = []
        var place = 0
        while place < text.count {
            let next = text.index(of: first, from: place)
            out += text[place..<next]
            guard next < text.count else { break }
            if next + part.count <= text.count, text[next..<(next + part.count)].elementsEqual(part) {
                out.append(1)
                place = next + part.count
            } else {
                out.append(first)
                place = next + 1
            }
        }
        return out
    }
}

extension CommandText {
    init(_ command: ScanCommand) {
        self.init(
            program: command.program, arguments: command.arguments, environment: command.environment,
            directory: command.directory, input: command.input, mergesErrors: command.mergesErrors)
    }

    var command: ScanCommand {
        var command = ScanCommand(arguments: arguments, environment: environment, directory: directory)
        (command.program, command.input, command.mergesErrors) = (program, input, mergesErrors)
        return command
    }
}

extension CommandAnswer {
    /// What another answer has to be the same in.
    var digest: Bytes {
        var writer = PackedWriter()
        writer.add(Int(code) & 0xFFFF)
        writer.add(output)
        writer.add(errors)
        return FileWitness.digest(of: writer.bytes)
    }
}
