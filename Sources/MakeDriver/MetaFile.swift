internal import Platform
internal import Text

/// A meta file that is being written: the header at once, then the output as it comes (make-language.md S7-42).
final class MetaFile {
    let path: Bytes
    private var fd: Int32
    /// Why it could not be made.
    private(set) var problem: String?

    init(path: Bytes, header: Bytes) {
        self.path = path
        fd = withCString(path) { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666) }
        if fd < 0 { problem = SystemError.last.text }
        write(header)
    }

    func write(_ text: Bytes) { if fd >= 0 { writeAll(fd, text) } }

    func close() {
        if fd >= 0 { Platform.close(fd) }
        fd = -1
    }

    deinit { close() }
}
