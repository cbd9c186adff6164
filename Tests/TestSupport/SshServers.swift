package import Platform
package import Text

/// OpenSSH servers on the loopback interface or in a `LinkedNetwork`, one per host name, each with its own configuration;
/// nothing of the user's ~/.ssh is read or written. Started by the test's own user, stopped by process id.
package final class SshServers {
    package struct Server {
        package var name: String
        /// Further lines of its sshd_config.
        package var settings: [String] = []
        /// Further lines of its section of the client's configuration.
        package var clientSettings: [String] = []
        /// The client has the right key.
        package var isKeyKnown = true
        /// False leaves its port closed.
        package var isRunning = true
        package var hasSFTP = true
        /// Where it runs, if not on the loopback interface.
        package var place: LinkedNetwork.Place?

        package init(
            name: String, settings: [String] = [], isKeyKnown: Bool = true, isRunning: Bool = true,
            hasSFTP: Bool = true,
            place: LinkedNetwork.Place? = nil
        ) {
            self.name = name
            self.settings = settings
            self.isKeyKnown = isKeyKnown
            self.isRunning = isRunning
            self.hasSFTP = hasSFTP
            self.place = place
        }
    }

    package static var program: String? {
        ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/bin/sshd"].first {
            fileStatus(Bytes($0.utf8)) != nil
        }
    }

    package let directory: Bytes
    /// The command line of ssh that knows these hosts.
    package let sshCommand: [Bytes]
    private var pids: [String: ProcessID] = [:]
    private var ports: [String: UInt16] = [:]
    private let servers: [Server]

    /// - Parameter client: where ssh runs, if not on the loopback interface.
    package init(_ servers: [Server], client: LinkedNetwork.Place? = nil) throws {
        directory = try temporaryDirectory()
        self.servers = servers
        let root = directory.text
        try shell("ssh-keygen -q -t ed25519 -N '' -f \(root)/key && ssh-keygen -q -t ed25519 -N '' -f \(root)/other")
        try shell("ssh-keygen -q -t ed25519 -N '' -f \(root)/hostkey && cp \(root)/key.pub \(root)/authorized")
        var clientConfig = ""
        sshCommand =
            (client?.prefix ?? []).map { Bytes($0.utf8) } + [Bytes("ssh"), Bytes("-F"), directory + Bytes("/config")]
        for server in servers {
            let port = try freePort()
            clientConfig += """
                Host \(server.name)
                  HostName \(server.place?.address ?? "127.0.0.1")
                  Port \(port)
                  IdentityFile \(root)/\(server.isKeyKnown ? "key" : "other")
                  IdentitiesOnly yes
                  UserKnownHostsFile \(root)/known
                  GlobalKnownHostsFile /dev/null
                  StrictHostKeyChecking accept-new
                \(server.clientSettings.map { "  \($0)\n" }.joined())
                """
            ports[server.name] = port
            if server.isRunning { try start(server.name) }
        }
        try writeFile(directory + Bytes("/config"), Bytes(clientConfig.utf8))
    }

    /// Starts one that was not running.
    package func start(_ name: String) throws {
        guard let server = servers.first(where: { $0.name == name }), let port = ports[name] else { return }
        let root = directory.text
        let config = """
            Port \(port)
            ListenAddress \(server.place?.address ?? "127.0.0.1")
            HostKey \(root)/hostkey
            PidFile \(root)/\(server.name).pid
            AuthorizedKeysFile \(root)/authorized
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            StrictModes no
            UseDNS no
            PermitRootLogin yes
            \(server.hasSFTP ? "Subsystem sftp internal-sftp" : "")
            \(server.settings.joined(separator: "\n"))

            """
        let path = "\(root)/\(server.name).sshd"
        try writeFile(Bytes(path.utf8), Bytes(config.utf8))
        if getuid() == 0 { try shell("mkdir -p /run/sshd") }
        // That of a server which was killed is another's.
        removeTree(Bytes("\(root)/\(server.name).pid".utf8))
        let prefix = (server.place?.prefix ?? []).joined(separator: " ")
        let started = try shell("\(prefix) \(Self.program ?? "sshd") -f \(path) -E \(root)/\(server.name).log")
        guard started.status == .exited(0) else { throw SystemError(code: EIO) }
        // sshd listens before it goes to the background, but writes the file of its pid after that.
        let deadline = monotonicClock() + 5_000_000_000
        while pids[server.name] == nil, monotonicClock() < deadline {
            let text = (try? readFile(Bytes("\(root)/\(server.name).pid".utf8))) ?? []
            pids[server.name] = Int32(text.text.split(separator: "\n").first ?? "")
            usleep(1000)
        }
    }

    /// Ends one server and all its connections.
    package func kill(_ name: String) throws {
        guard let pid = pids.removeValue(forKey: name) else { return }
        for child in try descendants(of: pid) { Platform.kill(child, SIGKILL) }
        Platform.kill(pid, SIGKILL)
    }

    /// Stops everything that carries the connections of a server, as a cut cable does.
    package func freeze(_ name: String) throws {
        guard let pid = pids[name] else { return }
        for child in try descendants(of: pid) { Platform.kill(child, SIGSTOP) }
    }

    package func resume(_ name: String) throws {
        guard let pid = pids[name] else { return }
        for child in try descendants(of: pid) { Platform.kill(child, SIGCONT) }
    }

    /// What its connections have started.
    package func sessions(_ name: String) throws -> [ProcessID] {
        guard let pid = pids[name] else { return [] }
        return try descendants(of: pid, servers: false)
    }

    private func descendants(of pid: ProcessID, servers: Bool = true) throws -> [ProcessID] {
        let list = try shell("ps -A -o pid=,ppid=,comm=").output
        var children: [ProcessID: [(pid: ProcessID, isServer: Bool)]] = [:]
        for line in list.split(separator: Ascii.newline) {
            let words = line.split(separator: Ascii.space).map { Bytes($0).text }
            guard words.count >= 3, let child = Int32(words[0]), let parent = Int32(words[1]) else { continue }
            children[parent, default: []].append((child, words[2].hasPrefix("sshd")))
        }
        // Only the servers die: what they started stands for the far machine's processes.
        var found: [ProcessID] = []
        var pending = [pid]
        while let next = pending.popLast() {
            for child in children[next] ?? [] {
                if child.isServer == servers { found.append(child.pid) }
                if child.isServer { pending.append(child.pid) }
            }
        }
        return found
    }

    package func log(_ name: String) -> String { ((try? readFile(directory + Bytes("/\(name).log".utf8))) ?? []).text }

    deinit {
        for name in Array(pids.keys) { try? kill(name) }
        removeTree(directory)
    }
}

/// A port that nobody listens on: the system's choice for port 0, let go again.
private func freePort() throws -> UInt16 {
    let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard fd >= 0 else { throw SystemError.last }
    defer { close(fd) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(fd, $0, length) == 0 ? getsockname(fd, $0, &length) : -1
        }
    }
    guard result == 0 else { throw SystemError.last }
    return UInt16(bigEndian: address.sin_port)
}
