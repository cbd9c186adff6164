internal import Platform
internal import Text

/// A host that offered itself, as long as this build has it.
final class ClaimedHost {
    /// The `accept` of the host is gone, and so is the host.
    var onEnd: () -> Void = {}
    /// The user wants the host to take nothing new.
    var onDrain: () -> Void = {}

    /// As its `accept` calls it.
    var name: Bytes = []

    private let door: BuildDoor
    private let peer: LocalPeer
    private var stream: BroughtStream?
    private var tokens: [Bytes] = []

    init(peer: LocalPeer, stream: BroughtStream, door: BuildDoor) {
        (self.peer, self.stream, self.door) = (peer, stream, door)
        peer.keep()
        peer.onLine = { [weak self] line, descriptors in
            for each in descriptors { Platform.close(each) }
            if line == Bytes("drain") { self?.onDrain() }
        }
        peer.onEnd = { [weak self] in self?.onEnd() }
    }

    deinit { close() }

    /// The stream that was handed over with the claim; once.
    func takeStream() -> BroughtStream? { stream.take() }

    /// A token for one more session, and what to do with its stream; nil if the host was given back.
    func expect(_ handler: @escaping (BroughtStream) -> Void) -> Bytes? {
        guard peer.isOpen, let token = door.expect(handler) else { return nil }
        tokens.append(token)
        return token
    }

    /// Gives the host back. Its worker offers it anew.
    func close() {
        stream.take()?.close()
        for token in tokens { door.forget(token) }
        tokens = []
        peer.close()
    }
}
