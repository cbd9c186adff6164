internal import Platform
internal import Text

/// Hosts behind links of a chosen delay and rate, in network namespaces of their own: see Tests/Wire/wire.c. The
/// network vanishes with this object, and with this process however it ends.
package final class LinkedNetwork {
    /// Such a network can be made here.
    package static var isPossible: Bool {
        guard getuid() == 0, fileStatus(Bytes("/dev/net/tun")) != nil else { return false }
        return (try? shell("command -v nsenter && unshare -n true").status) == .exited(0)
    }
    package static let requirements = "needs root, /dev/net/tun and nsenter"

    /// Where a process of the network runs: a command line that goes before its own.
    package struct Place {
        package var prefix: [String]
        package var address: String
    }

    /// The one that all links begin at.
    package let client: Place
    package let hosts: [Place]
    private let pid: ProcessID
    private let input: Int32
    private let output: Int32

    /// - Parameters:
    ///   - delay: microseconds in each direction; a round trip takes twice as long.
    ///   - rate: bytes a second in each direction; 0 is as fast as it goes.
    package init(hosts count: Int, delay: Int, rate: Int = 0) throws {
        var request = SpawnRequest(
            arguments: [try builtProgram("wire")] + [count, delay, rate].map { Bytes("\($0)".utf8) },
            environment: CStringBlock(ownEnvironment()))
        let (toWire, fromWire) = (try makePipe(), try makePipe())
        (request.standardInput, request.standardOutput) = (toWire.read, fromWire.write)
        defer {
            close(toWire.read)
            close(fromWire.write)
        }
        pid = try spawn(request)
        (input, output) = (toWire.write, fromWire.read)
        var places: [Place] = []
        for _ in 0...count {
            let words = Self.line(from: fromWire.read).split(separator: " ").map(String.init)
            guard words.count == 3 else { throw SystemError(code: EIO) }
            places.append(Place(prefix: ["nsenter", "--net=\(words[1])"], address: words[2]))
        }
        client = places.removeFirst()
        hosts = places
    }

    deinit {
        close(input)
        close(output)
        _ = waitForExit(of: pid)
    }

    /// From now on the link of a host, counted from 0, carries nothing, in either direction.
    package func cut(_ host: Int) throws { try tell("cut \(host + 1)") }
    package func heal(_ host: Int) throws { try tell("heal \(host + 1)") }

    private func tell(_ command: String) throws {
        guard writeAll(input, Bytes("\(command)\n".utf8)), Self.line(from: output) == "ok" else {
            throw SystemError(code: EIO)
        }
    }

    private static func line(from fd: Int32) -> String {
        var line: Bytes = []
        var byte: UInt8 = 0
        while retrying({ read(fd, &byte, 1) }) == 1, byte != Ascii.newline { line.append(byte) }
        return line.text
    }
}
