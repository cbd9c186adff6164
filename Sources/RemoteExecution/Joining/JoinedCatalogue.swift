package import Platform
package import Text

/// The hosts that offered themselves, as people see and command them; used by `disthosts`.
package struct JoinedCatalogue {
    package struct Entry: Equatable, Sendable {
        package var name: Bytes
        /// `waiting`, `serving`, `drained`, `draining`; of one that is not connected `drained`, `removed`.
        package var state: Bytes
        package var description: OfferDescription?
    }

    package struct Trouble: Error, CustomStringConvertible, Sendable {
        package let description: String
    }

    private let directory: JoinDirectory
    private let loop: EventLoop

    package init(directory: JoinDirectory, loop: EventLoop) { (self.directory, self.loop) = (directory, loop) }

    /// All that are connected, and all that somebody drained or removed, by name.
    package func entries() -> [Entry] {
        let marked = directory.list(.marks)
        let sockets = directory.list(.offers) + directory.list(.taken)
        return Set(sockets + marked).sorted { $0.lexicographicallyPrecedes($1) }.compactMap { name in
            let mark = directory.mark(of: name).map { Bytes($0.rawValue.utf8) }
            if let answer = ask(name, "look"), let description = OfferDescription(answer) {
                return Entry(name: name, state: description.state, description: description)
            }
            return mark.map { Entry(name: name, state: $0, description: nil) }
        }
    }

    /// Takes nothing new, is offered to nobody, now and when it calls again; or is offered again.
    package func drain(_ name: Bytes, undo: Bool) throws(Trouble) {
        try check(name)
        try set(undo ? nil : .drained, of: name, unless: .removed)
        _ = ask(name, undo ? "undrain" : "drain")
    }

    /// Its sessions end, and it is refused from now on; or let in again.
    package func remove(_ name: Bytes, undo: Bool) throws(Trouble) {
        try check(name)
        if undo, directory.mark(of: name) != .removed {
            throw Trouble(description: "\(name.printable) was not removed")
        }
        try set(undo ? nil : .removed, of: name, unless: nil)
        if !undo { _ = ask(name, "remove") }
    }

    private func check(_ name: Bytes) throws(Trouble) {
        guard isJoinedName(name), directory.list(.names).contains(name) else {
            let known = entries().map(\.name.printable)
            throw Trouble(
                description: "no host of the name `\(name.printable)' has joined"
                    + (known.isEmpty ? "" : "; these have: \(known.joined(separator: ", "))"))
        }
    }

    private func set(
        _ mark: JoinDirectory.Mark?, of name: Bytes, unless forbidden: JoinDirectory.Mark?
    ) throws(Trouble) {
        if let forbidden, directory.mark(of: name) == forbidden {
            throw Trouble(
                description:
                    "\(name.printable) was removed; `disthosts remove --undo \(name.printable)' lets it in again")
        }
        do {
            try directory.setMark(mark, of: name)
        } catch {
            throw Trouble(description: "cannot write \(directory.path(.marks, name).printable): \(error.text)")
        }
    }

    /// One question to the `accept` of a host, and its answer; nil if there is none within a second.
    private func ask(_ name: Bytes, _ question: StaticString) -> Bytes? {
        let sockets = [JoinDirectory.Folder.offers, .taken].map { directory.path($0, name) }
        guard let fd = sockets.lazy.compactMap({ try? connectLocally($0) }).first else { return nil }
        var answer: Bytes?
        var isOver = false
        let peer = LocalPeer(fd, loop: loop, patience: 1_000_000_000)
        peer.onLine = { line, _ in
            answer = line
            isOver = true
        }
        peer.onEnd = { isOver = true }
        guard peer.send(Bytes(question)) else { return nil }
        while !isOver { loop.runOnce() }
        peer.close()
        return answer
    }
}
