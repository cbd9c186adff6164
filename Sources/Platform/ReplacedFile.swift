internal import CPlatform

/// Gives a file its whole content at once: readers see the old one or the new one. What is no regular file (a device, a
/// pipe) is written to; links are followed.
package func replaceFile(_ path: [UInt8], _ content: [UInt8]) throws(SystemError) {
    let path = realPath(path) ?? path
    let old = fileStatus(path)
    if let old, !old.isRegular { return try writeFile(path, content) }
    let temporary = path + [UInt8](".\(getpid()).new".utf8)
    // A process of the same number may have been killed here before.
    _ = withCString(temporary) { unlink($0) }
    let fd = withCString(temporary) { open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
    guard fd >= 0 else { throw SystemError.last }
    var isDone = writeAll(fd, content)
    var failure = SystemError.last
    if let old, isDone { _ = fchmod(fd, mode_t(old.mode & 0o777)) }
    if close(fd) != 0 { (isDone, failure) = (false, SystemError.last) }
    if isDone, withCString(temporary, { from in withCString(path) { rename(from, $0) } }) != 0 {
        (isDone, failure) = (false, SystemError.last)
    }
    guard isDone else {
        _ = withCString(temporary) { unlink($0) }
        throw failure
    }
}

/// A lock of flock(2), which others see who lock the same file. Waits for it; without one where the file system has none.
package func lockFile(_ fd: Int32, exclusive: Bool) { _ = retrying { Int(flock(fd, exclusive ? LOCK_EX : LOCK_SH)) } }

package func unlockFile(_ fd: Int32) { _ = flock(fd, LOCK_UN) }

/// Size, and what else fstat(2) tells of an open file.
package func fileStatus(of fd: Int32) -> (size: Int64, device: UInt64, inode: UInt64)? {
    var status = stat()
    guard fstat(fd, &status) == 0 else { return nil }
    return (Int64(status.st_size), UInt64(truncatingIfNeeded: status.st_dev), UInt64(truncatingIfNeeded: status.st_ino))
}

/// Bytes at a place of a file; fewer if it ends before.
package func readBytes(_ fd: Int32, at offset: Int64, count wanted: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
        count = max(0, retrying { pread(fd, buffer.baseAddress, wanted, off_t(offset)) })
    }
}

/// Puts bytes at a place of a file; false if not all of them could be.
package func writeBytes(_ fd: Int32, at offset: Int64, _ content: [UInt8]) -> Bool {
    var done = 0
    while done < content.count {
        let wrote = content.withUnsafeBytes { buffer in
            retrying {
                pwrite(fd, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset) + off_t(done))
            }
        }
        guard wrote > 0 else { return false }
        done += wrote
    }
    return true
}
