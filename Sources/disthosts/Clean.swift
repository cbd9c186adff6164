internal import ArgumentParser
internal import Platform
internal import RemoteExecution
internal import Text

/// `disthosts clean`: removes what builds have left on hosts.
struct Clean: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Removes stages that nobody uses any more from all hosts.",
        discussion: """
            Stages of builds that run, yours or those of another machine, are left alone. Stores that have grown beyond their \
            limit are trimmed. The exit status is 0 if all is clean, 1 if a host could not be visited or something could \
            not be removed, and 2 if the hosts file is wrong.
            """)

    @OptionGroup var list: HostsOption
    @Flag(name: [.long, .customShort("n")], help: "Only tell what would be removed.")
    var dryRun = false
    @Flag(help: "As one JSON array.")
    var json = false

    func run() throws {
        let environment = currentEnvironment()
        let hosts = try list.load(environment)
        let results = HostCleaning(
            hosts: hosts, removes: !dryRun, loop: try EventLoop(), options: RemoteOptions(environment: environment)
        ).run()
        writeAll(1, json ? Self.json(results) : Self.lines(results, isDry: dryRun))
        let isBad = results.contains { result in
            result.problem != nil || result.remains.contains { $0.state == .stuck || !dryRun && $0.state == .overLimit }
        }
        if isBad { throw ExitCode(1) }
    }

    static func lines(_ results: [HostCleaning.Result], isDry: Bool) -> Bytes {
        var text = ""
        for result in results {
            let host = shown(result.host.name)
            for each in result.remains { text += "\(host): \(line(each, isDry: isDry))\n" }
            if let problem = result.problem { text += "\(host): down: \(problem)\n" }
        }
        let all = results.flatMap(\.remains)
        let stages = all.filter { $0.state == (isDry ? .stale : .removed) }
        let used = all.count { $0.state == .inUse }
        text += "\(isDry ? "would remove" : "removed") \(stages.count) stage\(stages.count == 1 ? "" : "s")"
        if !stages.isEmpty { text += ", \(size(stages.map(\.size).reduce(0, +)))" }
        if used > 0 { text += "; \(used) in use" }
        return Bytes((text + "\n").utf8)
    }

    private static func line(_ remains: HostCleaning.Remains, isDry: Bool) -> String {
        let path = shown(remains.path)
        let sizes = size(remains.size)
        let rest = remains.rest.map(size) ?? "?"
        return switch remains.state {
        case .inUse: "\(path) is in use, \(sizes)"
        case .stale: "\(path) would be removed, \(sizes)"
        case .removed: "\(path) removed, \(sizes)"
        case .stuck: "\(path) cannot be removed, \(sizes)"
        case .trimmed: "the store \(path) trimmed from \(sizes) to \(rest)"
        case .overLimit where isDry: "the store \(path) would be trimmed from \(sizes) to \(rest)"
        case .overLimit: "the store \(path) still has \(rest), which is more than its limit"
        }
    }

    /// One object for each host.
    static func json(_ results: [HostCleaning.Result]) -> Bytes {
        jsonLines(
            results.map { result in
                var fields = [("name", jsonString(result.host.name))]
                if let problem = result.problem { fields.append(("problem", jsonString(Bytes(problem.utf8)))) }
                let found = result.remains.map { each in
                    var object = [("path", jsonString(each.path))]
                    object.append(("state", jsonString(Bytes(each.state.rawValue.utf8))))
                    object.append(("kib", Bytes("\(each.size)".utf8)))
                    if let rest = each.rest { object.append(("rest_kib", Bytes("\(rest)".utf8))) }
                    return jsonObject(object)
                }
                let list = Bytes(found.joined(separator: Bytes(", ")))
                fields.append(("remains", [Ascii.leftBracket] + list + [Ascii.rightBracket]))
                return jsonObject(fields)
            })
    }
}
