import MakeLanguage
import Text

/// A world of a few files in memory. Its shell prints its last argument.
final class ImaginaryWorld: World {
    var files: [Bytes: Bytes] = [:]
    private var counter: UInt64 = 0

    func contents(of path: Bytes) -> Bytes? { files[path] }
    func modificationTime(of path: Bytes) -> Int64? { files[path] == nil ? nil : 1_000_000_000 }
    func isDirectory(_ path: Bytes) -> Bool { path == Bytes(".") || path == Bytes("/") }
    func entries(of directory: Bytes) -> [Bytes]? { isDirectory(directory) ? Array(files.keys) : nil }
    func realPath(of path: Bytes) -> Bytes? { isDirectory(path) ? Bytes("/imaginary") : nil }
    func run(_ command: ShellCommand) -> (output: Bytes, status: CommandStatus) {
        (command.arguments.last ?? [], .exited(0))
    }
    func environment() -> [(name: Bytes, value: Bytes)] { [(Bytes("HOME"), Bytes("/home"))] }
    func now() -> Int64 { 1_642_291_200_000_000_000 }
    func formatTime(_ format: Bytes, seconds: Int64, local: Bool) -> Bytes { format }
    func random() -> UInt64 {
        counter &+= 0x9E37_79B9_7F4A_7C15
        return counter ^ counter >> 29
    }
}

/// Counts what it is told.
final class Listener: DiagnosticSink {
    private(set) var errors = 0
    private(set) var messages: [Bytes] = []

    func report(_ diagnostic: Diagnostic) {
        if diagnostic.severity == .error || diagnostic.severity == .fatal { errors += 1 }
        if messages.count < 100 { messages.append(diagnostic.message) }
    }
}
