internal import RemoteExecution
internal import Text

/// What `disthosts check` prints: one line for each host, and what follows from what is unusual.
func findingsAsTable(_ result: HostCheck.Result) -> Bytes {
    let heading = [
        "HOST", "SLOTS", "STATE", "SYSTEM", "FREE", "PING ms", "CLOCK s", "SPEED", result.compiler.text.uppercased(),
        "COMPILER",
    ]
    let notes = result.hosts.compactMap { note($0, result) } + measureNote(result)
    let text = aligned([heading] + result.hosts.map { row($0, result) })
    return Bytes((text + (notes.isEmpty ? "" : "\n") + notes.map { $0 + "\n" }.joined()).utf8)
}

private func row(_ finding: HostFinding, _ result: HostCheck.Result) -> [String] {
    let start = [shown(finding.host.name), "\(finding.host.slots)"]
    if let problem = finding.problem { return start + ["down: \(problem)"] }
    let compiler =
        if case .found(let identity) = finding.compiler {
            "\(identity.digest.prefix(10).map { $0 }.text) \(shown(identity.version))"
        } else {
            "-"
        }
    return start + [
        "up", shown(finding.system), finding.freeSpace.map(size) ?? "?",
        finding.roundTrip.map(tenths) ?? "?", finding.clockDifference.map { "\($0)" } ?? "?",
        finding.speed(here: result.here).map(hundredths) ?? "-",
        finding.verdict(result.compiler, here: result.here)?.rawValue ?? "?", compiler,
    ]
}

/// What follows from a host's compiler, if it is not that of this machine.
private func note(_ finding: HostFinding, _ result: HostCheck.Result) -> String? {
    guard finding.problem == nil, let verdict = finding.verdict(result.compiler, here: result.here) else { return nil }
    let (host, program) = (shown(finding.host.name), result.compiler.text)
    switch verdict {
    case .same: return nil
    case .missing: return "\(host) has no `\(program)': recipes that run it go elsewhere, others go there"
    case .only: return "\(host) gets recipes that run `\(program)' although this machine has none to compare with"
    case .allowed: return "\(host) has another `\(program)' than this machine, which its label `compiler' allows"
    case .other:
        guard case .found(let identity) = finding.compiler else { return nil }
        return
            "\(host) has another `\(program)' than this machine\(own(result)): recipes that run it go elsewhere, others go "
            + "there; compiler=\(identity.digest.prefix(10).map { $0 }.text) in the list of hosts allows it"
    }
}

private func own(_ result: HostCheck.Result) -> String {
    guard case .found(let identity) = result.here.compiler else { return "" }
    return " (\(identity.digest.prefix(10).map { $0 }.text) \(shown(identity.version)))"
}

private func measureNote(_ result: HostCheck.Result) -> [String] {
    guard result.hosts.contains(where: { $0.compilation != nil }), let own = result.here.compilation else { return [] }
    return [
        "SPEED is that of one compilation, `\(result.compiler.text) -O2' of 20 functions, beside this machine, which takes "
            + "\(tenths(own)) ms; best of 3"
    ]
}

/// One object for each host; what is unknown is left out.
func findingsAsJSON(_ result: HostCheck.Result) -> Bytes {
    func number(_ value: some BinaryInteger) -> Bytes { Bytes("\(value)".utf8) }
    return jsonLines(
        result.hosts.map { finding in
            var fields = [("name", jsonString(finding.host.name)), ("slots", number(finding.host.slots))]
            fields.append(("state", jsonString(Bytes(finding.problem == nil ? "up" : "down"))))
            if let problem = finding.problem { fields.append(("problem", jsonString(Bytes(problem.utf8)))) }
            if !finding.system.isEmpty { fields.append(("system", jsonString(finding.system))) }
            if let free = finding.freeSpace { fields.append(("free_kib", number(free))) }
            if let time = finding.roundTrip { fields.append(("ping_ns", number(time))) }
            if let clock = finding.clockDifference { fields.append(("clock_s", number(clock))) }
            if let time = finding.compilation { fields.append(("compile_ns", number(time))) }
            if let speed = finding.speed(here: result.here) { fields.append(("speed", Bytes(hundredths(speed).utf8))) }
            if case .found(let identity) = finding.compiler {
                fields.append(("compiler", jsonString(identity.version)))
                fields.append(("machine", jsonString(identity.machine)))
                fields.append(("identity", jsonString(identity.digest)))
            }
            if let verdict = finding.verdict(result.compiler, here: result.here) {
                fields.append(("verdict", jsonString(Bytes(verdict.rawValue.utf8))))
            }
            return jsonObject(fields)
        })
}

/// With one decimal below 10.
func size(_ kibibytes: Int) -> String {
    for (unit, name) in [(1 << 20, "GiB"), (1 << 10, "MiB")] where kibibytes >= unit {
        if kibibytes >= 10 * unit { return "\(kibibytes / unit) \(name)" }
        return "\(kibibytes / unit).\(kibibytes % unit * 10 / unit) \(name)"
    }
    return "\(kibibytes) KiB"
}

/// Milliseconds with one decimal.
private func tenths(_ nanoseconds: Int64) -> String {
    let tenths = (nanoseconds + 50_000) / 100_000
    return "\(tenths / 10).\(tenths % 10)"
}

private func hundredths(_ number: Double) -> String {
    let hundredths = Int((min(number, 1e6) * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
}
