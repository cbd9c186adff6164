internal import ContentStore
internal import Platform
internal import TestSupport
internal import Text

/// One build that something happens to, and what became of it.
package final class Trial {
    package struct Report: CustomStringConvertible {
        package var fault: Fault
        package var instant: Instant
        package var seed: UInt64
        /// What is missing, or how much room there is.
        package var detail = ""
        /// It did happen before the build was over.
        package var wasInjected = false
        /// make failed, said why, and a second one finished.
        package var neededSecond = false
        /// Seconds of the first make.
        package var seconds = 0.0
        /// What should not be. Empty: all is well.
        package var problems: [String] = []
        package var log = ""

        package var description: String {
            let what = wasInjected ? "" : ", too late"
            let end = problems.isEmpty ? (neededSecond ? "finished by a second make" : "good") : "BAD"
            let tenths = Int(seconds * 10)
            return
                "seed \(seed): \(fault.rawValue)\(detail.isEmpty ? "" : " (\(detail))") at \(instant)\(what): \(end), \(tenths / 10).\(tenths % 10) s"
                + problems.map { "\n    \($0)" }.joined()
        }
    }

    private let distmake: String
    private let project: Project
    private let reference: Tree
    private let root: Bytes
    private let hosts: [String]
    private var random: Randomness
    private var report: Report
    private let isPatient: Bool
    private var servers: SshServers?
    private var network: LinkedNetwork?
    private var disk: SmallDisk?
    /// The host that it happens to.
    private let victim: Int
    private var isHealed = true
    /// The hosts have stores, in which the stages are, too.
    private let hasStores: Bool
    private var logs = 0

    /// - Parameters:
    ///   - isPatient: waits for what takes a minute, such as a host's own watchers.
    package init(
        seed: UInt64, fault: Fault, project: Project, reference: Tree, distmake: String, hosts count: Int = 3,
        isPatient: Bool
    ) throws {
        (self.distmake, self.project, self.reference, self.isPatient) = (distmake, project, reference, isPatient)
        random = Randomness(seed: seed)
        root = try realPath(temporaryDirectory()) ?? []
        hosts = (1...count).map { "h\($0)" }
        victim = random.number(0...count - 1)
        let instant = Instant.random(&random, recipes: project.recipes, hosts: count)
        hasStores = random.once(in: 3)
        report = Report(fault: fault, instant: instant, seed: seed)
    }

    deinit {
        servers = nil
        disk = nil
        removeTree(root)
    }

    private var host: String { hosts[victim] }
    private func path(_ name: String) -> Bytes { root + Bytes("/\(name)".utf8) }

    package func run() throws -> Report {
        for name in ["tree", "tmp", "home"] + hosts + hosts.map({ "home/\($0)" }) { try makeDirectory(path(name)) }
        try write(project, to: path("tree"))
        try prepareHosts()
        var make = try start(events: "events")
        let began = monotonicClock()
        try waitAndInject(make)
        report.seconds = Double(monotonicClock() - began) / 1e9
        try heal()
        if !make.hasEnded { report.problems.append("make did not end") }
        report.log = make.said
        if report.fault.endsMake, report.wasInjected || make.status != .exited(0) {
            try restore()
            make = try finish()
        } else if make.status != .exited(0) {
            if !["\ndistmake: ", "*** ", "\nStop"].contains(where: make.said.contains) {
                report.problems.append("make failed without a word: \(String(describing: make.status))")
            }
            report.neededSecond = true
            try restore()
            make = try finish()
        }
        report.problems += reference.differences(from: Tree(at: path("tree")))
        try expectNothingToDo()
        try expectNoRemains()
        expectGoodStores()
        return report
    }

    private func finish() throws -> MakeProcess {
        let second = try start(events: "events2")
        if !eventually(60, { second.hasEnded }) || second.status != .exited(0) {
            report.problems.append("the second make did not finish it: \(second.said)")
        }
        return second
    }

    private func start(events: String, hosts file: String = "hosts") throws -> MakeProcess {
        logs += 1
        let ssh = servers.map { $0.sshCommand.map(\.text).joined(separator: " ") } ?? "ssh"
        return try MakeProcess(
            [distmake, "-j1", "-dD", "--hosts", path(file).text], in: path("tree"),
            environment: [
                "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=\(path("home").text)", "TMPDIR=\(path("tmp").text)",
                "LC_ALL=C", "DISTMAKE_JOINED=no", "DISTMAKE_SSH=\(ssh)", "EV=\(path(events).text)",
            ], log: path("log\(logs)"))
    }

    // MARK: Hosts

    private func prepareHosts() throws {
        if report.fault == .linkCut || report.fault == .linkCutForGood, LinkedNetwork.isPossible {
            network = try LinkedNetwork(hosts: hosts.count, delay: 200)
        }
        var settings = hosts.indices.map { index in
            // Nobody's login scripts.
            var environment = "TMPDIR=\(path(hosts[index]).text) HOME=\(path("home").text)/\(hosts[index])"
            if index == victim, report.fault == .toolMissing { environment += " PATH=\(missingTool())" }
            var server = SshServers.Server(name: hosts[index], settings: ["SetEnv \(environment)"])
            server.place = network?.hosts[index]
            return server
        }
        let place = random.number(0...60_000) + random.number(0...20_000)
        switch report.fault {
        case .diskFull:
            let size = random.pick([16, 100, 400, 1200, 2500])
            report.detail = "\(size) KiB"
            disk = SmallDisk(at: path(host), kibibytes: size)
        case .clockOff: try writeFile(path("home/\(host)") + Bytes("/hour-off"), [])
        case .byteFlipped, .streamTruncated:
            try writeFile(path("relay"), Bytes(Relay.script))
            let words = Relay.words(
                report.fault == .byteFlipped ? .flipsByte(place) : .endsAfter(place), script: path("relay"),
                command: "tcp %h %p")
            settings[victim].clientSettings = ["ProxyCommand \(words)"]
        default: break
        }
        servers = try SshServers(settings, client: network?.client)
        let list = hosts.map { "\($0) 2\(hasStores ? " store=\(path($0).text)/store" : "")\n" }
        try writeFile(path("hosts"), Bytes(list.joined().utf8))
        try writeFile(path("nobody"), [])
        if report.fault.isFromTheStart { report.wasInjected = true }
    }

    /// A directory with all programs but one.
    private func missingTool() -> String {
        let tool = random.pick([
            "dd", "touch", "mkdir", "tar", "head", "mktemp", "cp", "wc", "rm", "chmod", "base64", "awk", "tr", "sed",
            "cat", "ps", "sleep", "uname", "ls", "id",
        ])
        let place = path("bin").text
        _ = try? shell(
            "mkdir \(place); ln -s /usr/bin/* \(place)/; ln -s /bin/* \(place)/ 2>/dev/null; rm \(place)/\(tool)")
        report.detail = tool
        return place
    }

    // MARK: The fault

    private func happened(_ make: MakeProcess) -> Int {
        switch report.instant.event {
        case .recipe: ((try? readFile(path("events"))) ?? []).count { $0 == Ascii.newline }
        case .stage: make.count("Creating staging directory")
        case .retrieved: make.count("Retrieving target")
        case .plane: make.count("Data for ")
        }
    }

    private func waitAndInject(_ make: MakeProcess) throws {
        let isLater = !report.fault.isFromTheStart && report.fault != .none
        guard eventually(90, { make.hasEnded || isLater && happened(make) >= report.instant.count }) else { return }
        if !make.hasEnded, isLater {
            report.wasInjected = true
            try inject(make)
        }
        var healsAt: Int64? =
            report.fault == .linkCut ? monotonicClock() + Int64(random.number(300...6000)) * 1_000_000 : nil
        eventually(90) {
            if let time = healsAt, monotonicClock() > time {
                healsAt = nil
                try? heal()
            }
            return make.hasEnded
        }
    }

    private func inject(_ make: MakeProcess) throws {
        guard let servers else { return }
        switch report.fault {
        case .none, .diskFull, .clockOff, .byteFlipped, .streamTruncated, .toolMissing: break
        case .serverKilled:
            try servers.kill(host)
            try servers.start(host)
        case .serverKilledForGood: try servers.kill(host)
        case .sessionKilled:
            let all = try servers.sessions(host)
            // The lifeline's watchers clean up when it is killed itself, but they take their time.
            let candidates = isPatient ? all : all.filter(isInStage)
            if !candidates.isEmpty { kill(random.pick(candidates), SIGKILL) }
        case .transportKilled:
            let ours = try transports(of: make)
            if !ours.isEmpty { kill(random.pick(ours), SIGKILL) }
        case .makeKilled: kill(make.pid, SIGKILL)
        case .makeInterrupted: kill(make.pid, SIGINT)
        case .makeStopped:
            kill(make.pid, SIGSTOP)
            usleep(UInt32(isPatient ? random.number(100...20_000) : random.number(100...1500)) * 1000)
            kill(make.pid, SIGCONT)
        case .linkCut, .linkCutForGood:
            isHealed = false
            if let network { try network.cut(victim) } else { try servers.freeze(host) }
        case .hostSlow:
            for _ in 0..<4 {
                try servers.freeze(host)
                usleep(UInt32(random.number(50...400)) * 1000)
                try servers.resume(host)
                usleep(50_000)
            }
        case .reboot:
            let sessions = Set(try servers.sessions(host))
            try servers.kill(host)
            for pid in sessions { kill(pid, SIGKILL) }
            for pid in processes(of: path(host)) { kill(pid, SIGKILL) }
            for place in [path(host), path(host) + Bytes("/store")] {
                for name in directoryEntries(place) ?? [] where name.hasPrefix(Bytes("make-")) {
                    removeTree(place + [Ascii.slash] + name)
                }
            }
            try servers.start(host)
        }
    }

    /// The ssh processes that make has started.
    private func transports(of make: MakeProcess) throws -> [ProcessID] {
        var found: [ProcessID] = []
        for line in try shell("ps -A -o pid=,ppid=,comm=").output.split(separator: Ascii.newline) {
            let words = line.split(separator: Ascii.space).map { Bytes($0).text }
            if words.count > 2, words[1] == "\(make.pid)", words[2] == "ssh", let pid = Int32(words[0]) {
                found.append(pid)
            }
        }
        return found
    }

    private func isInStage(_ pid: ProcessID) -> Bool {
        var buffer = Bytes(repeating: 0, count: 4096)
        let count = withCString(Bytes("/proc/\(pid)/cwd".utf8)) { readlink($0, &buffer, buffer.count) }
        return count > 0 && Bytes(buffer[..<count]).hasPrefix(path(host))
    }

    private func heal() throws {
        guard !isHealed else { return }
        isHealed = true
        if let network { try network.heal(victim) } else { try servers?.resume(host) }
    }

    /// All hosts are there again, for a second make.
    private func restore() throws {
        if report.fault == .serverKilledForGood { try servers?.start(host) }
    }

    // MARK: Afterwards

    private func expectNothingToDo() throws {
        let third = try start(events: "events3", hosts: "nobody")
        if !eventually(30, { third.hasEnded }) || third.status != .exited(0) || fileStatus(path("events3")) != nil {
            report.problems.append("there was something left to do: \(third.said)")
        }
    }

    private func expectNoRemains() throws {
        // Where the end of a stream is not seen, a host's own watcher cleans up within a minute.
        let limit = 75.0
        // Without rm(1) nobody can.
        let isStuck = report.fault == .toolMissing && report.detail == "rm"
        for name in hosts + ["tmp"] where !isStuck || name != host {
            let directory = path(name)
            let isClean = eventually(limit) {
                left(in: directory).isEmpty
            }
            if !isClean {
                let left = (try? shell("find \(directory.text) | head -40").output.text) ?? ""
                report.problems.append("left in the temporary directory of \(name): \(left)")
            }
        }
        if !eventually(limit, { processes(of: root).isEmpty }) {
            for pid in processes(of: root) {
                let words = ((try? readFile(Bytes("/proc/\(pid)/cmdline".utf8))) ?? []).map {
                    $0 == 0 ? Ascii.space : $0
                }
                report.problems.append("process \(pid) is left: \(words.text)")
            }
        }
    }

    /// What is there beyond a store of contents.
    private func left(in directory: Bytes) -> [Bytes] {
        let store = directory + Bytes("/store")
        return (directoryEntries(directory) ?? []).filter { !hasStores || $0 != Bytes("store") }
            + (directoryEntries(store) ?? []).filter { $0 != Bytes("cas") }
    }

    /// Each content of a store is what its name says.
    private func expectGoodStores() {
        for host in hosts {
            let contents = path(host) + Bytes("/store/cas")
            for folder in directoryEntries(contents) ?? [] {
                for name in directoryEntries(contents + [Ascii.slash] + folder) ?? [] {
                    let file = contents + [Ascii.slash] + folder + [Ascii.slash] + name
                    let digest = Digest(of: (try? readFile(file)) ?? []).hex
                    if folder + name.prefix(while: { $0 != Ascii.minus }) != digest {
                        report.problems.append("the store of \(host) has a wrong content: \(name.text)")
                    }
                }
            }
        }
    }

    /// Those that carry the path in their environment.
    private func processes(of place: Bytes) -> [ProcessID] {
        (directoryEntries(Bytes("/proc")) ?? []).compactMap { Int32($0.text) }.filter { pid in
            guard pid != getpid(), isAlive(pid), let text = try? readFile(Bytes("/proc/\(pid)/environ".utf8)) else {
                return false
            }
            return text.split(separator: 0).contains { $0.starts(with: Bytes("TMPDIR=") + place) }
        }
    }
}

/// Makes the files of a project below a directory that is there.
func write(_ project: Project, to directory: Bytes) throws {
    for (name, content) in project.files.sorted(by: { $0.key < $1.key }) {
        let path = directory + Bytes("/\(name)".utf8)
        if let slash = path.lastIndex(of: Ascii.slash) {
            let parent = Bytes(path[..<slash])
            if fileStatus(parent) == nil { try makeDirectory(parent) }
        }
        try writeFile(path, content)
    }
    // Older than anything that is made.
    try shell("cd \(directory.text) && find . -type f | xargs touch -t 202001010000")
}
