internal import BuildGraph
internal import MakeLanguage
internal import Platform
internal import Text

/// The records of `-T file`: one line for each event of jobs mode (make-language.md S1-43).
///
///     seconds.microseconds running EVENT pid directory [target process flags type]
///
/// `flags` is 0, and `type` this program's own set of attributes; both are there for tools that count the columns.
/// A job without a process of its own here has process 0.
final class TraceFile {
    enum Event: String {
        case begin = "BEG"
        case end = "END"
        case error = "ERR"
        case job = "JOB"
        case done = "DON"
        case interrupt = "INT"
    }

    private let descriptor: Int32
    private let directory: Bytes

    /// Appends to the file; several makes may write to it.
    init?(_ path: Bytes, directory: Bytes) {
        descriptor = withCString(path) { open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666) }
        self.directory = directory
        guard descriptor >= 0 else { return nil }
    }

    func note(_ event: Event, running: Int, job: (node: Node, process: ProcessID)? = nil) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let micros = "\(1_000_000 + now.tv_nsec / 1000)".dropFirst()
        var line = Bytes("\(now.tv_sec).\(micros) \(running) ") + Bytes(event.rawValue)
        line += Bytes(" \(getpid()) ") + directory
        if let (node, process) = job {
            let type = String(node.attributes.rawValue, radix: 16)
            line += [Ascii.space] + node.name + Bytes(" \(process) 0 \(type)")
        }
        line.append(Ascii.newline)
        // In one piece, so that the lines of several makes stay whole.
        writeAll(descriptor, line)
    }
}
