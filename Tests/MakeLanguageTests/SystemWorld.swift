import MakeLanguage
import Platform
import Text

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// This machine, with standard error in a file.
final class SystemWorld: World {
    private let errors: Int32
    private let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    private(set) var started: [String] = []

    /// - Parameter errors: a descriptor that is open for writing.
    init(errors: Int32) { self.errors = errors }

    deinit { close(null) }

    func contents(of path: Bytes) -> Bytes? { try? readFile(path) }
    func modificationTime(of path: Bytes) -> Int64? { fileStatus(path)?.modified }
    func isDirectory(_ path: Bytes) -> Bool { fileStatus(path)?.isDirectory ?? false }
    func entries(of directory: Bytes) -> [Bytes]? { directoryEntries(directory) }
    func realPath(of path: Bytes) -> Bytes? { Platform.realPath(path) }

    func run(_ command: ShellCommand) -> (output: Bytes, status: CommandStatus) {
        started.append(command.program.text)
        var request = SpawnRequest(
            program: command.program, arguments: command.arguments, environment: CStringBlock(command.environment))
        request.standardInput = null
        request.standardOutput = descriptor(of: command.output)
        request.standardError = descriptor(of: command.errors)
        do throws(SystemError) {
            let (output, status) = try capture(
                request, streams: (command.output == .captured, command.errors == .captured))
            switch status {
            case .exited(let code): return (output, .exited(code))
            case .signaled(let signal):
                return (output, command.isInsteadOfShell ? .exited(128 + signal) : .signaled(signal))
            }
        } catch {
            return ([], .notStarted(error.text))
        }
    }

    private func descriptor(of stream: ShellCommand.Stream) -> Int32? {
        switch stream {
        case .captured: nil
        case .null: null
        case .errors: errors
        }
    }

    func environment() -> [(name: Bytes, value: Bytes)] { [] }
    func now() -> Int64 { 0 }
    func formatTime(_ format: Bytes, seconds: Int64, local: Bool) -> Bytes { format }
    func random() -> UInt64 { 4 }
}
