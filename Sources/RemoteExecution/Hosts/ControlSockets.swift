internal import Platform
internal import Text

/// Where the control sockets of our ssh connections are: a directory that only we can enter.
///
/// It is one for each user, not for each run, so that a run that is killed leaves nothing behind: ssh removes its
/// socket itself. Its path is short, since a socket's path has room for about 100 bytes.
struct ControlSockets {
    private let directory: Bytes
    /// The one of this user; it stays, because another run may be about to use it.
    private let isShared: Bool
    /// Begins the names of this run's sockets.
    private let run: Bytes

    init?() {
        let shared = Bytes("/tmp/distmake-ssh-\(geteuid())".utf8)
        guard let run = randomHex(bytes: 4) else { return nil }
        self.run = run
        if withCString(shared, { mkdir($0, 0o700) }) == 0 || isPrivateDirectory(shared) {
            directory = shared
            isShared = true
            return
        }
        // Somebody else was there first.
        var template = shared + Bytes(".XXXXXX") + [0]
        let made = template.withUnsafeMutableBytes { buffer in
            buffer.baseAddress.map { mkdtemp($0.assumingMemoryBound(to: CChar.self)) != nil } ?? false
        }
        guard made else { return nil }
        directory = Bytes(template.dropLast())
        isShared = false
    }

    /// The path of a host's sockets, to which the number of the connection is added.
    func prefix(host: Int) -> Bytes { directory + [Ascii.slash] + run + Bytes(".\(host).".utf8) }

    /// Removes what ssh may have left of this run.
    func remove() {
        for name in directoryEntries(directory) ?? [] where name.hasPrefix(run) {
            _ = withCString(directory + [Ascii.slash] + name) { unlink($0) }
        }
        if !isShared { _ = withCString(directory) { rmdir($0) } }
    }
}
