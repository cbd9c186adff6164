internal import RemoteExecution
internal import Text

/// What `disthosts list` tells of a host.
struct HostRow {
    var name: Bytes
    var slots: Int?
    var isJoined: Bool
    var state: Bytes
    /// Where it called from.
    var origin: Bytes = []
    /// The build that has it.
    var process: Int?
    var directory: Bytes = []
    /// `KEY=VALUE`.
    var labels: [Bytes] = []

    init(_ host: Host) {
        (name, slots, isJoined, state) = (host.name, host.slots, false, Bytes("listed"))
        labels = host.labels.map { $0.key + [Ascii.equals] + $0.value }
    }

    init(_ entry: JoinedCatalogue.Entry) {
        (name, slots, isJoined, state) = (entry.name, entry.description?.slots, true, entry.state)
        guard let description = entry.description else { return }
        if description.origin != Bytes("-") { origin = description.origin }
        (process, directory) = (description.process, description.directory)
        labels = description.labels.split(separator: Ascii.comma).map { Bytes($0) }
    }

    /// As the columns of the table.
    var cells: [String] {
        let from = !isJoined ? "file" : origin.isEmpty ? "joined" : shown(origin)
        let build = process.map { "\($0) \(shown(directory))" } ?? "-"
        let words = labels.isEmpty ? "-" : labels.map(shown).joined(separator: " ")
        return [shown(name), slots.map { "\($0)" } ?? "-", shown(state), from, words, build]
    }
}

func rowsAsTable(_ rows: [HostRow]) -> Bytes {
    Bytes(aligned([["HOST", "SLOTS", "STATE", "FROM", "LABELS", "BUILD"]] + rows.map(\.cells)).utf8)
}

/// One object for each host, on a line of its own; what is unknown is left out.
func rowsAsJSON(_ rows: [HostRow]) -> Bytes {
    jsonLines(
        rows.map { row in
            var fields = [
                ("name", jsonString(row.name)), ("kind", jsonString(Bytes(row.isJoined ? "joined" : "file"))),
            ]
            fields.append(("state", jsonString(row.state)))
            if let slots = row.slots { fields.append(("slots", Bytes("\(slots)".utf8))) }
            if !row.origin.isEmpty { fields.append(("from", jsonString(row.origin))) }
            if !row.labels.isEmpty {
                let list = Bytes(row.labels.map(jsonString).joined(separator: Bytes(", ")))
                fields.append(("labels", [Ascii.leftBracket] + list + [Ascii.rightBracket]))
            }
            if let process = row.process {
                fields.append(("build", Bytes("\(process)".utf8)))
                fields.append(("directory", jsonString(row.directory)))
            }
            return jsonObject(fields)
        })
}
