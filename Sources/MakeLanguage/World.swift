package import Text

/// How a shell command that an expression or assignment ran came to its end.
package enum CommandStatus: Equatable, Sendable {
    case exited(Int32)
    case signaled(Int32)
    case notStarted(String)
}

/// A shell command and what it may see.
package struct ShellCommand: Sendable {
    package var program: Bytes
    /// argv, complete: a name of the shell, `-c`, the text.
    package var arguments: [Bytes]
    /// `NAME=value` entries.
    package var environment: [Bytes]
    /// It runs in the place of a shell, which would say on standard error what signal ended the program, and exit.
    package var isInsteadOfShell: Bool
    package var input = Input.inherited
    package var output = Stream.captured
    package var errors = Stream.errors

    package enum Input: Sendable {
        case inherited
        case null
    }

    /// Where a stream leads.
    package enum Stream: Sendable {
        /// To whoever runs the command.
        case captured
        case null
        /// To make's standard error.
        case errors
    }

    package init(program: Bytes, arguments: [Bytes], environment: [Bytes], isInsteadOfShell: Bool = false) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.isInsteadOfShell = isInsteadOfShell
    }
}

/// The only door through which the language reaches outside.
///
/// Relative paths are relative to make's working directory (.OBJDIR). Calls come from the thread that evaluates.
package protocol World: AnyObject {
    /// The content of a file; nil if it cannot be read (or is a directory).
    func contents(of path: Bytes) -> Bytes?
    /// The content of a file, taken apart; nil if it cannot be read. A world that many evaluations share keeps these.
    func makefile(at path: Bytes, _ language: Language) -> Makefile?
    /// True if makefiles come from there, not from `contents`.
    var keepsMakefiles: Bool { get }
    /// Modification time in nanoseconds since the epoch, links followed; nil if there is no such file.
    func modificationTime(of path: Bytes) -> Int64?
    func isDirectory(_ path: Bytes) -> Bool
    /// Names in a directory, sorted, without `.` and `..`; nil if it cannot be read.
    func entries(of directory: Bytes) -> [Bytes]?
    /// Names in a directory, each with a zero byte behind it, in no order; nil if it cannot be read, or has more.
    func names(in directory: Bytes, limit: Int) -> Bytes?
    /// What was seen of directories holds as long as this stays the same: it changes when a command is started, and is
    /// nil while one runs.
    var quietPeriod: Int? { get }
    /// realpath(3); nil if the file does not exist.
    func realPath(of path: Bytes) -> Bytes?
    /// Commands come as they are written; else those that need no shell come piece by piece (`PlainScript`).
    var takesWholeScripts: Bool { get }
    /// Runs a command and returns what it wrote to streams that are captured: that of output, as a rule.
    func run(_ command: ShellCommand) -> (output: Bytes, status: CommandStatus)
    /// The environment that make was started with, in order.
    func environment() -> [(name: Bytes, value: Bytes)]
    /// Nanoseconds since the epoch.
    func now() -> Int64
    /// strftime(3) of a time in seconds.
    func formatTime(_ format: Bytes, seconds: Int64, local: Bool) -> Bytes
    func random() -> UInt64
}

/// A world that tells nothing of directories is asked for each file.
extension World {
    package var takesWholeScripts: Bool { false }
    package func names(in directory: Bytes, limit: Int) -> Bytes? { nil }
    package var quietPeriod: Int? { nil }
    package func makefile(at path: Bytes, _ language: Language) -> Makefile? {
        contents(of: path).map { Makefile($0, language) }
    }
    package var keepsMakefiles: Bool { false }
}
