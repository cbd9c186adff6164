internal import MakeLanguage
internal import Platform
internal import Text

/// The world as it is: this machine's files, environment and commands.
final class RealWorld: World {
    /// Commands that make starts must see what was printed before them.
    private let beforeCommand: () -> Void
    /// The environment of the last command; that of the next is mostly the same.
    private var environmentBlock: (entries: [Bytes], block: CStringBlock)?

    init(beforeCommand: @escaping () -> Void) { self.beforeCommand = beforeCommand }

    func contents(of path: Bytes) -> Bytes? { try? readFile(path) }
    func modificationTime(of path: Bytes) -> Int64? { fileStatus(path)?.modified }
    func isDirectory(_ path: Bytes) -> Bool { fileStatus(path)?.isDirectory ?? false }
    func entries(of directory: Bytes) -> [Bytes]? { directoryEntries(directory) }
    func names(in directory: Bytes, limit: Int) -> Bytes? { directoryNames(directory, limit: limit) }

    var quietPeriod: Int? {
        let (started, running) = processCounts()
        return running == 0 ? started : nil
    }

    func realPath(of path: Bytes) -> Bytes? { Platform.realPath(path) }

    func run(_ command: ShellCommand) -> (output: Bytes, status: CommandStatus) {
        beforeCommand()
        if environmentBlock?.entries != command.environment {
            environmentBlock = (command.environment, CStringBlock(command.environment))
        }
        guard let block = environmentBlock?.block else { return ([], .exited(127)) }
        var request = SpawnRequest(program: command.program, arguments: command.arguments, environment: block)
        if command.input == .null { request.standardInput = null }
        request.standardOutput = descriptor(of: command.output)
        request.standardError = descriptor(of: command.errors)
        do throws(SystemError) {
            let (output, status) = try capture(
                request, streams: (command.output == .captured, command.errors == .captured))
            switch status {
            case .exited(let code): return (output, .exited(code))
            case .signaled(let signal):
                guard command.isInsteadOfShell else { return (output, .signaled(signal)) }
                if let text = shellsRemark(on: signal) { writeAll(STDERR_FILENO, text) }
                return (output, .exited(128 + signal))
            }
        } catch {
            return ([], .notStarted(error.text))
        }
    }

    /// `/dev/null`, once it is needed.
    private lazy var null: Int32 = withCString(Bytes("/dev/null")) { open($0, O_RDWR | O_CLOEXEC) }

    private func descriptor(of stream: ShellCommand.Stream) -> Int32? {
        switch stream {
        case .captured: nil
        case .null: null
        case .errors: STDERR_FILENO
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

/// What a shell says when a signal has ended a program that it runs; nil: nothing.
func shellsRemark(on signal: Int32) -> Bytes? {
    if signal == SIGINT || signal == SIGPIPE { return nil }
    return Bytes(String(cString: strsignal(signal))) + [Ascii.newline]
}
