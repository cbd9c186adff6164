package import MakeLanguage
package import Platform
package import Text

/// What a make finds around itself and does to it. make(1) has the process for itself; a program that runs many makes at
/// once in its own process gives to each what a process of its own would have had.
///
/// Relative paths are relative to the directory that was last changed to.
package protocol Surroundings: AnyObject {
    var world: any World { get }
    /// True if signals, the terminal, job tokens and hosts are this make's. Otherwise it makes one target after the
    /// other, and starts nothing by itself.
    var isProcess: Bool { get }
    /// The day of the bmake that is to be imitated, as its MAKE_VERSION tells it; nil: that of this program.
    var imitated: Bytes? { get }
    /// Gets which variables are looked for; nil if nobody asks.
    var inputReads: InputReads? { get }
    /// `NAME=value` entries.
    func environment() -> [Bytes]
    func currentDirectory() -> Bytes?
    /// Nil if that is where make works from now on.
    func changeDirectory(_ path: Bytes) -> SystemError?
    func status(of path: Bytes) -> FileStatus?
    func isWritable(_ path: Bytes) -> Bool
    /// What uname(2) says of the system and the machine.
    func system() -> (name: Bytes, machine: Bytes)
    /// Runs a line of a recipe; only asked for if this is no process.
    ///
    /// - Parameter output: gets what it prints, in order.
    func run(_ line: ShellCommand, output: (Bool, Bytes) -> Void) -> ExitStatus
}

/// The process is make's own.
final class OwnProcess: Surroundings {
    let world: any World

    init(world: RealWorld) { self.world = world }

    var isProcess: Bool { true }
    var imitated: Bytes? { nil }
    var inputReads: InputReads? { nil }
    func environment() -> [Bytes] { currentEnvironment() }
    func currentDirectory() -> Bytes? { Platform.currentDirectory() }

    func changeDirectory(_ path: Bytes) -> SystemError? {
        withCString(path, { chdir($0) }) == 0 ? nil : SystemError.last
    }

    func status(of path: Bytes) -> FileStatus? { fileStatus(path) }
    func isWritable(_ path: Bytes) -> Bool { withCString(path, { access($0, W_OK) }) == 0 }
    func system() -> (name: Bytes, machine: Bytes) { systemName() }
    func run(_ line: ShellCommand, output: (Bool, Bytes) -> Void) -> ExitStatus { .exited(127) }
}
