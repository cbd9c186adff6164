package import Text

/// Shell commands whose output becomes text.
extension Evaluator {
    /// Runs a shell command for its output (S3-22). A failure is only a warning.
    ///
    /// - Parameter severity: of the message about a failure; in expressions it is no warning.
    package func output(ofCommand command: Bytes, _ severity: Diagnostic.Severity = .plain) -> Bytes {
        run(command, severity).output
    }

    func run(_ command: Bytes, _ severity: Diagnostic.Severity) -> (output: Bytes, succeeded: Bool) {
        var (output, status) = outcome(of: command, commandEnvironment())
        // No value can hold more, nor any argument of a command.
        if let zero = output.firstIndex(of: 0) { output.removeSubrange(zero...) }
        let quoted = Bytes("\"") + command + Bytes("\"")
        switch status {
        case .exited(0): break
        case .exited: report(severity, quoted + Bytes(" returned non-zero status"))
        case .signaled: report(severity, quoted + Bytes(" exited on a signal"))
        case .notStarted(let reason): report(severity, Bytes("Couldn't exec ") + quoted + Bytes(": \(reason)"))
        }
        return (joinedLines(output), status == .exited(0))
    }

    /// What a command prints, and how it ends. A plain one runs without the shell, if that is the usual one and would find
    /// the same programs; one that cannot be started is left to the shell and its messages.
    private func outcome(of command: Bytes, _ environment: [Bytes]) -> (output: Bytes, status: CommandStatus) {
        if shell == Self.usualShell, !world.takesWholeScripts, !debugFlags.contains(.shell), !mayChangePath,
            let script = PlainScript(command)
        {
            return script.run(world, shell: shell, environment: environment) { directory in
                self.directoryNames.names(in: directory, self.world)
            }
        }
        let name = Bytes(shell[(shell.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...])
        return world.run(
            ShellCommand(program: shell, arguments: [name, Bytes("-c"), command], environment: environment))
    }

    private static let usualShell = Bytes("/bin/sh")
}
