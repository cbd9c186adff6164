internal import RemoteExecution
internal import Text

/// One line for each host, in columns as wide as they need to be; a host that cannot be used shows why.
func table(_ findings: [HostFinding]) -> Bytes {
    let heading = ["HOST", "SLOTS", "STATE", "SYSTEM", "FREE", "PING ms", "CLOCK s", "COMPILER"]
    let rows = [heading] + findings.map(row)
    let widths = heading.indices.dropLast().map { column in
        // The reason of a problem runs over the columns that it leaves empty.
        rows.map { $0.count == heading.count ? $0[column].count : 0 }.max() ?? 0
    }
    var text = ""
    for row in rows {
        for (column, cell) in row.enumerated() {
            let isLast = column == row.count - 1
            let width = isLast ? 0 : max(widths[column], column == 0 ? hostWidth(rows) : 0)
            text += cell + String(repeating: " ", count: max(width - cell.count, 0)) + (isLast ? "\n" : "  ")
        }
    }
    return Bytes(text.utf8)
}

private func hostWidth(_ rows: [[String]]) -> Int { rows.map { $0[0].count }.max() ?? 0 }

private func row(_ finding: HostFinding) -> [String] {
    let start = [shown(finding.host.name), "\(finding.host.slots)"]
    if let problem = finding.problem { return start + ["down: \(problem)"] }
    return start + [
        "up", shown(finding.system), finding.freeSpace.map(size) ?? "?",
        finding.roundTrip.map(tenths) ?? "?", finding.clockDifference.map { "\($0)" } ?? "?",
        finding.compiler.isEmpty ? "none" : shown(finding.compiler),
    ]
}

/// The far side's words, without anything that a terminal would act on.
func shown(_ bytes: Bytes) -> String {
    bytes.isEmpty ? "?" : bytes.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 }.text
}

private func size(_ kibibytes: Int) -> String {
    if kibibytes >= 1 << 20 { return "\(kibibytes >> 20) GiB" }
    return kibibytes >= 1 << 10 ? "\(kibibytes >> 10) MiB" : "\(kibibytes) KiB"
}

/// Milliseconds with one decimal.
private func tenths(_ nanoseconds: Int64) -> String {
    let tenths = (nanoseconds + 50_000) / 100_000
    return "\(tenths / 10).\(tenths % 10)"
}
