internal import CPlatform

// Stream sockets in the file system. Nothing here waits.

/// Listens on a new socket file; the directory decides who can connect.
package func listenLocally(_ path: [UInt8]) throws(SystemError) -> Int32 {
    let fd = withCString(path) { cp_listen_local($0) }
    guard fd >= 0 else { throw SystemError.last }
    return fd
}

/// Connects to a socket file; `ECONNREFUSED` where nobody listens any more.
package func connectLocally(_ path: [UInt8]) throws(SystemError) -> Int32 {
    let fd = withCString(path) { cp_connect_local($0) }
    guard fd >= 0 else { throw SystemError.last }
    return fd
}

/// The next who wants to connect; nil if there is none.
package func acceptLocally(_ listener: Int32) -> Int32? {
    let fd = cp_accept_local(listener)
    return fd >= 0 ? fd : nil
}

/// Sends all bytes at once, and descriptors with them; false if the other side does not take them.
package func send(_ bytes: [UInt8], with descriptors: [Int32] = [], to fd: Int32) -> Bool {
    let sent = bytes.withUnsafeBytes { buffer in
        descriptors.withUnsafeBufferPointer { passed in
            retrying {
                cp_send_with_descriptors(fd, buffer.baseAddress, buffer.count, passed.baseAddress, passed.count)
            }
        }
    }
    return sent == bytes.count
}

/// One message of at most 1 KiB, and the descriptors that came with it, which are the caller's to close.
package func receive(from fd: Int32) -> (result: ReadResult, descriptors: [Int32]) {
    var descriptors: [Int32] = [-1, -1, -1, -1]
    var count = descriptors.count
    var got = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: 1024) { buffer, filled in
        got = retrying { cp_receive_with_descriptors(fd, buffer.baseAddress, buffer.count, &descriptors, &count) }
        filled = max(got, 0)
    }
    let passed = got < 0 ? [] : Array(descriptors.prefix(count))
    if got < 0 { return (SystemError.last.code == EAGAIN ? .nothing : .end, []) }
    return (got == 0 ? .end : .bytes(bytes), passed)
}

/// Ends the writing side of a socket that is also read from; nothing happens to a pipe.
package func shutWriting(_ fd: Int32) { _ = cp_shut_writing(fd) }

/// A file that exists as long as anybody likes, and of which this process holds some bytes locked.
///
/// The system gives the locks up when the process ends, however it ends; then another process can lock the file, and may
/// remove it.
package final class LockFile {
    package let path: [UInt8]
    private let fd: Int32

    /// Opens or creates the file and locks its first byte; nil if another process holds it.
    package init?(_ path: [UInt8]) throws(SystemError) {
        self.path = path
        let fd = withCString(path) { open($0, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600) }
        guard fd >= 0 else { throw SystemError.last }
        self.fd = fd
        guard cp_lock_byte(fd, 0, 1) == 0, LockFile.isNamed(path, fd) else {
            close(fd)
            return nil
        }
    }

    deinit { close(fd) }

    /// Locks another byte, or gives it up; it tells others something (`LockFile.look`).
    package func set(_ byte: Int64, _ isLocked: Bool) { _ = cp_lock_byte(fd, byte, isLocked ? 1 : 0) }

    /// Replaces the content, which is for people and for lists.
    package func write(_ content: [UInt8]) {
        ftruncate(fd, 0)
        _ = content.withUnsafeBytes { pwrite(fd, $0.baseAddress, $0.count, 0) }
    }

    /// Removes the file; call it last.
    package func remove() { _ = withCString(path) { unlink($0) } }

    /// Which of the bytes somebody holds; nil if there is no such file.
    package static func look(_ path: [UInt8], bytes: [Int64]) -> [Bool]? {
        let fd = withCString(path) { open($0, O_RDWR | O_CLOEXEC | O_NOFOLLOW) }
        guard fd >= 0 else { return nil }
        defer { close(fd) }
        return bytes.map { cp_byte_is_locked(fd, $0) == 1 }
    }

    /// Whether the name still means the file that was opened: another process may have removed it just before.
    private static func isNamed(_ path: [UInt8], _ fd: Int32) -> Bool {
        var status = stat()
        guard fstat(fd, &status) == 0, let named = fileStatus(path, followLinks: false) else { return false }
        return named.inode == UInt64(status.st_ino) && named.device == UInt64(status.st_dev)
    }
}
