package import MakeLanguage
internal import Platform
internal import Synchronization
internal import Text

/// What all makes of a scan share, on all threads: parsed files, the file system as it was seen, answers of commands
/// and of makes.
package final class ScanMemory: Sendable {
    package let settings: ScanSettings
    package let language: Language
    let tree: TreeMemory
    package let book: FactBook
    package let source: any CommandSource
    let verification: Verification?
    let commands = AnswerMemory<KnownCommand>()
    let makes: MakeAnswers
    let environments = EnvironmentNumbers()
    let scripts = AnswerMemory<ParsedScript>()
    private let traits = AnswerMemory<CommandTraits>()
    let system: (name: Bytes, machine: Bytes)
    private let counts = Mutex(ScanCounts())

    /// - Parameters:
    ///   - book: gets the facts that results rest on.
    ///   - verification: sees what is answered from memory.
    package init(
        _ settings: ScanSettings, source: any CommandSource, book: FactBook = FactBook(),
        verification: Verification? = nil
    ) {
        self.book = book
        self.verification = verification
        self.settings = settings
        self.source = source
        language = Language(dialect: .netbsd)
        tree = TreeMemory(book)
        makes = MakeAnswers(language)
        system = systemName()
    }

    func count(_ change: (inout ScanCounts) -> Void) { counts.withLock { change(&$0) } }

    package var statistics: ScanCounts {
        var all = counts.withLock { $0 }
        (all.distinctCommands, all.commandHits) = commands.counts
        (all.distinctMakes, all.makeHits) = makes.counts
        return all
    }

    /// A command, by a process unless it was answered before.
    func answer(to command: ScanCommand, _ traits: CommandTraits, _ trace: ScanTrace) -> CommandAnswer {
        guard settings.remembers else { return source.answer(to: command) }
        var key: Bytes = []
        for argument in command.arguments {
            key += argument
            key.append(0)
        }
        key += Bytes("\(environments.number(of: command.environment, counting: traits.counts))")
        key.append(command.mergesErrors ? 1 : 2)
        let matters = traits.dependsOnDirectory { tree.status(of: $0, from: command.directory, trace) != nil }
        if matters { key += command.directory }
        if let known = commands.answer(to: key) {
            trace.note(known.fact)
            verification?.check(known.answer, of: command, by: source)
            return known.answer
        }
        let answer = source.answer(to: command)
        let fact = book.number(Question(.command, CommandText(command).text(settings.environment))) {
            (answer.digest, nil)
        }
        trace.note(fact)
        commands.keep(KnownCommand(answer: answer, fact: fact), for: key)
        return answer
    }

    /// What a program with its arguments depends on.
    func traits(of command: ScanCommand) -> CommandTraits {
        var words = command.arguments
        if let program = command.program { words[0] = program }
        // A script that is given to a shell is as good as its text.
        if words.count > 1, CommandTraits.shells.contains(words[0]), words[1].first == Ascii.slash,
            let text = tree.contents(of: words[1], from: [Ascii.slash])
        {
            var found = traits(ofScript: text)
            for word in words[2...] { found.note(argument: word) }
            return found
        }
        return CommandTraits(program: words)
    }

    /// Files of the tree that a command may read are known by its words. So a later scan need not run it for each directory.
    private func noteMentions(of command: ScanCommand, _ trace: ScanTrace) {
        for argument in command.arguments.dropFirst() {
            for word in argument.split(whereSeparator: { !Self.isOfPath($0) }) where word.count < 1024 {
                if word.allSatisfy({ $0 == Ascii.dot || $0 == Ascii.slash }) { continue }
                tree.noteMention(of: Bytes(word), from: command.directory, below: settings.top, trace)
            }
        }
    }

    private static func isOfPath(_ byte: UInt8) -> Bool {
        byte.isAlphanumeric || byte == Ascii.slash || byte == Ascii.dot || byte == Ascii.minus
            || byte == Ascii.underscore || byte == Ascii.plus || byte == UInt8(ascii: "~") || byte >= 0x80
    }

    /// What a script depends on.
    func traits(ofScript text: Bytes) -> CommandTraits {
        if let known = traits.answer(to: text) { return known }
        let found = CommandTraits(script: text, make: settings.make) { path in
            guard let status = tree.status(of: path, from: [Ascii.slash]) else { return false }
            return status.isRegular && status.mode & 0o111 != 0
        }
        traits.keep(found, for: text)
        return found
    }

    /// A script taken apart; nil if it needs a shell.
    func script(_ text: Bytes) -> ShellScript? {
        if let known = scripts.answer(to: text) { return known.script }
        let script = try? ShellParser.parse(text)
        scripts.keep(ParsedScript(script: script), for: text)
        return script
    }
}

/// What a command answered, and the fact of that.
struct KnownCommand: Sendable {
    let answer: CommandAnswer
    let fact: UInt32
}

struct ParsedScript: Sendable {
    let script: ShellScript?
}

/// What a scan had to do.
package struct ScanCounts: Sendable {
    /// Makes that were evaluated.
    package var makes = 0
    package var distinctMakes = 0
    package var makeHits = 0
    package var distinctCommands = 0
    package var commandHits = 0
    /// Scripts that were carried out here, and those that a shell had to run.
    package var scriptsHere = 0
    package var scriptsByShell = 0
}
