internal import Platform
internal import Text

/// The plane `stream`: one more sh of the host, which takes archives and sends files, one request at a time.
final class DataStream: DataCarrier {
    private struct Request {
        /// Its text; the number names it in the session.
        var script: (Int) -> Bytes
        var payload: Bytes?
        var limit = 0
        var onBytes: (Bytes) -> Void = { _ in }
        var completion: (DataResult) -> Void
        /// What its statuses mean.
        var result: (Int) -> DataResult
    }

    let plane = DataPlane.stream
    let session: Session
    let connection: Int?
    var onReady: () -> Void = {}
    var onEnd: (String) -> Void = { _ in }
    private let stage: Bytes
    /// Packs what is sent from now on, and what comes; nil leaves it as it is.
    var zstd: Zstd?
    /// So many bytes went in so many nanoseconds.
    var onSent: (Int, Int64) -> Void = { _, _ in }
    private var sentAt: Int64 = 0
    private var sentCount = 0
    private var conversation: DataConversation
    private var waiting: [Request] = []
    private var current: Request?
    private var number = 0
    private var hasEnded = false

    /// - Parameter stage: its absolute path.
    init(session: Session, cookie: Cookie, stage: Bytes, connection: Int?) {
        (self.session, self.stage, self.connection) = (session, stage, connection)
        conversation = DataConversation(cookie: cookie)
        session.onBytes = { [weak self] bytes in self?.receive(bytes) }
        session.onEnd = { [weak self] complaint in
            self?.lose(complaint.isEmpty ? "the connection to it ended" : complaint)
        }
    }

    func put(_ batch: Batch, directories: [Bytes], _ completion: @escaping (DataResult) -> Void) {
        let archive = batch.files.isEmpty && batch.links.isEmpty ? nil : batch.archive(stage: stage)
        guard let archive, archive.count >= Self.leastPacked, let zstd else {
            return put(batch, archive, isPacked: false, directories, completion)
        }
        zstd.pack(archive) { [self] packed in
            put(batch, packed ?? archive, isPacked: packed != nil, directories, completion)
        }
    }

    /// Bytes that are worth a process on both ends.
    private static let leastPacked = 32 << 10

    private func put(
        _ batch: Batch, _ payload: Bytes?, isPacked: Bool, _ directories: [Bytes],
        _ completion: @escaping (DataResult) -> Void
    ) {
        add(
            Request(
                script: {
                    putScript(
                        batch, directories: directories, length: payload?.count, isPacked: isPacked, number: $0)
                }, payload: payload, completion: completion
            ) { status in
                switch status {
                case 0: .done
                case 2: .vanished
                default: .refused("it could not store the inputs")
                }
            })
    }

    func fetch(
        aside name: Bytes, from offset: Int, limit: Int, onBytes: @escaping (Bytes) -> Void,
        completion: @escaping (DataResult) -> Void
    ) {
        let skip = offset / logBlock
        var left = limit
        var result = DataResult.refused("it could not be unpacked here")
        var child: Session?
        child = zstd?.unpack { bytes in
            left -= bytes.count
            if left < 0 { child?.signal(SIGKILL) } else { onBytes(bytes) }
        } completion: { isWell in
            completion(!isWell && result == .done ? .refused("what it sent makes no sense") : result)
        }
        guard let child else {
            return add(
                Request(
                    script: { fetchScript(name, skip: skip, isPacked: false, number: $0) }, limit: limit,
                    onBytes: onBytes, completion: completion, result: Self.fetchResult))
        }
        add(
            Request(
                script: { fetchScript(name, skip: skip, isPacked: true, number: $0) }, limit: limit,
                onBytes: { child.send($0) },
                completion: {
                    result = $0
                    child.closeInput()
                }, result: Self.fetchResult))
    }

    private static func fetchResult(_ status: Int) -> DataResult {
        status == 0 ? .done : .refused("it could not be read there")
    }

    /// Asks what the store has of some contents, at most that many bytes of answer; nil if it cannot tell.
    ///
    /// - Parameter stat: a command that prints `seconds size name` for each file.
    func lookUp(
        _ prefixes: [Bytes], stat: Bytes, limit: Int, completion: @escaping (Bytes?) -> Void
    ) {
        var answer: Bytes = []
        add(
            Request(
                script: { lookUpScript(prefixes, stat: stat, number: $0) }, limit: limit, onBytes: { answer += $0 },
                completion: { completion($0 == .done ? answer : nil) }
            ) { $0 == 0 ? .done : .refused("it could not look into its store") })
    }

    /// Sends what there is of the output of a script, from a byte on, not more than so many.
    func readLog(
        _ name: Bytes, from offset: Int, limit: Int, onBytes: @escaping (Bytes) -> Void,
        completion: @escaping () -> Void
    ) {
        add(
            Request(
                script: { readLogScript(name, from: offset, blocks: limit / logBlock, number: $0) }, limit: limit,
                onBytes: onBytes, completion: { _ in completion() }
            ) { _ in .done })
    }

    /// Removes files of the store.
    func discard(_ names: [Bytes]) {
        guard !names.isEmpty else { return }
        add(
            Request(
                script: { number in
                    var text = Bytes("(cd ../../cas && rm -f")
                    for name in names { text += [Ascii.space] + shellQuoted(name) }
                    return text + Bytes(")\nframe 'U \(number) 0'\n".utf8)
                }, completion: { _ in }
            ) { _ in .done })
    }

    var isExpected: Bool { current != nil }

    private func add(_ request: Request) {
        guard !hasEnded else { return request.completion(.lost("the connection to it ended")) }
        waiting.append(request)
        next()
    }

    private func next() {
        guard conversation.state == .idle, current == nil, !waiting.isEmpty else { return }
        let request = waiting.removeFirst()
        current = request
        number += 1
        conversation.begin(number: number, hasPayload: request.payload != nil, limit: request.limit)
        session.send(request.script(number))
    }

    private func receive(_ bytes: Bytes) {
        for event in conversation.receive(bytes) where !hasEnded {
            switch event {
            case .ready:
                onReady()
                next()
            case .wantsPayload:
                if let payload = current?.payload { session.send(payload) }
                sentAt = monotonicClock()
                sentCount = current?.payload?.count ?? 0
                current?.payload = nil
            case .bytes(let part): current?.onBytes(part)
            case .done(let status):
                let request = current
                current = nil
                if sentCount > 0 { onSent(sentCount, monotonicClock() - sentAt) }
                sentCount = 0
                if let request { request.completion(request.result(status)) }
                next()
            case .lost(let reason): lose(reason)
            }
        }
    }

    func lose(_ reason: String) {
        guard !hasEnded else { return }
        hasEnded = true
        let requests = [current].compactMap { $0 } + waiting
        (current, waiting) = (nil, [])
        onEnd(reason)
        for request in requests { request.completion(.lost(reason)) }
    }
}

/// Stores an archive of so many bytes, if there is one, and makes copies; status 2 means that a source of one is gone.
private func putScript(_ batch: Batch, directories: [Bytes], length: Int?, isPacked: Bool, number: Int) -> Bytes {
    // One command: what a shell has not read yet would be taken for the archive.
    var text = Bytes("{ e= v= s=0\n")
    if !directories.isEmpty {
        text += Bytes("mkdir -p ")
        text += directories.map { shellQuoted(stagePath($0)) }.joined(separator: [Ascii.space])
        text += Bytes(" || e=1\n")
    }
    if let length {
        text += Bytes("store \(number) \(length) ".utf8) + shellQuoted(isPacked ? Zstd.unpacker : [])
        text += Bytes(batch.usesStore ? " ../..\n" : "\n")
    }
    text += copyingScript(batch.copies) + stampingScript(batch.copies.map { ($0.path, $0.stamp) })
    text += Bytes("if [ \"$e\" ] || [ $s != 0 ]; then s=1; elif [ \"$v\" ]; then s=2; fi\n")
    return text + Bytes("frame \"U \(number) $s\"; }\n".utf8)
}

/// One process for many contents; names that stand for nothing stay as they are, and stat(1) complains of them to nobody.
private func lookUpScript(_ prefixes: [Bytes], stat: Bytes, number: Int) -> Bytes {
    var text = Bytes("frame 'L \(number)'\n(cd ../../cas || exit\n".utf8)
    for start in stride(from: 0, to: prefixes.count, by: 500) {
        text += stat
        for prefix in prefixes[start..<min(start + 500, prefixes.count)] {
            text += [Ascii.space] + prefix + [Ascii.star]
        }
        text += [Ascii.newline]
    }
    return text + Bytes(") 2>/dev/null\nframe 'T \(number) 0 0'\nframe 'U \(number) 0'\n".utf8)
}

/// dd ends the pipe where tail would go on.
private func readLogScript(_ name: Bytes, from offset: Int, blocks: Int, number: Int) -> Bytes {
    var text = Bytes("frame 'L \(number)'\ntail -c +\(offset + 1) \"$S/job/".utf8) + name
    text += Bytes(".log\" 2>/dev/null | dd bs=\(logBlock) count=\(blocks) 2>/dev/null\n".utf8)
    return text + Bytes("frame 'T \(number) 0 0'\nframe 'U \(number) 0'\n".utf8)
}

/// Sends what the host keeps aside, from a block on, and removes it.
///
/// A pipe has the status of its end only, so dd's takes another way.
private func fetchScript(_ name: Bytes, skip: Int, isPacked: Bool, number: Int) -> Bytes {
    let file = Bytes("\"$S/out/") + name + [Ascii.quote]
    let read = Bytes("dd if=") + file + Bytes(" bs=\(logBlock) skip=\(skip) 2>".utf8)
    var text = Bytes("frame 'L \(number)'\n".utf8)
    if isPacked {
        text += Bytes("r= z=\n{ ") + read + Bytes("/dev/null; echo $? >\"$S/job/$n.dd\"; } | ") + Zstd.packer
        text += Bytes("\nt=$?\nread -r r <\"$S/job/$n.dd\"\nif [ \"$r\" != 0 ]; then t=1; fi\n")
    } else {
        text += read + Bytes("\"$S/job/$n.dd\"\nt=$?\ncount\n")
    }
    text += Bytes("frame \"T \(number) $t 0$z\"\nrm -f ".utf8) + file
    return text + Bytes("\nframe 'U \(number) 0'\n".utf8)
}
