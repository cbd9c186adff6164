internal import CPlatform

/// What stat(2) tells of a file, as far as this project asks.
package struct FileStatus: Equatable, Sendable {
    /// Nanoseconds since the epoch.
    package var modified: Int64
    package var size: Int64
    package var device: UInt64
    package var inode: UInt64
    package var mode: UInt32

    package init(modified: Int64, size: Int64, device: UInt64, inode: UInt64, mode: UInt32) {
        (self.modified, self.size, self.device, self.inode, self.mode) = (modified, size, device, inode, mode)
    }

    package var isDirectory: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFDIR) }
    package var isRegular: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFREG) }
    package var isLink: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFLNK) }
}

/// stat(2), or lstat(2) when links are not followed; nil if there is no such file.
package func fileStatus(_ path: [UInt8], followLinks: Bool = true) -> FileStatus? {
    var raw = cp_status()
    guard withCString(path, { cp_status($0, followLinks ? 1 : 0, &raw) }) == 0 else { return nil }
    return FileStatus(
        modified: raw.modified, size: raw.size, device: raw.device, inode: raw.inode, mode: raw.mode)
}

/// Names in a directory, without `.` and `..`, sorted by bytes; nil if it cannot be read.
package func directoryEntries(_ path: [UInt8]) -> [[UInt8]]? {
    guard let stream = withCString(path, { opendir($0) }) else { return nil }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 256) { bytes(ofCString: $0) }
        }
        if name != [0x2E] && name != [0x2E, 0x2E] { names.append(name) }
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
}

/// Names in a directory, each with a zero byte behind it, as the system has them; nil if it cannot be read, or has more
/// than `limit`.
package func directoryNames(_ path: [UInt8], limit: Int) -> [UInt8]? {
    guard let stream = withCString(path, { opendir($0) }) else { return nil }
    defer { closedir(stream) }
    var names: [UInt8] = []
    var count = 0
    while let entry = readdir(stream) {
        count += 1
        if count > limit { return nil }
        withUnsafeBytes(of: &entry.pointee.d_name) { name in
            let end = name.firstIndex(of: 0) ?? name.count
            names += name[..<end]
            names.append(0)
        }
    }
    return names
}

/// The whole content of a file.
package func readFile(_ path: [UInt8]) throws(SystemError) -> [UInt8] {
    let fd = withCString(path) { open($0, O_RDONLY | O_CLOEXEC) }
    guard fd >= 0 else { throw SystemError.last }
    defer { close(fd) }
    return try readAll(fd)
}

/// Everything up to the end of a descriptor.
package func readAll(_ fd: Int32) throws(SystemError) -> [UInt8] {
    var status = stat()
    let expected = fstat(fd, &status) == 0 ? max(Int(status.st_size), 0) : 0
    var content: [UInt8] = []
    while true {
        var failure: SystemError?
        // One byte more than the file has, so that its end is seen without another buffer.
        let room = content.count < expected ? expected + 1 - content.count : expected == 0 ? 1 << 16 : 1 << 12
        let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            let got = retrying { read(fd, buffer.baseAddress, buffer.count) }
            if got < 0 { failure = SystemError.last }
            count = max(got, 0)
        }
        if let failure { throw failure }
        if chunk.isEmpty { return content }
        if content.isEmpty { content = chunk } else { content += chunk }
        // Less than was asked for is the end of a file; a pipe has no size.
        if expected > 0, chunk.count < room { return content }
    }
}

/// One read of at most 64 KiB; empty at the end, on an error, and when nothing is there to be read.
package func readSome(_ fd: Int32) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        count = max(retrying { read(fd, buffer.baseAddress, buffer.count) }, 0)
    }
}

/// Writes all bytes, waiting where the descriptor is not ready; false if it cannot.
@discardableResult
package func writeAll(_ fd: Int32, _ content: [UInt8]) -> Bool {
    content.withUnsafeBytes { buffer in
        var done = 0
        while done < buffer.count {
            let wrote = write(fd, buffer.baseAddress! + done, buffer.count - done)
            if wrote >= 0 {
                done += wrote
            } else if errno == EAGAIN {
                var one = pollfd(fd: fd, events: Int16(POLLOUT), revents: 0)
                _ = poll(&one, 1, -1)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}

/// Creates or replaces a file in place.
package func writeFile(_ path: [UInt8], _ content: [UInt8], mode: UInt32 = 0o666) throws(SystemError) {
    let fd = withCString(path) { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode) }
    guard fd >= 0 else { throw SystemError.last }
    let written = writeAll(fd, content)
    let failure = SystemError.last
    guard close(fd) == 0, written else { throw failure }
}

/// The working directory.
package func currentDirectory() -> [UInt8]? {
    guard let path = getcwd(nil, 0) else { return nil }
    defer { free(path) }
    return bytes(ofCString: path)
}

/// realpath(3); nil if the file does not exist.
package func realPath(_ path: [UInt8]) -> [UInt8]? {
    guard let resolved = withCString(path, { realpath($0, nil) }) else { return nil }
    defer { free(resolved) }
    return bytes(ofCString: resolved)
}

/// An unlinked file that holds `content`, positioned at its start, close-on-exec.
package func anonymousFile(_ content: [UInt8]) throws(SystemError) -> Int32 {
    let fd = cp_anonymous_file()
    guard fd >= 0 else { throw SystemError.last }
    guard writeAll(fd, content), lseek(fd, 0, SEEK_SET) == 0 else {
        let failure = SystemError.last
        close(fd)
        throw failure
    }
    return fd
}

/// A pipe, close-on-exec; `nonBlocking` holds for both ends.
package func makePipe(nonBlocking: Bool = false) throws(SystemError) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard cp_pipe(&ends, nonBlocking ? 1 : 0) == 0 else { throw SystemError.last }
    return (ends[0], ends[1])
}

/// Makes reads and writes return at once.
package func setNonBlocking(_ fd: Int32) {
    _ = fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK)
}

/// Repeats a call that a signal interrupted.
package func retrying(_ call: () -> Int) -> Int {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}

/// Sets the modification time to now; creates the file if there is none.
package func touchFile(_ path: [UInt8]) -> Bool {
    if withCString(path, { utimensat(AT_FDCWD, $0, nil, 0) }) == 0 { return true }
    let fd = withCString(path) { open($0, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666) }
    guard fd >= 0 else { return false }
    close(fd)
    return true
}

/// Puts bytes in the place of others in an existing file.
package func overwriteFile(_ path: [UInt8], at offset: Int, with content: [UInt8]) -> Bool {
    let fd = withCString(path) { open($0, O_WRONLY | O_CLOEXEC) }
    guard fd >= 0 else { return false }
    defer { close(fd) }
    return retrying { pwrite(fd, content, content.count, off_t(offset)) } == content.count
}

/// What one read of a non-blocking descriptor gave.
package enum ReadResult: Equatable, Sendable {
    case bytes([UInt8])
    /// Nothing is there yet.
    case nothing
    /// The end, or an error, after which nothing comes either.
    case end
}

/// One read of at most 64 KiB that tells an end from a pause.
package func readNow(_ fd: Int32) -> ReadResult {
    var got = 0
    let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        got = retrying { read(fd, buffer.baseAddress, buffer.count) }
        count = max(got, 0)
    }
    if got < 0 { return errno == EAGAIN ? .nothing : .end }
    return got == 0 ? .end : .bytes(chunk)
}
