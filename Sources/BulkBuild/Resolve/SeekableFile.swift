internal import Platform
package import Text

/// Opens a file that can be read more than once. `-` is standard input; what cannot be read again, a pipe, is put into a file without
/// a name first.
package func openSeekable(_ path: Bytes) throws(ReadingTrouble) -> Int32 {
    let isInput = path == [Ascii.minus]
    let fd = isInput ? 0 : withCString(path) { open($0, O_RDONLY | O_CLOEXEC) }
    guard fd >= 0 else { throw .system(path, SystemError.last) }
    var status = stat()
    if fstat(fd, &status) == 0, status.st_mode & S_IFMT == S_IFREG { return fd }
    defer { if !isInput { close(fd) } }
    let directory = getenv("TMPDIR").map { bytes(ofCString: $0) } ?? Bytes("/tmp")
    guard let (copy, name) = makeTemporaryFile(directory + Bytes("/distbulk.XXXXXX")) else {
        throw .system(directory, SystemError.last)
    }
    _ = withCString(name) { unlink($0) }
    while true {
        var failure: SystemError?
        let piece = Bytes(unsafeUninitializedCapacity: 1 << 18) { buffer, count in
            let got = retrying { read(fd, buffer.baseAddress, buffer.count) }
            if got < 0 { failure = SystemError.last }
            count = max(got, 0)
        }
        if let failure { throw .system(path, failure) }
        if piece.isEmpty { return copy }
        guard writeAll(copy, piece) else { throw .system(directory, SystemError.last) }
    }
}
