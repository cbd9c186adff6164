package import Text

/// A shell command that is understood without a shell: lists of plain commands, `if`, groups, command substitution.
///
/// Whatever is not certain to mean the same in every POSIX shell is no plain script (Documentation/evaluation.md).
package struct PlainScript: Sendable {
    let list: PlainNode

    /// Nil if it needs the shell.
    package init?(_ text: Bytes) {
        var parser = PlainScriptParser(text)
        guard let list = parser.script() else { return nil }
        self.list = list
    }

    /// Does what the script says: programs are run by the world, all else here.
    ///
    /// - Parameter shell: what runs a command that turns out to need a shell.
    /// - Parameter environment: `NAME=value` entries.
    /// - Parameter directories: the names in a directory, each with a zero byte behind it; nil if it cannot be read.
    package func run(
        _ world: any World, shell: Bytes, environment: [Bytes], directories: @escaping (Bytes) -> Bytes?
    ) -> (output: Bytes, status: CommandStatus) {
        PlainRun(world, shell: shell, environment: environment, directories: directories).run(list)
    }
}

/// A part of a script that has an exit status.
indirect enum PlainNode: Sendable {
    case command(PlainCommand)
    case sequence([PlainNode])
    case and(PlainNode, PlainNode)
    case or(PlainNode, PlainNode)
    case not(PlainNode)
    case choice([(condition: PlainNode, body: PlainNode)], otherwise: PlainNode?)
    case group(PlainNode, [PlainRedirection], isSubshell: Bool)
}

struct PlainCommand: Sendable {
    enum Kind: Sendable {
        case succeeds
        case fails
        case echo
        /// `test`, and `[`, whose `]` is no word of the command.
        case test
        case exit
        case program
    }

    var kind: Kind
    /// `NAME=value`, for a program only.
    var assignments: [Bytes]
    /// The name is the first.
    var words: [PlainWord]
    var redirections: [PlainRedirection]
}

/// Text with its quotes taken off.
struct PlainWord: Sendable {
    enum Part: Sendable {
        case text(Bytes, isQuoted: Bool)
        /// Any part of a file's name.
        case star
        case output(PlainNode, isQuoted: Bool)
    }

    var parts: [Part]

    /// The text of a word that is nothing else.
    var literal: Bytes? {
        var text: Bytes = []
        for part in parts {
            guard case .text(let bytes, _) = part else { return nil }
            text += bytes
        }
        return text
    }

    var isQuoted: Bool {
        parts.contains { part in
            if case .text(_, isQuoted: true) = part { return true }
            return false
        }
    }
}

enum PlainRedirection: Sendable {
    case inputFromNull
    case outputToNull
    case errorsToNull
    case errorsToOutput
    case outputToErrors

    /// As it is written.
    var text: StaticString {
        switch self {
        case .inputFromNull: " </dev/null"
        case .outputToNull: " >/dev/null"
        case .errorsToNull: " 2>/dev/null"
        case .errorsToOutput: " 2>&1"
        case .outputToErrors: " 1>&2"
        }
    }
}
