package import Text

/// What is told at the end of a distributed build: a paragraph for people, and everything for programs. Pure.
package struct DistributionSummary: Sendable {
    package var tally: DistributionTally
    /// Nanoseconds from the beginning to the end.
    package var elapsed: Int64
    /// Bytes of inputs.
    package var sentBytes: Int
    /// More hosts are only counted.
    private static let mostHosts = 5
    private static let mostCauses = 5

    package init(tally: DistributionTally, elapsed: Int64, sentBytes: Int) {
        (self.tally, self.elapsed, self.sentBytes) = (tally, elapsed, sentBytes)
    }

    /// Lines without their ends; none if nothing was made.
    package var paragraph: [Bytes] {
        guard let line = tally.line else { return [] }
        var lines = ["took \(Self.seconds(elapsed))" + busy]
        if sentBytes > 0 || tally.fetchedBytes > 0 {
            lines.append("sent \(Self.size(sentBytes)), fetched \(Self.size(tally.fetchedBytes))")
        }
        if tally.lookups > 0 { lines.append("the cache had \(tally.restored) of \(tally.lookups)") }
        if !tally.causes.isEmpty {
            lines.append("made here: " + Self.list(tally.causes.map { "\($0.count) \($0.text)" }, Self.mostCauses))
        }
        return [line] + lines.map { Bytes("  \($0)".utf8) }
    }

    private var busy: String {
        let work = tally.work.sorted { $0.busy > $1.busy }
        let total = work.reduce(0) { $0 + $1.busy }
        var text = ""
        if total > 0 {
            text += "; recipes ran \(Self.seconds(total)) on hosts"
            text += " (" + Self.list(work.map { "\($0.host.text) \(Self.seconds($0.busy))" }, Self.mostHosts) + ")"
        }
        if tally.busyHere > 0 { text += "\(total > 0 ? "," : "; recipes ran") \(Self.seconds(tally.busyHere)) here" }
        return text
    }

    /// One JSON object.
    package var json: Bytes {
        func number(_ name: String, _ value: some BinaryInteger) -> String { "\"\(name)\": \(value)" }
        var fields = ["\"format\": \"distmake summary\"", number("version", 1), number("elapsed_ns", elapsed)]
        fields += [number("remote", tally.remote), number("local", tally.local)]
        fields += [number("cached", tally.restored), number("cache_lookups", tally.lookups)]
        fields += [
            number("retried", tally.retried), number("raced", tally.raced), number("overtaken", tally.overtaken),
        ]
        fields += [number("undeclared", tally.undeclared)]
        fields += [number("sent_bytes", sentBytes), number("fetched_bytes", tally.fetchedBytes)]
        fields += [number("local_busy_ns", tally.busyHere)]
        let hosts = tally.work.map {
            "{\"name\": \(jsonString($0.host).text), \(number("targets", $0.targets)), \(number("busy_ns", $0.busy))}"
        }
        fields.append("\"hosts\": [\(hosts.joined(separator: ", "))]")
        let causes = tally.causes.map { "\(jsonString(Bytes($0.text.utf8)).text): \($0.count)" }
        fields.append("\"made_here\": {\(causes.joined(separator: ", "))}")
        return Bytes("{\(fields.joined(separator: ",\n "))}\n".utf8)
    }

    private static func list(_ items: [String], _ most: Int) -> String {
        let rest = items.count - most
        return items.prefix(most).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    /// `0.43 s`, `12.3 s`, `75 min`
    static func seconds(_ nanoseconds: Int64) -> String {
        let hundredths = (max(nanoseconds, 0) + 5_000_000) / 10_000_000
        if hundredths >= 360_000 { return "\(hundredths / 6000) min" }
        let (whole, part) = (hundredths / 100, hundredths % 100)
        return whole >= 10 ? "\(whole).\(part / 10) s" : "\(whole).\(part < 10 ? "0" : "")\(part) s"
    }

    /// With one decimal below 10.
    static func size(_ bytes: Int) -> String {
        for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB")] where bytes >= 1 << shift {
            let tenths = bytes / (1 << shift / 10)
            return bytes >= 10 << shift ? "\(bytes >> shift) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
        }
        return "\(bytes) bytes"
    }
}
