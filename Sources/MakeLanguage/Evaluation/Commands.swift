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
        let name = Bytes(shell[(shell.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...])
        var (output, status) = world.run(
            ShellCommand(
                program: shell, arguments: [name, Bytes("-c"), command], environment: commandEnvironment()))
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
}
