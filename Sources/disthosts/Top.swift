internal import ArgumentParser
internal import Platform
internal import RemoteExecution
internal import Text

/// `disthosts top`: what the user's builds are doing.
struct Top: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the running builds: what is made where, since when, and how busy their hosts are.",
        discussion: """
            On a terminal the view is renewed until an interrupt. Elsewhere it is printed once, or again and again with \
            --interval.
            """)

    @Option(help: ArgumentHelp("Seconds between two looks; 1 by default.", valueName: "seconds"))
    var interval: Int?

    func run() throws {
        if let interval, !(1...3600).contains(interval) {
            try complain("found the interval \(interval); expected a number of seconds from 1 to 3600")
        }
        guard let path = StatusDirectory.location(environment: currentEnvironment()) else {
            try complain("DISTMAKE_STATUS says that builds do not tell of themselves")
        }
        let loop = try EventLoop()
        var isOver = false
        for signal in [SIGINT, SIGTERM, SIGHUP] { loop.onSignal(signal) { isOver = true } }
        let isLive = isTerminal(1)
        while !isOver {
            let builds = StatusDirectory(existing: path)?.read(loop: loop) ?? []
            if isOver { break }
            let lines = Self.lines(builds)
            guard writeAll(1, isLive ? Self.screen(lines) : Bytes(lines.map { $0 + "\n" }.joined().utf8)) else {
                return
            }
            if !isLive, interval == nil { return }
            let next = monotonicClock() + Int64(interval ?? 1) * 1_000_000_000
            while !isOver, case let left = next - monotonicClock(), left > 0 { loop.runOnce(limit: left) }
        }
    }

    static func lines(_ builds: [BuildStatus]) -> [String] {
        guard !builds.isEmpty else { return ["no build is running on hosts"] }
        return builds.flatMap { build -> [String] in
            let made = "\(build.remote) made on hosts, \(build.local) here"
            var lines = ["\(shown(build.directory)) (\(build.process)): \(time(build.age)), \(made)"]
            for host in build.hosts {
                let load = host.load.map { ", load \($0 / 100).\($0 % 100 < 10 ? "0" : "")\($0 % 100)" } ?? ""
                let state = host.state == Bytes("up") ? "" : ", \(shown(host.state))"
                lines.append("  \(shown(host.name)) \(host.running)/\(host.slots)\(load)\(state)")
                lines += build.jobs.filter { $0.host == host.name }.map(line)
            }
            let names = Set(build.hosts.map(\.name))
            let elsewhere = build.jobs.filter { $0.host.map { !names.contains($0) } ?? false }
            let here = build.jobs.filter { $0.host == nil }
            if !here.isEmpty { lines.append("  here \(here.count)") }
            return lines + here.map(line) + elsewhere.map(line) + (build.isWhole ? [] : ["  ..."])
        }
    }

    private static func line(_ job: BuildStatus.JobState) -> String {
        let phase = job.phase == Bytes("running") ? "" : " (\(shown(job.phase)))"
        return "    \(time(job.age)) \(shown(job.target))\(phase)"
    }

    /// `0:05`, `1:02:03`
    private static func time(_ nanoseconds: Int64) -> String {
        let seconds = max(nanoseconds, 0) / 1_000_000_000
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        if seconds < 3600 { return "\(seconds / 60):\(two(seconds % 60))" }
        return "\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }

    /// The lines from the upper left corner on, as far as there is room (ECMA-48: CUP, EL, ED).
    private static func screen(_ lines: [String]) -> Bytes {
        let (width, height) = (terminalWidth(1), terminalHeight(1))
        var kept = lines.prefix(max(height - 1, 1)).map { String($0.prefix(max(width - 1, 1))) }
        if lines.count > kept.count { kept[kept.count - 1] = "\(lines.count - kept.count + 1) more lines" }
        return Bytes(("\u{1B}[H" + kept.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J").utf8)
    }
}
