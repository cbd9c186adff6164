package import Text

/// What ran when and where, as events of the Chrome trace format: a process for each host, a thread for each slot, a
/// slice for each target, and in it a slice for each of its phases.
///
/// Pure: it is told what happens and at what time, in nanoseconds of a clock that all makes of a build share.
package struct Timeline {
    /// What a job does on a host.
    package enum Phase: String, Sendable {
        /// For a session, or for inputs that are on their way for another job.
        case waiting
        case staging
        case running
        case fetching
    }

    package enum End: Equatable, Sendable {
        case exited(Int32)
        case signaled(Int32)
        /// Nobody knows how it ended; it is tried elsewhere.
        case lost(String)
        case interrupted
    }

    private struct Job {
        let target: Bytes
        let start: Int64
        let host: Bytes?
        let process: Int
        let slot: Int
        /// Nanoseconds that it was ready without running; -1: not known.
        let waited: Int64
        var phase: (name: Phase, start: Int64, bytes: Int?)?
    }

    /// One process of the timeline.
    private struct Row {
        let number: Int
        /// Slots in use.
        var isTaken: [Bool] = []
    }

    private let process: Int
    private let name: Bytes
    private var rows: [Bytes: Row] = [:]
    private var jobs: [UInt32: Job] = [:]
    /// Events that nobody has taken yet, with `,` and a newline between them.
    private var events: Bytes = []

    /// - Parameters:
    ///   - process: the number of this make's own process, which makes of one build do not share.
    ///   - name: what its row is called.
    package init(process: Int, name: Bytes) {
        self.process = process
        self.name = name
    }

    /// Jobs that have begun and not ended.
    package var running: [UInt32] { jobs.keys.sorted() }
    package var count: Int { events.count }

    /// The events since the last time.
    package mutating func take() -> Bytes {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    // MARK: What happens

    /// - Parameter host: nil is this machine.
    /// - Parameter ready: when it could have begun.
    package mutating func began(_ job: UInt32, target: Bytes, host: Bytes?, ready: Int64?, at time: Int64) {
        let (process, slot) = takeSlot(on: host)
        jobs[job] = Job(
            target: target, start: time, host: host, process: process, slot: slot,
            waited: ready.map { max(0, time &- $0) } ?? -1,
            phase: host == nil ? nil : (.waiting, time, nil))
    }

    /// - Parameter bytes: how many are sent in this phase, if that is known.
    package mutating func entered(_ phase: Phase, of job: UInt32, bytes: Int? = nil, at time: Int64) {
        endPhase(of: job, at: time)
        jobs[job]?.phase = (phase, time, bytes)
    }

    /// So many bytes were transferred in its present phase.
    package mutating func transferred(_ bytes: Int, of job: UInt32) { jobs[job]?.phase?.bytes = bytes }

    package mutating func ended(_ job: UInt32, _ end: End, at time: Int64) {
        endPhase(of: job, at: time)
        guard let ended = jobs.removeValue(forKey: job) else { return }
        rows[ended.host ?? []]?.isTaken[ended.slot - 1] = false
        var more = Bytes("\"status\":") + end.json
        if ended.waited >= 0 { more += Bytes(",\"waited\":\(ended.waited / 1000)") }
        addSlice(ended.target, Bytes(ended.host == nil ? "local" : "remote"), ended, from: ended.start, to: time, more)
    }

    private mutating func endPhase(of job: UInt32, at time: Int64) {
        guard let current = jobs[job], let phase = current.phase else { return }
        jobs[job]?.phase = nil
        let more =
            Bytes("\"target\":") + jsonString(current.target) + (phase.bytes.map { Bytes(",\"bytes\":\($0)") } ?? [])
        addSlice(Bytes(phase.name.rawValue), Bytes("phase"), current, from: phase.start, to: time, more)
    }

    // MARK: Rows

    /// The lowest free slot of a host; its rows are named when they are first used.
    private mutating func takeSlot(on host: Bytes?) -> (process: Int, slot: Int) {
        let key = host ?? []
        if rows[key] == nil {
            // Hosts of several makes stand apart, too: each make has slots of its own there. These numbers are above
            // those of real processes, and have 31 bits.
            let number = host == nil ? process : 1 << 30 | (process & 0x3F_FFFF) << 8 | (rows.count + 1) & 0xFF
            rows[key] = Row(number: number)
            addName("process_name", number, 0, host.map { $0 + Bytes(", for ") + name } ?? name)
        }
        guard var row = rows[key] else { return (process, 1) }
        let index = row.isTaken.firstIndex(of: false) ?? row.isTaken.count
        if index == row.isTaken.count {
            row.isTaken.append(true)
            addName("thread_name", row.number, index + 1, Bytes("slot \(index + 1)"))
        }
        row.isTaken[index] = true
        rows[key] = row
        return (row.number, index + 1)
    }

    // MARK: Events

    private mutating func add(_ event: Bytes) {
        if !events.isEmpty { events += [Ascii.comma, Ascii.newline] }
        events += event
    }

    private mutating func addName(_ kind: StaticString, _ process: Int, _ thread: Int, _ name: Bytes) {
        add(
            Bytes("{\"ph\":\"M\",\"name\":\"") + Bytes(kind)
                + Bytes("\",\"pid\":\(process),\"tid\":\(thread),\"args\":{\"name\":")
                + jsonString(name) + Bytes("}}"))
    }

    private mutating func addSlice(
        _ name: Bytes, _ category: Bytes, _ job: Job, from start: Int64, to end: Int64, _ arguments: Bytes
    ) {
        // Rounded ends, not a rounded length: phases must not stick out of their target.
        let length = end / 1000 - start / 1000
        var event = Bytes("{\"ph\":\"X\",\"name\":") + jsonString(name) + Bytes(",\"cat\":\"") + category
        event += Bytes("\",\"pid\":\(job.process),\"tid\":\(job.slot),\"ts\":\(start / 1000),\"dur\":\(max(0, length))")
        add(event + Bytes(",\"args\":{") + arguments + Bytes("}}"))
    }
}

extension Timeline.End {
    fileprivate var json: Bytes {
        switch self {
        case .exited(let code): Bytes("\(code)")
        case .signaled(let signal): Bytes("\"signal \(signal)\"")
        case .lost(let reason): jsonString(Bytes("lost: " + reason))
        case .interrupted: Bytes("\"interrupted\"")
        }
    }
}
