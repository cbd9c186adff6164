internal import Platform
internal import Text

/// A build, as joined hosts and other builds of the user see it: a file that says that it lives, and a socket to which
/// sessions are brought.
final class BuildDoor {
    /// What the locks on the bytes of its file tell others; byte 0: it lives.
    enum Sign: Int64 {
        case takesPart = 1
        case waits
    }

    private let directory: JoinDirectory
    private let loop: EventLoop
    private let id: Bytes
    private let file: LockFile
    private let listener: Int32
    private var watch: EventLoop.WatchID?
    private var awaited: [Bytes: (BroughtStream) -> Void] = [:]
    private var peers: [ObjectIdentifier: LocalPeer] = [:]

    /// - Parameter description: for people who look into the directory.
    init?(directory: JoinDirectory, description: Bytes, loop: EventLoop) {
        guard let id = randomHex(bytes: 8), let file = try? LockFile(directory.path(.builds, id)),
            let listener = try? listenLocally(directory.path(.sessions, id))
        else { return nil }
        (self.directory, self.loop, self.id, self.file, self.listener) = (directory, loop, id, file, listener)
        file.write(description + [Ascii.newline])
        watch = loop.watch(listener, .read) { [unowned self] in greet() }
    }

    deinit { close() }

    func close() {
        guard let watch else { return }
        loop.unwatch(watch)
        self.watch = nil
        Platform.close(listener)
        _ = withCString(directory.path(.sessions, id)) { unlink($0) }
        file.remove()
        peers = [:]
        awaited = [:]
    }

    func show(_ sign: Sign, _ isOn: Bool) { file.set(sign.rawValue, isOn) }

    /// The signs of the other builds that live. What dead ones have left is removed.
    func others() -> [(takesPart: Bool, waits: Bool)] {
        directory.list(.builds).filter { $0 != id }.compactMap { other in
            let path = directory.path(.builds, other)
            guard let held = LockFile.look(path, bytes: [0, Sign.takesPart.rawValue, Sign.waits.rawValue]) else {
                return nil
            }
            guard held[0] else {
                if let abandoned = try? LockFile(path) {
                    _ = withCString(directory.path(.sessions, other)) { unlink($0) }
                    abandoned.remove()
                }
                return nil
            }
            return (held[1], held[2])
        }
    }

    /// A token for a session that a worker shall bring, and what to do with it.
    func expect(_ handler: @escaping (BroughtStream) -> Void) -> Bytes? {
        guard watch != nil, let secret = randomHex(bytes: 16) else { return nil }
        awaited[id + secret] = handler
        return id + secret
    }

    func forget(_ token: Bytes) { awaited[token] = nil }

    private func greet() {
        while let fd = acceptLocally(listener) {
            let peer = LocalPeer(fd, loop: loop, patience: 2_000_000_000)
            let id = ObjectIdentifier(peer)
            peers[id] = peer
            peer.onEnd = { [unowned self] in peers[id] = nil }
            peer.onLine = { [unowned self] line, descriptors in
                take(line, descriptors, from: peer)
                peers[id] = nil
            }
        }
    }

    private func take(_ line: Bytes, _ descriptors: [Int32], from peer: LocalPeer) {
        let words = line.split(separator: Ascii.space).map { Bytes($0) }
        guard words.count == 2, words[0] == Bytes("session"), descriptors.count == 2,
            let handler = awaited.removeValue(forKey: words[1])
        else {
            for each in descriptors { Platform.close(each) }
            return peer.close()
        }
        handler(BroughtStream(input: descriptors[1], output: descriptors[0], holder: peer.release()))
    }
}
