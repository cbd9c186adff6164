internal import MakeLanguage
package import Text

/// A script by itself, without a make around it.
package enum PlainScript {
    /// What it prints, and its status; nil if it needs a shell.
    package static func run(
        _ text: Bytes, _ memory: ScanMemory, _ environment: [Bytes], in directory: Bytes
    ) -> CommandAnswer? {
        guard let script = try? ShellParser.parse(text) else { return nil }
        let host = ScriptRunner(memory, ScanTrace(home: directory), directory, nil)
        var run = ShellRun(host: host, environment: environment, directory: directory)
        guard let code = try? run.run(script) else { return nil }
        return CommandAnswer(
            output: Bytes(run.printed.filter(\.isOutput).map(\.text).joined()),
            errors: Bytes(run.printed.filter { !$0.isOutput }.map(\.text).joined()), status: .exited(code))
    }

    /// True if it is understood.
    @discardableResult
    package static func parse(_ text: Bytes) -> Bool { (try? ShellParser.parse(text)) != nil }
}
