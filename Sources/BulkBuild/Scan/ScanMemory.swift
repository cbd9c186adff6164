package import MakeLanguage
internal import Platform
internal import Synchronization
internal import Text

/// What all makes of a scan share, on all threads: parsed files, the file system as it was seen, answers of commands
/// and of makes.
package final class ScanMemory: Sendable {
    package let settings: ScanSettings
    package let language: Language
    package let tree: TreeMemory
    package let source: any CommandSource
    let commands = AnswerMemory<CommandAnswer>()
    let makes = AnswerMemory<MakeAnswer>()
    let environments = EnvironmentNumbers()
    let scripts = AnswerMemory<ParsedScript>()
    private let traits = AnswerMemory<CommandTraits>()
    let system: (name: Bytes, machine: Bytes)
    private let counts = Mutex(ScanCounts())

    package init(_ settings: ScanSettings, source: any CommandSource) {
        self.settings = settings
        self.source = source
        language = Language(dialect: .netbsd)
        tree = TreeMemory()
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
    func answer(to command: ScanCommand, _ traits: CommandTraits) -> CommandAnswer {
        guard settings.remembers else { return source.answer(to: command) }
        var key: Bytes = []
        for argument in command.arguments {
            key += argument
            key.append(0)
        }
        key += Bytes("\(environments.number(of: command.environment, counting: traits.counts))")
        key.append(command.mergesErrors ? 1 : 2)
        let matters = traits.dependsOnDirectory { tree.status(of: $0, from: command.directory) != nil }
        if matters { key += command.directory }
        if let known = commands.answer(to: key) { return known }
        let answer = source.answer(to: command)
        commands.keep(answer, for: key)
        return answer
    }

    /// What a script depends on.
    func traits(ofScript text: Bytes) -> CommandTraits {
        if let known = traits.answer(to: text) { return known }
        let found = CommandTraits(script: text, make: settings.make, isProgram: isProgram)
        traits.keep(found, for: text)
        return found
    }

    /// True for a path of a program, and for a name that is one's in PATH.
    private func isProgram(_ word: Bytes) -> Bool {
        func isThere(_ path: Bytes) -> Bool {
            guard let status = tree.status(of: path, from: [Ascii.slash]) else { return false }
            return status.isRegular && status.mode & 0o111 != 0
        }
        if word.first == Ascii.slash { return isThere(word) }
        guard word.count < 100, !word.contains(Ascii.slash), word != [Ascii.leftBracket] else { return false }
        let path = settings.environment.last { $0.hasPrefix(Bytes("PATH=")) } ?? Bytes("PATH=/usr/bin:/bin")
        return path.dropFirst(5).split(separator: Ascii.colon).contains { isThere(joined(Bytes($0), word)) }
    }

    /// A script taken apart; nil if it needs a shell.
    func script(_ text: Bytes) -> ShellScript? {
        if let known = scripts.answer(to: text) { return known.script }
        let script = try? ShellParser.parse(text)
        scripts.keep(ParsedScript(script: script), for: text)
        return script
    }
}

struct ParsedScript: Sendable {
    let script: ShellScript?
}

/// What a make within a make printed, and its exit status.
struct MakeAnswer: Sendable {
    let printed: [(isOutput: Bool, text: Bytes)]
    let status: Int32
    /// The level of nesting, if messages tell it.
    let level: Bytes?
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
