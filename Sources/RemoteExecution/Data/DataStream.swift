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
    private let cookie: Cookie
    private var conversation: DataConversation
    private var waiting: [Request] = []
    private var current: Request?
    private var number = 0
    private var hasEnded = false

    init(session: Session, cookie: Cookie, connection: Int?) {
        (self.session, self.cookie, self.connection) = (session, cookie, connection)
        conversation = DataConversation(cookie: cookie)
        session.onBytes = { [weak self] bytes in self?.receive(bytes) }
        session.onEnd = { [weak self] complaint in
            self?.lose(complaint.isEmpty ? "the connection to it ended" : complaint)
        }
    }

    func put(_ batch: Batch, directories: [Bytes], _ completion: @escaping (DataResult) -> Void) {
        let payload = batch.files.isEmpty ? nil : batch.archive()
        add(
            Request(
                script: { putScript(batch, directories: directories, length: payload?.count, number: $0) },
                payload: payload, completion: completion
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
        add(
            Request(
                script: { fetchScript(name, skip: offset / logBlock, number: $0) }, limit: limit, onBytes: onBytes,
                completion: completion
            ) { $0 == 0 ? .done : .refused("it could not be read there") })
    }

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
                current?.payload = nil
            case .bytes(let part): current?.onBytes(part)
            case .done(let status):
                let request = current
                current = nil
                if let request { request.completion(request.result(status)) }
                next()
            case .lost(let reason): lose(reason)
            }
        }
    }

    private func lose(_ reason: String) {
        guard !hasEnded else { return }
        hasEnded = true
        let requests = [current].compactMap { $0 } + waiting
        (current, waiting) = (nil, [])
        onEnd(reason)
        for request in requests { request.completion(.lost(reason)) }
    }
}

/// Stores an archive of so many bytes, if there is one, and makes copies; status 2 means that a source of one is gone.
private func putScript(_ batch: Batch, directories: [Bytes], length: Int?, number: Int) -> Bytes {
    // One command: what a shell has not read yet would be taken for the archive.
    var text = Bytes("{ e= v= s=0\n")
    if !directories.isEmpty {
        text += Bytes("mkdir -p ")
        text += directories.map { shellQuoted(stagePath($0)) }.joined(separator: [Ascii.space])
        text += Bytes(" || e=1\n")
    }
    if let length { text += Bytes("store \(number) \(length)\n".utf8) }
    text += copyingScript(batch.copies) + stampingScript(batch.copies.map { ($0.path, $0.stamp) })
    text += Bytes("if [ \"$e\" ] || [ $s != 0 ]; then s=1; elif [ \"$v\" ]; then s=2; fi\n")
    return text + Bytes("frame \"U \(number) $s\"; }\n".utf8)
}

/// Sends what the host keeps aside, from a block on, and removes it.
private func fetchScript(_ name: Bytes, skip: Int, number: Int) -> Bytes {
    let file = Bytes("\"$S/out/") + name + [Ascii.quote]
    var text = Bytes("frame 'L \(number)'\ndd if=".utf8) + file
    text += Bytes(" bs=\(logBlock) skip=\(skip) 2>/dev/null\n".utf8)
    text += Bytes("frame \"T \(number) $? 0\"\nrm -f ".utf8) + file
    return text + Bytes("\nframe 'U \(number) 0'\n".utf8)
}
