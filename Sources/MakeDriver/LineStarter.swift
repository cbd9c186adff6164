internal import MakeLanguage
internal import Platform
internal import Report
internal import Text

/// Starts lines of recipes as processes of their own, with make's standard streams.
struct LineStarter {
    private let run: Make
    /// The environment of the last command, ready for use.
    private var environment: (entries: [Bytes], block: CStringBlock)?

    init(_ run: Make) { self.run = run }

    /// - Throws: the error of the system call that failed; then nothing runs.
    mutating func start(_ command: RecipeCommand) throws(SystemError) -> ProcessID {
        let entries = run.evaluator.commandEnvironment()
        if environment?.entries != entries { environment = (entries, CStringBlock(entries)) }
        let block = environment?.block ?? CStringBlock(entries)
        run.debug(.jobs, Bytes("Execute: '") + command.text + Bytes("'"))
        if !run.evaluator.mayChangePath, let words = command.plainWords,
            let pid = try? spawn(SpawnRequest(arguments: words, environment: block))
        {
            return pid
        }
        // A command that looks like an option must not be taken for one.
        let looksLikeOption = command.text[0] == Ascii.plus || command.text[0] == Ascii.minus
        let words = [run.shell.path, Bytes("-c")] + (looksLikeOption ? [Bytes("--")] : []) + [command.text]
        return try spawn(SpawnRequest(arguments: words, environment: block))
    }
}
