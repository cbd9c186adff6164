package import Platform
package import Text

/// `disthosts accept`: offers the sh at the other end of its standard input and output to builds of this user.
///
/// Not one byte of a build goes through it: the build gets the descriptors themselves. It stays to notice the end of
/// either side.
package final class AcceptServer {
    /// What it ends with; the worker reads it.
    package enum End: Int32, Sendable {
        /// A build had the host.
        case served = 0
        case usage = 64
        /// Nothing came of it; the worker tries again.
        case temporary = 75
        /// The user does not want this host.
        case refused = 77
    }

    /// What a worker may say before anybody asked it.
    private static let mostNoise = 1 << 20

    private let loop: EventLoop
    private let directory: JoinDirectory
    private let lock: LockFile
    /// Nanoseconds between questions whether the worker is still there, and until it counts as gone.
    private let pause: Int64
    private let patience: Int64
    private var offer: Offer
    private var place: JoinDirectory.Folder
    private let listener: Int32
    private let stream: (input: Int32, output: Int32)
    private var streamWatch: EventLoop.WatchID?
    private var noise = 0
    private var isAsked = false
    private var peers: [ObjectIdentifier: LocalPeer] = [:]
    private var build: LocalPeer?
    /// What it came to; nil while it serves.
    package private(set) var end: End?

    package struct Trouble: Error, CustomStringConvertible {
        package let end: End
        package let description: String
    }

    /// - Parameters:
    ///   - input, output: the stream to the worker's sh, as this process has it: what is written to `output` the sh reads.
    ///   - origin: where the worker called from, for lists.
    package init(
        _ words: AcceptWords, directory: JoinDirectory, input: Int32, output: Int32, origin: Bytes, loop: EventLoop,
        pause: Int64 = 20_000_000_000, patience: Int64 = 15_000_000_000
    ) throws(Trouble) {
        self.loop = loop
        (self.pause, self.patience) = (pause, patience)
        self.directory = directory
        stream = (input, output)
        let wanted = words.name ?? Bytes("worker")
        guard let (name, lock) = try Self.takeName(wanted, in: directory) else {
            throw Trouble(end: .temporary, description: "too many hosts are called \(wanted.printable)")
        }
        self.lock = lock
        let mark = [name, wanted].compactMap { directory.mark(of: $0) }
        if mark.contains(.removed) {
            throw Trouble(
                end: .refused,
                description: "\(name.printable) was removed here, and is refused until `disthosts remove --undo "
                    + "\(name.printable)'")
        }
        offer = Offer(name: name, words: words, origin: origin, isDrained: !mark.isEmpty)
        // Whoever had the name before is gone.
        for folder in [JoinDirectory.Folder.offers, .taken] {
            _ = withCString(directory.path(folder, name)) { unlink($0) }
        }
        place = .taken
        do {
            listener = try listenLocally(directory.path(.taken, name))
        } catch {
            throw Trouble(
                end: .temporary,
                description: "cannot listen on \(directory.path(.taken, name).printable): \(error.text)")
        }
        setNonBlocking(input)
        _ = loop.watch(listener, .read) { [unowned self] in greet() }
        streamWatch = loop.watch(input, .read) { [unowned self] in readNoise() }
        for signal in [SIGTERM, SIGHUP, SIGINT] { loop.onSignal(signal) { [unowned self] in end = .temporary } }
        if offer.state == .offered { move(to: .offers) }
        askLater()
    }

    /// The first free one of NAME, NAME-2, ...
    private static func takeName(_ name: Bytes, in directory: JoinDirectory) throws(Trouble) -> (Bytes, LockFile)? {
        for number in 1...999 {
            let candidate = numberedName(name, number)
            do {
                if let lock = try LockFile(directory.path(.names, candidate)) { return (candidate, lock) }
            } catch {
                throw Trouble(end: .temporary, description: "cannot use \(directory.path.printable): \(error.text)")
            }
        }
        return nil
    }

    /// Serves until the end of either side.
    package func run() -> End {
        while true {
            if let end {
                leave()
                return end
            }
            loop.runOnce()
        }
    }

    /// Its name is free again.
    package func leave() { _ = withCString(directory.path(place, offer.name)) { unlink($0) } }

    private func move(to folder: JoinDirectory.Folder) {
        let (old, new) = (directory.path(place, offer.name), directory.path(folder, offer.name))
        if withCString(old, { old in withCString(new) { rename(old, $0) } }) != 0 { end = .temporary }
        place = folder
    }

    // MARK: Whoever connects

    private func greet() {
        while let fd = acceptLocally(listener) {
            let peer = LocalPeer(fd, loop: loop, patience: 2_000_000_000)
            let id = ObjectIdentifier(peer)
            peers[id] = peer
            peer.onEnd = { [unowned self] in peers[id] = nil }
            peer.onLine = { [unowned self] line, descriptors in
                for each in descriptors { close(each) }
                take(line, from: peer)
                if peer !== build {
                    peer.close()
                    peers[id] = nil
                }
            }
        }
    }

    private func take(_ line: Bytes, from peer: LocalPeer) {
        guard peer !== build else { return }
        for effect in offer.take(line) {
            switch effect {
            case .reply(let reply): _ = peer.send(reply)
            case .handOver(let reply): handOver(reply, to: peer)
            case .move(let folder): move(to: folder)
            case .tellBuild(let word): _ = build?.send(word)
            case .end: end = .refused
            }
        }
    }

    private func handOver(_ reply: Bytes, to peer: LocalPeer) {
        if let streamWatch { loop.unwatch(streamWatch) }
        streamWatch = nil
        peers[ObjectIdentifier(peer)] = nil
        build = peer
        peer.keep()
        peer.onEnd = { [unowned self] in end = .served }
        guard peer.send(reply, with: [stream.input, stream.output]) else {
            end = .temporary
            return
        }
        // As long as they are open here, the worker would not see that the build has closed them.
        let null = withCString(Bytes("/dev/null")) { open($0, O_RDWR | O_CLOEXEC) }
        for fd in [stream.input, stream.output] { dup2(null, fd) }
        close(null)
    }

    // MARK: The worker

    private func readNoise() {
        switch readNow(stream.input) {
        case .nothing: break
        case .end: end = .temporary
        case .bytes(let bytes):
            isAsked = false
            noise += bytes.count
            if noise > Self.mostNoise { end = .temporary }
        }
    }

    /// A machine that was switched off says nothing, and its connection looks as ever; so its sh is asked for a sign.
    private func askLater() {
        loop.after(nanoseconds: pause) { [weak self] in
            guard let self, build == nil else { return }
            // Somebody may have cleaned up /tmp.
            guard fileStatus(directory.path(place, offer.name)) != nil, !isAsked else {
                end = .temporary
                return
            }
            isAsked = true
            noise = 0
            guard send("echo\n") else {
                end = .temporary
                return
            }
            loop.after(nanoseconds: patience) { [weak self] in
                if let self, build == nil, isAsked { end = .temporary }
            }
            askLater()
        }
    }

    private func send(_ text: StaticString) -> Bool {
        let bytes = Bytes(text)
        return bytes.withUnsafeBytes { buffer in
            retrying { write(stream.output, buffer.baseAddress, buffer.count) }
        } == bytes.count
    }
}

/// `disthosts accept --session TOKEN`: brings a stream to the build that wants it, and stays until one side ends.
package func bringSession(_ token: SessionToken, directory: JoinDirectory, input: Int32, output: Int32) -> Bool {
    guard let fd = try? connectLocally(directory.path(.sessions, token.build)) else { return false }
    defer { close(fd) }
    let line = Bytes("session ") + token.text + [Ascii.newline]
    guard send(line, with: [input, output], to: fd) else { return false }
    let null = withCString(Bytes("/dev/null")) { open($0, O_RDWR | O_CLOEXEC) }
    for each in [input, output] { dup2(null, each) }
    close(null)
    var one = pollfd(fd: fd, events: Int16(POLLIN), revents: 0)
    while true {
        if poll(&one, 1, -1) < 0, errno != EINTR { return false }
        if one.revents != 0, case .end = readNow(fd) { return true }
    }
}
