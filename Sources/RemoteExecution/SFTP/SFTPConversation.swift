package import Text

/// The client's side of the talk with an sftp-server: tasks in, packets out, answers in, results out. Pure.
///
///     greeting -VERSION-> ready
///     put:  OPEN -HANDLE-> WRITE.. FSETSTAT CLOSE -all well-> RENAME -> done
///     copy: OPEN OPEN -HANDLEs-> COPY FSETSTAT CLOSE CLOSE -all well-> RENAME -> done
///     get:  LSTAT -a regular file-> OPEN -HANDLE-> READ.. -all there-> CLOSE -> done
///
/// What belongs to one file is sent without waiting, since a server keeps the order of requests for one file; nothing
/// is renamed before all of it went well. Tasks overlap, as far as a window allows. Any answer that does not fit ends
/// the conversation with `.lost`.
package struct SFTPConversation {
    package enum Event: Equatable, Sendable {
        case ready
        /// Bytes of a `get`, in their order.
        case bytes(task: Int, Bytes)
        case done(task: Int)
        /// The server said no; what was begun is undone.
        case failed(task: Int, String)
        case lost(String)
    }

    /// What the server offers beyond version 3.
    package struct Extensions: Equatable, Sendable {
        package var renames = false
        package var links = false
        package var copies = false
    }

    package private(set) var extensions = Extensions()
    private var isReady = false
    private var isLost = false
    private var input: Bytes = []
    private var output: Bytes = []
    private var tasks: [Int: SFTPProgress] = [:]
    /// Tasks that have something to send, in their order.
    private var sendable: [Int] = []
    private var nextTask = 0
    private var nextID: UInt32 = 0
    private var pending: [UInt32: (task: Int, SFTPProgress.Step)] = [:]
    /// Bytes under way in both directions.
    private var bytesUnderWay = 0
    /// Tasks after this one wait for its end.
    private var barrier: Int?

    package static let mostRequests = 1024
    static let mostBytes = 4 << 20
    static let chunk = 32 << 10
    /// OpenSSH's limit for a packet.
    private static let longestPacket = 256 << 10

    package init() {}

    /// What is to be sent first.
    package static var greeting: Bytes {
        var request = SFTPRequest(SFTPType.initialize)
        request.add(UInt32(3))
        return request.packet()
    }

    /// Takes what has to be sent now.
    package mutating func takeOutput() -> Bytes {
        defer { output = [] }
        return output
    }

    /// Begins a task; its number is in the events.
    package mutating func begin(_ task: SFTPTask) -> Int {
        nextTask += 1
        tasks[nextTask] = SFTPProgress(task)
        sendable.append(nextTask)
        send()
        return nextTask
    }

    private mutating func send() {
        guard isReady, !isLost else { return }
        while let id = sendable.first, pending.count < Self.mostRequests, bytesUnderWay < Self.mostBytes {
            if let barrier, id > barrier { break }
            guard var progress = tasks[id], let step = progress.nextStep() else {
                sendable.removeFirst()
                continue
            }
            if case .makeDirectories = progress.task { barrier = id }
            nextID &+= 1
            pending[nextID] = (id, step)
            bytesUnderWay += step.size
            output += progress.request(step, id: nextID).packet()
            tasks[id] = progress
        }
    }

    package mutating func receive(_ bytes: Bytes) -> [Event] {
        guard !isLost else { return [] }
        input += bytes
        var events: [Event] = []
        var start = 0
        while !isLost, input.count - start >= 4 {
            let count = input[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
            guard count >= 1, count <= Self.longestPacket else {
                lose("a packet of \(count) bytes", &events)
                break
            }
            guard input.count - start >= 4 + count else { break }
            let body = Bytes(input[(start + 4)..<(start + 4 + count)])
            start += 4 + count
            if var answer = SFTPAnswer(body) { take(&answer, &events) }
        }
        input.removeFirst(min(start, input.count))
        send()
        return events
    }

    private mutating func lose(_ reason: String, _ events: inout [Event]) {
        isLost = true
        events.append(.lost("its sftp-server sent \(reason)"))
    }

    private mutating func take(_ answer: inout SFTPAnswer, _ events: inout [Event]) {
        guard isReady else { return takeVersion(&answer, &events) }
        guard let id = answer.number(), let (task, step) = pending.removeValue(forKey: id), var progress = tasks[task]
        else { return lose("an answer to nothing", &events) }
        bytesUnderWay -= step.size
        guard let parts = progress.take(&answer, for: step) else {
            return lose("an answer that makes no sense", &events)
        }
        for part in parts { events.append(.bytes(task: task, part)) }
        tasks[task] = progress
        if progress.isOver {
            tasks[task] = nil
            if barrier == task { barrier = nil }
            events.append(progress.failure.map { .failed(task: task, $0) } ?? .done(task: task))
        } else if progress.hasMore {
            queue(task)
        }
    }

    /// In the order of the tasks, so that what began first ends first.
    private mutating func queue(_ task: Int) {
        guard !sendable.contains(task) else { return }
        let index = sendable.firstIndex { $0 > task } ?? sendable.count
        sendable.insert(task, at: index)
    }

    private mutating func takeVersion(_ answer: inout SFTPAnswer, _ events: inout [Event]) {
        guard answer.type == SFTPType.version, let version = answer.number(), version >= 3 else {
            return lose("no version 3", &events)
        }
        while !answer.isAtEnd {
            guard let name = answer.text(atMost: 1024), answer.text(atMost: 4096) != nil else {
                return lose("a malformed greeting", &events)
            }
            if name == Bytes("posix-rename@openssh.com") { extensions.renames = true }
            if name == Bytes("hardlink@openssh.com") { extensions.links = true }
            if name == Bytes("copy-data") { extensions.copies = true }
        }
        isReady = true
        events.append(.ready)
    }
}
