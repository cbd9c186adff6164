package import MakeLanguage
package import Text

/// A command that somebody runs for a scan, and what it may see.
package struct ScanCommand: Sendable {
    /// The program, if it is not the first word of argv; looked for in PATH if it has no slash.
    package var program: Bytes?
    /// argv
    package var arguments: [Bytes]
    /// `NAME=value` entries.
    package var environment: [Bytes]
    package var directory: Bytes
    package var input: Bytes = []
    /// Standard error goes where standard output goes.
    package var mergesErrors = false

    package init(arguments: [Bytes], environment: [Bytes], directory: Bytes) {
        (self.arguments, self.environment, self.directory) = (arguments, environment, directory)
    }
}

/// What became of a command.
package final class CommandAnswer: Sendable {
    package let output: Bytes
    package let errors: Bytes
    package let status: CommandStatus

    package init(output: Bytes, errors: Bytes, status: CommandStatus) {
        (self.output, self.errors, self.status) = (output, errors, status)
    }

    /// As `$?` tells it.
    package var code: Int32 {
        switch status {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        case .notStarted: 127
        }
    }
}

/// Who runs the commands of a scan: processes of this machine, or of the platform that is scanned for.
package protocol CommandSource: AnyObject, Sendable {
    func answer(to command: ScanCommand) -> CommandAnswer
}
