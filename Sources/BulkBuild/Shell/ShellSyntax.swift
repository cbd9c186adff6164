internal import Text

/// A shell script, as far as it is understood without a shell: what is left out makes the whole script a shell's.
struct ShellScript: Sendable {
    var commands: [ShellAndOr]
}

/// `a && b || c`
struct ShellAndOr: Sendable {
    enum Connection: Sendable { case and, or }
    var first: ShellPipeline
    var rest: [(Connection, ShellPipeline)] = []
}

/// `! a | b`
struct ShellPipeline: Sendable {
    var isNegated = false
    var stages: [ShellCommandForm]
    /// As it was written, if it has several stages.
    var source: Bytes
}

struct ShellCommandForm: Sendable {
    indirect enum Body: Sendable {
        case simple(assignments: [(name: Bytes, value: ShellWord)], words: [ShellWord])
        case group(ShellScript)
        case subshell(ShellScript)
        /// Pairs of conditions and what follows from them; the `else`.
        case choice([(ShellScript, ShellScript)], otherwise: ShellScript?)
        case loop(name: Bytes, words: [ShellWord], body: ShellScript)
    }
    var body: Body
    var redirections: [ShellRedirection] = []
}

/// Redirections that write no file.
enum ShellRedirection: Sendable {
    case outputToNull
    case errorsToNull
    /// `2>&1`
    case errorsToOutput
    /// `>&2`
    case outputToErrors
    /// `</dev/null`
    case noInput
}

struct ShellWord: Sendable {
    enum Part: Sendable {
        /// `isQuoted`: neither a pattern nor split.
        case literal(Bytes, isQuoted: Bool)
        case parameter(Bytes, ShellParameterForm, isQuoted: Bool)
        case command(ShellScript, isQuoted: Bool)
    }
    var parts: [Part] = []

    /// The text of a word that has no quotes, parameters or commands.
    var plain: Bytes? {
        guard parts.count == 1, case .literal(let text, false) = parts[0] else { return parts.isEmpty ? [] : nil }
        return text
    }
}

/// `${x}`, `${x:-word}`, `${x:+word}`, `${x-word}`, `${x+word}`
indirect enum ShellParameterForm: Sendable {
    case plain
    case fallback(ShellWord, alsoIfEmpty: Bool)
    case alternative(ShellWord, alsoIfEmpty: Bool)
}

/// The script needs a shell: something in it is not understood, or writes files.
struct NeedsShell: Error {}
