internal import ContentStore
internal import Text

/// The plane `sftp`: the subsystem of sshd, on the connection that the slots use.
final class SFTPStream: DataCarrier {
    let plane = DataPlane.sftp
    let session: Session
    let connection: Int?
    var onReady: () -> Void = {}
    var onEnd: (String) -> Void = { _ in }
    private var conversation = SFTPConversation()
    /// Absolute path of the stage.
    private let stage: Bytes
    /// Of files of this session on their way.
    private var temporaries = 0
    private let umask: UInt32
    private struct Waiting {
        var onBytes: (Bytes) -> Void = { _ in }
        var completion: (String?) -> Void
    }
    private var waiting: [Int: Waiting] = [:]
    private var hasEnded = false
    private let prefix: Bytes

    /// - Parameter name: tells its temporary files from those of another session.
    init(session: Session, stage: Bytes, name: Bytes, umask: UInt32, connection: Int?) {
        (self.session, self.stage, self.umask, self.connection) = (session, stage, umask, connection)
        prefix = stage + Bytes("/job/") + name + [Ascii.dot]
        session.onBytes = { [weak self] bytes in
            guard let self else { return }
            take(conversation.receive(bytes))
            self.session.send(conversation.takeOutput())
        }
        session.onEnd = { [weak self] complaint in
            self?.lose(complaint.isEmpty ? "the connection to it ended" : complaint)
        }
        session.send(SFTPConversation.greeting)
    }

    private func take(_ events: [SFTPConversation.Event]) {
        for event in events where !hasEnded {
            switch event {
            case .ready: onReady()
            case .bytes(let task, let part): waiting[task]?.onBytes(part)
            case .done(let task): waiting.removeValue(forKey: task)?.completion(nil)
            case .failed(let task, let reason): waiting.removeValue(forKey: task)?.completion(reason)
            case .lost(let reason): lose(reason)
            }
        }
    }

    private func begin(_ task: SFTPTask, _ waiting: Waiting) {
        self.waiting[conversation.begin(task)] = waiting
    }

    func put(_ batch: Batch, directories: [Bytes], _ completion: @escaping (DataResult) -> Void) {
        guard !hasEnded else { return completion(.lost("the connection to it ended")) }
        let tree = stage + Bytes("/tree")
        let contents = parent(of: stage) + Bytes("/cas/")
        if !directories.isEmpty {
            var paths: [Bytes] = []
            for directory in directories { paths += prefixes(of: directory) }
            var known: Set<Bytes> = []
            begin(.makeDirectories(paths.filter { known.insert($0).inserted }.map { tree + $0 }), Waiting { _ in })
        }
        let added = Set(batch.files.compactMap(\.entry).map { contents + $0.name.prefix(2) })
        if !added.isEmpty { begin(.makeDirectories(Array(added)), Waiting { _ in }) }
        var left = batch.files.count + batch.links.count
        var failure: String?
        let copies = batch.copies
        func end(_ reason: String?) {
            failure = failure ?? reason
            left -= 1
            if left > 0 { return }
            if let failure { return completion(hasEnded ? .lost(failure) : .refused(failure)) }
            copy(copies, in: tree, completion)
        }
        if left == 0 {
            left = 1
            return end(nil)
        }
        for file in batch.files {
            let path = tree + file.path
            begin(
                .put(file.content, self.file(path, file.stamp, isReadOnly: file.entry != nil)),
                Waiting { [weak self] reason in
                    // The store's name comes last, when the file is complete; without it nothing is wrong.
                    if let entry = file.entry, reason == nil, let self, !hasEnded {
                        begin(.link(from: path, to: contents + entry.name), Waiting { _ in })
                    }
                    end(reason)
                })
        }
        for link in batch.links {
            begin(.link(from: contents + link.entry.name, to: tree + link.path), Waiting { end($0) })
        }
        session.send(conversation.takeOutput())
    }

    /// After the files, which may be what is copied.
    private func copy(_ copies: [Batch.Copy], in tree: Bytes, _ completion: @escaping (DataResult) -> Void) {
        var left = copies.count
        var failure: String?
        if copies.isEmpty { return completion(.done) }
        for copy in copies {
            begin(
                .copy(tree + [Ascii.slash] + copy.source.path, file(tree + copy.path, copy.stamp)),
                Waiting { reason in
                    failure = failure ?? reason
                    left -= 1
                    if left == 0 { completion(failure == nil ? .done : .vanished) }
                })
        }
        session.send(conversation.takeOutput())
    }

    private func file(_ path: Bytes, _ stamp: Batch.Stamp, isReadOnly: Bool = false) -> SFTPFile {
        temporaries += 1
        let seconds = min(max(stamp.modified / 1_000_000_000, 0), Int64(UInt32.max))
        return SFTPFile(
            path: path, temporary: prefix + Bytes("\(temporaries)".utf8),
            mode: (stamp.isExecutable ? 0o777 : 0o666) & (isReadOnly ? 0o555 : ~umask), modified: UInt32(seconds))
    }

    func fetch(
        aside name: Bytes, from offset: Int, limit: Int, onBytes: @escaping (Bytes) -> Void,
        completion: @escaping (DataResult) -> Void
    ) {
        guard !hasEnded else { return completion(.lost("the connection to it ended")) }
        let path = stage + Bytes("/out/") + name
        begin(
            .get(path, from: offset, limit: offset + limit),
            Waiting(onBytes: onBytes) { [weak self] reason in
                guard let self else { return }
                begin(.remove(path), Waiting { _ in })
                completion(reason.map { hasEnded ? .lost($0) : .refused($0) } ?? .done)
            })
        session.send(conversation.takeOutput())
    }

    /// Whether it can do all that is asked of it.
    var isComplete: Bool { conversation.extensions.renames }
    var canCopy: Bool { conversation.extensions.copies }
    var canLink: Bool { conversation.extensions.links }

    var isExpected: Bool { !waiting.isEmpty }

    func lose(_ reason: String) {
        guard !hasEnded else { return }
        hasEnded = true
        let ended = waiting.sorted { $0.key < $1.key }
        waiting = [:]
        onEnd(reason)
        for (_, waiting) in ended { waiting.completion(reason) }
    }
}

/// `/a`, `/a/b`, `/a/b/c`.
private func prefixes(of path: Bytes) -> [Bytes] {
    path.indices.dropFirst().filter { path[$0] == Ascii.slash }.map { Bytes(path[..<$0]) } + [path]
}
