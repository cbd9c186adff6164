internal import MakeLanguage
internal import Platform
internal import Text

/// What a script asks of the outside.
protocol ShellHost: AnyObject {
    /// Stat(2), links followed.
    func status(of path: Bytes, from directory: Bytes) -> FileStatus?
    /// Names in a directory, sorted.
    func entries(of path: Bytes, from directory: Bytes) -> [Bytes]?
    func realPath(of path: Bytes, from directory: Bytes) -> Bytes?
    /// access(2) with R_OK, W_OK or X_OK.
    func isAccessible(_ path: Bytes, _ mode: Int32, from directory: Bytes) -> Bool
    /// Runs a program to its end.
    ///
    /// - Parameter put: gets what it prints, in order; true is standard output.
    /// - Returns: its status; nil if a shell would have more to say about it.
    func run(_ command: ScanCommand, put: (Bool, Bytes) -> Void) -> Int32?
    /// Has a shell run part of a script.
    func runByShell(_ script: Bytes, _ environment: [Bytes], in directory: Bytes, mergingErrors: Bool) -> CommandAnswer
}
