internal import ContentStore
internal import Platform
internal import Text

/// An output on its way back: bytes go to a new file beside the target, which takes the target's name at the end.
///
/// The name is ours, the file is created exclusively and links are not followed: a host decides nothing but content. Where
/// the system has files without a name, it gets one at the end only, so that nothing is left of a make that is killed.
final class OutputFile {
    let path: Bytes
    private let temporary: Bytes
    private var fd: Int32 = -1
    private var isNamed = false
    let isExecutable: Bool
    /// Bytes that came for it.
    private(set) var written = 0
    /// Takes the host's directory out of what comes; nil: that is only looked for.
    private var undoing: PathUndoing?
    private var detector: StageDetector?
    /// What came has the name of the host's directory.
    var namesStage: Bool { detector?.hasFound ?? false }
    private var digester = DigestBuilder()

    /// - Parameters:
    ///   - path: absolute and normalised. Directories that are missing on the way are made.
    ///   - stage: the directory on the host.
    ///   - isDepfile: it lists names of files, which become ours.
    init(path: Bytes, isExecutable: Bool, stage: Bytes? = nil, isDepfile: Bool = false) throws(SystemError) {
        if isDepfile { undoing = stage.map { PathUndoing(stage: $0) } }
        detector = stage.map { StageDetector(stage: $0) }
        self.path = path
        self.isExecutable = isExecutable
        let directory = parent(of: path)
        let name = Bytes(path.dropFirst(directory.count == 1 ? 1 : directory.count + 1))
        guard let random = randomHex(bytes: 8) else { throw SystemError(code: EIO) }
        // A name of 255 bytes is full; what is cut off is only for the eye.
        temporary = directory + Bytes("/.") + name.prefix(200) + Bytes(".") + random
        create(in: directory)
        if fd < 0, SystemError.last.code == ENOENT {
            makeDirectories(directory)
            create(in: directory)
        }
        guard fd >= 0 else { throw SystemError.last }
    }

    deinit { discard() }

    private func create(in directory: Bytes) {
        fd = openUnnamedFile(in: directory, mode: 0o600)
        guard fd < 0 else { return }
        fd = withCString(temporary) {
            open($0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(0o600))
        }
        isNamed = fd >= 0
    }

    func write(_ bytes: Bytes) throws(SystemError) {
        written += bytes.count
        try put(undoing?.take(bytes) ?? bytes)
    }

    private func put(_ bytes: Bytes) throws(SystemError) {
        guard !bytes.isEmpty else { return }
        detector?.take(bytes)
        guard writeAll(fd, bytes) else { throw SystemError.last }
        digester.add(bytes)
    }

    /// The host has the same.
    var isAsThere: Bool { undoing == nil }

    /// All of it came.
    func end() throws(SystemError) { try put(undoing?.end() ?? []) }

    /// Of all that was written; to be asked once.
    func digest() -> Digest { digester.digest() }

    /// Puts the file in its place, with the permissions of a file made here. Its time is that of its last byte.
    func commit(umask: UInt32) throws(SystemError) -> FileStatus? {
        guard fd >= 0 else { throw SystemError(code: EBADF) }
        let mode = (isExecutable ? UInt32(0o777) : 0o666) & ~umask
        guard fchmod(fd, mode_t(mode)) == 0 else { throw SystemError.last }
        if !isNamed {
            if nameFile(fd, path) {
                guard close(takeDescriptor()) == 0 else { throw SystemError.last }
                return fileStatus(path)
            }
            // Something has the name, and will be replaced.
            guard nameFile(fd, temporary) else { throw SystemError.last }
            isNamed = true
        }
        guard close(takeDescriptor()) == 0,
            withCString(temporary, { from in withCString(path) { rename(from, $0) } }) == 0
        else {
            let failure = SystemError.last
            _ = withCString(temporary) { unlink($0) }
            throw failure
        }
        return fileStatus(path)
    }

    /// Removes the file if it is not in its place yet.
    func discard() {
        guard fd >= 0 else { return }
        close(takeDescriptor())
        if isNamed { _ = withCString(temporary) { unlink($0) } }
    }

    private func takeDescriptor() -> Int32 {
        defer { fd = -1 }
        return fd
    }
}

/// mkdir -p; failures show when the directory is used.
private func makeDirectories(_ path: Bytes) {
    for index in path.indices.dropFirst() where path[index] == Ascii.slash {
        _ = withCString(Bytes(path[..<index])) { mkdir($0, mode_t(0o777)) }
    }
    _ = withCString(path) { mkdir($0, mode_t(0o777)) }
}
