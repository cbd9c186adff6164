internal import History
internal import Platform
internal import Text

/// The file of `--log`: lines are appended, by several makes at the same time if need be.
///
/// Who appends holds a shared lock, who rewrites the file an exclusive one. A rewritten log is another file under the same
/// name, so whoever has a lock looks whether it is still the right file.
final class LogFile {
    enum Problem: Error {
        case system(SystemError)
        /// It holds something else.
        case noLog
    }

    /// What it held when it was opened.
    let history: BuildHistory
    private let path: Bytes
    private var fd: Int32
    private var pending: Bytes = []

    init(_ path: Bytes) throws(Problem) {
        fd = Self.open(path)
        guard fd >= 0 else { throw .system(SystemError.last) }
        // A link is followed once, so that a rewritten log takes the place of the file and not of the link.
        self.path = realPath(path) ?? path
        guard fileStatus(self.path)?.isRegular == true else { throw .noLog }
        let found: BuildHistory
        do throws(SystemError) {
            found = BuildHistory(try readFile(self.path))
        } catch {
            throw .system(error)
        }
        history = found
        guard found.isLog else {
            close(fd)
            fd = -1
            throw .noLog
        }
        if found.isWasteful { rewrite() }
    }

    deinit { if fd >= 0 { close(fd) } }

    /// The directory that it is in.
    var directory: Bytes { Bytes(path[..<(path.lastIndex(of: Ascii.slash) ?? 0)]) }

    private static func open(_ path: Bytes) -> Int32 {
        withCString(path) { Platform.open($0, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666) }
    }

    func add(_ record: LogRecord) { pending += record.line }

    var pendingCount: Int { pending.count }

    func flush() {
        guard !pending.isEmpty, fd >= 0 else { return }
        var size = lock(exclusive: false)
        // Of several makes that find it empty one writes the first line.
        if size == 0 { size = lock(exclusive: true) }
        defer { unlockFile(fd) }
        // The header, or the end of a line that a killed make or a full disk cut off.
        if size == 0 {
            pending = BuildHistory.header + pending
        } else if readBytes(fd, at: size - 1, count: 1) != [Ascii.newline] {
            pending = [Ascii.newline] + pending
        }
        writeAll(fd, pending)
        pending.removeAll(keepingCapacity: true)
    }

    /// Locks the file that has the name now; its size.
    private func lock(exclusive: Bool) -> Int64 {
        for _ in 0..<100 {
            lockFile(fd, exclusive: exclusive)
            let mine = fileStatus(of: fd)
            if let mine, let named = fileStatus(path), named.device == mine.device, named.inode == mine.inode {
                return mine.size
            }
            let other = Self.open(path)
            guard other >= 0 else { return mine?.size ?? 0 }
            close(fd)
            fd = other
        }
        return fileStatus(of: fd)?.size ?? 0
    }

    /// Leaves out what is of no use.
    private func rewrite() {
        _ = lock(exclusive: true)
        defer { unlockFile(fd) }
        // Others may have written since, or rewritten it themselves.
        guard let text = try? readFile(path) else { return }
        let present = BuildHistory(text)
        guard present.isLog, present.isWasteful else { return }
        try? replaceFile(path, present.compacted)
    }
}
