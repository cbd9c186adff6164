package import Text

/// What a running build tells of itself: its hosts, and what runs where (Documentation/hosts.md). Pure.
///
///     distmake status 1
///     build PID AGE REMOTE LOCAL DIRECTORY
///     host NAME SLOTS RUNNING LOAD STATE
///     job HOST AGE PHASE TARGET
///     end
///
/// Ages are nanoseconds; LOAD is the load average of a minute in hundredths, or `-`; HOST `-` is this machine. Names are
/// `encodedWord`s, with `%2d` for a host that is called `-`.
package struct BuildStatus: Equatable, Sendable {
    package struct HostState: Equatable, Sendable {
        package var name: Bytes
        package var slots: Int
        package var running: Int
        package var load: Int?
        /// `up`, `connecting`, `down` or `draining`.
        package var state: Bytes

        package init(name: Bytes, slots: Int, running: Int, load: Int?, state: Bytes) {
            (self.name, self.slots, self.running, self.load, self.state) = (name, slots, running, load, state)
        }
    }

    package struct JobState: Equatable, Sendable {
        /// nil: this machine.
        package var host: Bytes?
        package var age: Int64
        /// `sending`, `running` or `fetching`.
        package var phase: Bytes
        package var target: Bytes

        package init(host: Bytes?, age: Int64, phase: Bytes, target: Bytes) {
            (self.host, self.age, self.phase, self.target) = (host, age, phase, target)
        }
    }

    package var process: Int
    package var age: Int64
    package var directory: Bytes
    /// Targets that were made.
    package var remote = 0
    package var local = 0
    package var hosts: [HostState] = []
    package var jobs: [JobState] = []
    /// False if the rest did not arrive.
    package var isWhole = true

    /// More are not told, so that it fits into the buffer of a socket.
    private static let most = 500
    private static let first = Bytes("distmake status 1")

    package init(process: Int, age: Int64, directory: Bytes) {
        (self.process, self.age, self.directory) = (process, age, directory)
    }

    package var text: Bytes {
        func host(_ name: Bytes?) -> Bytes {
            guard let name else { return [Ascii.minus] }
            return name == [Ascii.minus] ? Bytes("%2d") : encodedWord(name)
        }
        var lines = [Self.first]
        lines.append(Bytes("build \(process) \(age) \(remote) \(local) ".utf8) + encodedWord(directory))
        for each in hosts.prefix(Self.most) {
            let load = each.load.map { "\($0)" } ?? "-"
            lines.append(
                Bytes("host ") + host(each.name) + Bytes(" \(each.slots) \(each.running) \(load) ".utf8)
                    + encodedWord(each.state))
        }
        for each in jobs.prefix(Self.most) {
            lines.append(
                Bytes("job ") + host(each.host) + Bytes(" \(each.age) ".utf8) + encodedWord(each.phase)
                    + [Ascii.space] + encodedWord(each.target))
        }
        lines.append(Bytes("end"))
        return Bytes(lines.joined(separator: [Ascii.newline])) + [Ascii.newline]
    }

    /// Nil if it is no such text; lines that make no sense are passed over.
    package init?(_ text: Bytes) {
        let lines = text.split(separator: Ascii.newline).map { line in
            line.split(separator: Ascii.space).map { Bytes($0) }
        }
        guard lines.count > 1, lines[0].joined(separator: [Ascii.space]).elementsEqual(Self.first),
            lines[1].count == 6, lines[1][0] == Bytes("build"), let process = Int(lines[1][1].text),
            let age = Int64(lines[1][2].text), let directory = decodedWord(lines[1][5])
        else { return nil }
        self.init(process: process, age: age, directory: directory)
        (remote, local) = (Int(lines[1][3].text) ?? 0, Int(lines[1][4].text) ?? 0)
        isWhole = lines.last == [Bytes("end")]
        for line in lines.dropFirst(2) {
            if line.count == 6, line[0] == Bytes("host"), let name = decodedWord(line[1]),
                let slots = Int(line[2].text),
                let running = Int(line[3].text), let state = decodedWord(line[5])
            {
                hosts.append(
                    HostState(name: name, slots: slots, running: running, load: Int(line[4].text), state: state))
            } else if line.count == 5, line[0] == Bytes("job"), let age = Int64(line[2].text),
                let phase = decodedWord(line[3]), let target = decodedWord(line[4])
            {
                let host = line[1] == [Ascii.minus] ? nil : decodedWord(line[1])
                jobs.append(JobState(host: host, age: age, phase: phase, target: target))
            }
        }
    }
}
