internal import MakeLanguage
internal import Platform
internal import Text

/// The world as it is: this machine's files, environment and commands.
final class RealWorld: World {
    /// Commands that make starts must see what was printed before them.
    private let beforeCommand: () -> Void

    init(beforeCommand: @escaping () -> Void) { self.beforeCommand = beforeCommand }

    func contents(of path: Bytes) -> Bytes? { try? readFile(path) }
    func modificationTime(of path: Bytes) -> Int64? { fileStatus(path)?.modified }
    func isDirectory(_ path: Bytes) -> Bool { fileStatus(path)?.isDirectory ?? false }
    func entries(of directory: Bytes) -> [Bytes]? { directoryEntries(directory) }
    func realPath(of path: Bytes) -> Bytes? { Platform.realPath(path) }

    func run(_ command: ShellCommand) -> (output: Bytes, status: CommandStatus) {
        beforeCommand()
        let request = SpawnRequest(
            program: command.program, arguments: command.arguments, environment: CStringBlock(command.environment))
        do throws(SystemError) {
            let (output, status) = try capture(request)
            switch status {
            case .exited(let code): return (output, .exited(code))
            case .signaled(let signal): return (output, .signaled(signal))
            }
        } catch {
            return ([], .notStarted(error.text))
        }
    }

    func environment() -> [(name: Bytes, value: Bytes)] {
        currentEnvironment().map { entry in
            let equals = entry.firstIndex(of: Ascii.equals) ?? entry.count
            return (Bytes(entry[..<equals]), Bytes(entry[min(equals + 1, entry.count)...]))
        }
    }

    func now() -> Int64 { wallClock() }

    func formatTime(_ format: Bytes, seconds: Int64, local: Bool) -> Bytes {
        Platform.formatTime(format, seconds: seconds, local: local)
    }

    func random() -> UInt64 { UInt64.random(in: .min ... .max) }
}
