internal import CPlatform

/// Locks that processes share through a file which nobody writes to: each byte of it can be locked by one of them.
///
/// The system gives them up when their holder ends, however it ends.
package final class SharedLocks {
    private let fd: Int32
    /// Where other processes can open the file.
    package let path: [UInt8]
    /// This process made a file of that name.
    private let isNamed: Bool

    private init?(taking fd: Int32, path: [UInt8], isNamed: Bool) {
        // Recipes use small numbers for their own redirections.
        self.fd = fcntl(fd, F_DUPFD_CLOEXEC, 15)
        self.path = path
        self.isNamed = isNamed
        close(fd)
        guard self.fd >= 0 else { return nil }
    }

    deinit { close(fd) }

    /// A new file: without a name of its own where the system shows descriptors as files, so that a process which is
    /// killed leaves nothing behind; else in `directory`.
    package static func make(in directory: [UInt8]) -> SharedLocks? {
        let anonymous = cp_anonymous_file()
        if anonymous >= 0 {
            let kept = fcntl(anonymous, F_DUPFD_CLOEXEC, 15)
            close(anonymous)
            let path = [UInt8]("/proc/\(getpid())/fd/\(kept)".utf8)
            if kept >= 0, fileStatus(path) != nil { return SharedLocks(holding: kept, path: path) }
            close(kept)
        }
        guard let file = makeTemporaryFile(directory + [UInt8]("/make-locks.XXXXXX".utf8)) else { return nil }
        return SharedLocks(taking: file.fd, path: file.path, isNamed: true)
    }

    private init(holding fd: Int32, path: [UInt8]) {
        self.fd = fd
        self.path = path
        isNamed = false
    }

    /// One that another process made; nil if it cannot be opened.
    package static func open(_ path: [UInt8]) -> SharedLocks? {
        let fd = withCString(path) { Platform.open($0, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
        guard fd >= 0 else { return nil }
        var status = stat()
        guard fstat(fd, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(fd)
            return nil
        }
        return SharedLocks(taking: fd, path: path, isNamed: false)
    }

    /// False if another holds it. Locking what this object holds already succeeds.
    package func lock(_ byte: Int64) -> Bool { cp_lock_byte(fd, byte, 1) == 0 }
    package func unlock(_ byte: Int64) { _ = cp_lock_byte(fd, byte, 0) }

    /// The name goes, if there is one; who has it open may go on.
    package func removeName() { if isNamed { _ = withCString(path) { unlink($0) } } }
}
