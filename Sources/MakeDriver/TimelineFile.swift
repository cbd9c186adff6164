internal import Platform
internal import Text

/// The file of `--trace`: a JSON array of events. It is valid after each write, because a write takes the place of the
/// array's end and brings its own; so a make that is killed leaves a file that can be read. Several makes may write to
/// it.
final class TimelineFile {
    private static let end = Bytes("\n]\n")
    private let fd: Int32

    /// - Parameter isNew: it begins anew, and is not what a make above has begun.
    init(_ path: Bytes, isNew: Bool) throws(SystemError) {
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | (isNew ? O_TRUNC : 0)
        fd = withCString(path) { open($0, flags, 0o666) }
        guard fd >= 0 else { throw SystemError.last }
        if isNew { _ = writeBytes(fd, at: 0, Bytes("[\n]\n")) }
    }

    /// - Parameter events: with `,` and a newline between them.
    func append(_ events: Bytes) {
        guard !events.isEmpty else { return }
        lockFile(fd, exclusive: true)
        defer { unlockFile(fd) }
        guard let size = fileStatus(of: fd)?.size else { return }
        let tail = readBytes(fd, at: max(0, size - 4), count: 4)
        let end = Self.end
        if tail.count < 4 {
            _ = writeBytes(fd, at: 0, Bytes("[\n") + events + end)
        } else if size == 4, tail == Bytes("[\n]\n") {
            _ = writeBytes(fd, at: 2, events + end)
        } else if tail.hasSuffix(end) {
            _ = writeBytes(fd, at: size - 3, Bytes(",\n") + events + end)
        }
        // Anything else is no timeline; somebody put it there.
    }

    deinit { close(fd) }
}
