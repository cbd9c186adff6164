internal import Platform
internal import Text

/// A meta file that is being written: the header at once, then the output as it comes (make-language.md S7-42).
final class MetaFile {
    let path: Bytes
    private var fd: Int32
    /// Where processes write down what files they use, until that becomes the end of the file; nil: nowhere.
    private(set) var records: Int32?
    /// Why it could not be made.
    private(set) var problem: String?

    init(path: Bytes, header: Bytes, hasRecords: Bool) {
        self.path = path
        fd = withCString(path) { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666) }
        if fd < 0 { problem = SystemError.last.text }
        write(header)
        if hasRecords, fd >= 0 { records = try? anonymousFile([]) }
    }

    /// Ends the file with what the processes of the recipe wrote down.
    ///
    /// - Parameter hadProcesses: then records that are missing mean that the system refused to trace.
    func writeRecords(hadProcesses: Bool) {
        guard let file = records else { return }
        lseek(file, 0, SEEK_SET)
        var text = (try? readAll(file)) ?? []
        if text.isEmpty, !hadProcesses { text = Bytes("# filemon version 5\nV 5\n") }
        if !text.isEmpty { write(Bytes("\n-- filemon acquired metadata --\n") + text + Bytes("# Bye bye\n")) }
    }

    func write(_ text: Bytes) { if fd >= 0 { writeAll(fd, text) } }

    func close() {
        if fd >= 0 { Platform.close(fd) }
        if let records { Platform.close(records) }
        fd = -1
        records = nil
    }

    deinit { close() }
}
