import RemoteExecution
import Text

enum SFTPKind: UInt8 {
    case open = 3
    case close, read, write, lstat
    case fsetstat = 10
    case remove = 13
    case mkdir
    case rename = 200
}

/// An sftp-server whose files are in memory; it can be told to refuse and to lie.
struct FakeServer {
    struct File: Equatable {
        var content: Bytes = []
        var modified: UInt32 = 0
    }

    var files: [Bytes: File] = [:]
    var open: [Bytes: Bytes] = [:]
    var refuses: SFTPKind?
    var look: (UInt64, UInt32)?
    var shortReads = false
    var dataIsDoubled = false
    var mostAtOnce = 0
    private var input: Bytes = []
    private var handles = 0

    /// The answers to some packets.
    mutating func answer(_ bytes: Bytes) -> Bytes {
        input += bytes
        var output: Bytes = []
        var count = 0
        while input.count >= 4 {
            let length = input[..<4].reduce(0) { $0 << 8 | Int($1) }
            guard input.count >= 4 + length else { break }
            var packet = Reader(bytes: Bytes(input[4..<(4 + length)]))
            input.removeFirst(4 + length)
            count += 1
            let body = reply(&packet)
            output += number(body.count) + body
        }
        mostAtOnce = max(mostAtOnce, count)
        return output
    }

    private struct Reader {
        var bytes: Bytes
        mutating func byte() -> UInt8 { bytes.removeFirst() }
        mutating func number(_ size: Int = 4) -> Int {
            defer { bytes.removeFirst(size) }
            return bytes[..<size].reduce(0) { $0 << 8 | Int($1) }
        }
        mutating func text() -> Bytes {
            let count = number()
            defer { bytes.removeFirst(count) }
            return Bytes(bytes[..<count])
        }
    }

    private mutating func reply(_ packet: inout Reader) -> Bytes {
        let type = packet.byte()
        if type == 1 {
            let names = ["posix-rename@openssh.com", "hardlink@openssh.com", "copy-data"]
            return [2] + number(3) + names.flatMap { text(Bytes($0.utf8)) + text(Bytes("1")) }
        }
        let id = number(packet.number())
        func status(_ code: Int) -> Bytes { [101] + id + number(code) + text([]) + text([]) }
        if type == refuses?.rawValue { return status(4) }
        switch type {
        case 3:
            let path = packet.text()
            if packet.number() & 8 != 0 { files[path] = File() }
            guard files[path] != nil else { return status(2) }
            handles += 1
            let handle = Bytes("h\(handles)".utf8)
            open[handle] = path
            return [102] + id + text(handle)
        case 4:
            return status(open.removeValue(forKey: packet.text()) == nil ? 4 : 0)
        case 5:
            guard let path = open[packet.text()], let content = files[path]?.content else { return status(4) }
            let offset = packet.number(8)
            var count = packet.number()
            guard offset < content.count else { return status(1) }
            if shortReads { count = max(count / 3, 1) }
            let data = Bytes(content[offset..<min(offset + count, content.count)])
            let sent = dataIsDoubled ? data + Bytes(repeating: 0, count: 40_000) : data
            return [103] + id + text(sent)
        case 6:
            guard let path = open[packet.text()], var file = files[path] else { return status(4) }
            let offset = packet.number(8)
            let data = packet.text()
            if file.content.count < offset + data.count {
                file.content += Bytes(repeating: 0, count: offset + data.count - file.content.count)
            }
            file.content.replaceSubrange(offset..<(offset + data.count), with: data)
            files[path] = file
            return status(0)
        case 7:
            let path = packet.text()
            if let (size, mode) = look { return attributes(id, Int(size), Int(mode)) }
            guard let file = files[path] else { return status(2) }
            return attributes(id, file.content.count, 0o100644)
        case 10:
            guard let path = open[packet.text()], packet.number() == 12 else { return status(4) }
            _ = packet.number()
            files[path]?.modified = UInt32(packet.number())
            return status(0)
        case 13: return status(files.removeValue(forKey: packet.text()) == nil ? 2 : 0)
        case 14: return status(0)
        case 200: return extended(packet.text(), &packet, status)
        default: return status(8)
        }
    }

    private func attributes(_ id: Bytes, _ size: Int, _ mode: Int) -> Bytes {
        [105] + id + number(5) + number(size >> 32) + number(size & 0xFFFF_FFFF) + number(mode)
    }

    private mutating func extended(_ name: Bytes, _ packet: inout Reader, _ status: (Int) -> Bytes) -> Bytes {
        let first = packet.text()
        switch name {
        case Bytes("posix-rename@openssh.com"):
            guard let file = files.removeValue(forKey: first) else { return status(2) }
            files[packet.text()] = file
        case Bytes("hardlink@openssh.com"):
            guard let file = files[first] else { return status(2) }
            files[packet.text()] = file
        case Bytes("copy-data"):
            _ = packet.number(8)
            _ = packet.number(8)
            guard let from = open[first], let content = files[from]?.content, let to = open[packet.text()] else {
                return status(4)
            }
            files[to]?.content = content
        default: return status(8)
        }
        return status(0)
    }
}

/// Some tasks and what came of them, with both streams cut into portions.
struct Exchange {
    var events: [SFTPConversation.Event] = []
    var bytes: Bytes = []

    init(_ server: inout FakeServer, portion: Int, _ tasks: [SFTPTask]) {
        var client = SFTPConversation()
        var toServer = SFTPConversation.greeting
        for task in tasks { _ = client.begin(task) }
        while !toServer.isEmpty {
            let answer = server.answer(toServer)
            for start in stride(from: 0, to: answer.count, by: portion) {
                for event in client.receive(Bytes(answer[start..<min(start + portion, answer.count)])) {
                    if case .bytes(_, let part) = event { bytes += part } else { events.append(event) }
                }
            }
            toServer = client.takeOutput()
        }
    }
}

private func number(_ value: Int) -> Bytes { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
private func text(_ bytes: Bytes) -> Bytes { number(bytes.count) + bytes }
