internal import Platform
package import Text

/// A Slurm cluster of several nodes on this machine, on loopback, with everything in one temporary directory and ended by
/// process id. Debian's packages slurm-wlm, slurm-client and munge are enough.
package final class SlurmCluster {
    package static let requirements = "on request: DISTMAKE_TEST_SLURM=1, with root"
    /// It was asked for, and there is what it needs.
    package static var isRequested: Bool {
        getuid() == 0 && getenv("DISTMAKE_TEST_SLURM") != nil
            && (try? shell("command -v slurmctld slurmd munged salloc srun").status) == .exited(0)
    }

    package let nodes: [String]
    private let directory: Bytes
    private var daemons: [String: ProcessID] = [:]
    private var job = ""

    /// Starts the daemons and takes all nodes in one allocation, as a user of a cluster does before a make.
    package init(nodes count: Int) throws {
        nodes = (1...count).map { "n\($0)" }
        directory = try temporaryDirectory()
        try prepare()
        try start(
            "munged", program: "munged",
            [
                "--foreground", "--force", "--key-file=\(root)/key", "--socket=\(root)/munge.socket",
                "--pid-file=\(root)/munged.pid", "--seed-file=\(root)/seed", "--log-file=\(root)/munged.log",
            ])
        try wait(until: "munge -S \(root)/munge.socket -n")
        try start("slurmctld", program: "slurmctld", ["-D", "-f", "\(root)/slurm.conf"])
        for node in nodes { try start(node, program: "slurmd", ["-D", "-N", node, "-f", "\(root)/slurm.conf"]) }
        try wait(until: "[ \"$(sinfo -h -N -t idle -o %n | wc -l)\" = \(count) ]")
        let granted = try command("salloc -N\(count) --no-shell 2>&1").output.text
        job = String(granted.reversed().drop { !$0.isNumber }.prefix { $0.isNumber }.reversed())
        guard !job.isEmpty else { throw SystemError(code: EAGAIN) }
    }

    private var root: String { directory.text }

    /// The command that yields a sh on a node.
    package func shellCommand(_ node: String) -> [Bytes] {
        [
            "env", "SLURM_CONF=\(root)/slurm.conf", "srun", "--jobid=\(job)", "--overlap", "--unbuffered", "-N1", "-n1",
            "-w", node, "sh",
        ]
        .map { Bytes($0.utf8) }
    }

    /// The node's daemon and what it started die.
    package func kill(_ node: String) throws {
        guard let pid = daemons.removeValue(forKey: node) else { return }
        // The steps of this node are processes of their own, which carry its name.
        _ = try shell(
            "for p in $(ps -A -o pid=,args= | awk '/slurmstepd: / {print $1}'); do grep -qsz '^SLURMD_NODENAME=\(node)$' /proc/$(ps -o pid= --ppid $p | head -n 1 | tr -d ' ')/environ && kill -9 $p; done"
        )
        Platform.kill(pid, SIGKILL)
        _ = waitForExit(of: pid)
    }

    private func prepare() throws {
        let user = try shell("id -un").output.text.split(separator: "\n").first ?? "root"
        let host = try shell("hostname -s").output.text.split(separator: "\n").first ?? "localhost"
        try shell("cd \(root) && head -c 128 /dev/urandom >key && chmod 400 key && mkdir ctl spool")
        let port = Int.random(in: 20_000..<30_000)
        var config = """
            ClusterName=test
            SlurmctldHost=\(host)(127.0.0.1)
            SlurmctldPort=\(port)
            SlurmUser=\(user)
            SlurmdUser=\(user)
            AuthType=auth/munge
            AuthInfo=socket=\(root)/munge.socket
            CredType=cred/munge
            StateSaveLocation=\(root)/ctl
            SlurmdSpoolDir=\(root)/spool/%n
            SlurmctldPidFile=\(root)/slurmctld.pid
            SlurmdPidFile=\(root)/slurmd-%n.pid
            SlurmctldLogFile=\(root)/slurmctld.log
            SlurmdLogFile=\(root)/slurmd-%n.log
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            ReturnToService=2
            KillWait=5
            SlurmdParameters=config_overrides
            PartitionName=debug Nodes=ALL Default=YES MaxTime=INFINITE State=UP

            """
        for (index, node) in nodes.enumerated() {
            try makeDirectory(directory + Bytes("/spool/\(node)".utf8))
            config +=
                "NodeName=\(node) NodeHostname=\(host) NodeAddr=127.0.0.1 Port=\(port + 1 + index) CPUs=2 RealMemory=100\n"
        }
        try writeFile(directory + Bytes("/slurm.conf"), Bytes(config.utf8))
    }

    private func start(_ name: String, program: String, _ arguments: [String]) throws {
        let environment = ownEnvironment() + [Bytes("SLURM_CONF=\(root)/slurm.conf".utf8)]
        var request = SpawnRequest(
            arguments: [Bytes(program.utf8)] + arguments.map { Bytes($0.utf8) }, environment: CStringBlock(environment))
        let log = withCString(directory + Bytes("/\(name).out".utf8)) {
            open($0, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        }
        defer { close(log) }
        (request.standardOutput, request.standardError, request.newGroup) = (log, log, true)
        daemons[name] = try spawn(request)
    }

    @discardableResult
    private func command(_ text: String) throws -> (output: Bytes, status: Platform.ExitStatus) {
        try shell("export SLURM_CONF=\(root)/slurm.conf; \(text)")
    }

    /// Repeats a command until it succeeds.
    private func wait(until text: String) throws {
        let deadline = monotonicClock() + 30_000_000_000
        while try command("\(text) >/dev/null 2>&1").status != .exited(0) {
            guard monotonicClock() < deadline else { throw SystemError(code: ETIMEDOUT) }
            usleep(50_000)
        }
    }

    deinit {
        if !job.isEmpty {
            _ = try? command(
                "scancel \(job); for i in 1 2 3 4 5 6 7 8 9 10; do [ -n \"$(squeue -h)\" ] || break; sleep 0.2; done")
        }
        for name in nodes + ["slurmctld", "munged"] {
            guard let pid = daemons[name] else { continue }
            Platform.kill(pid, SIGTERM)
            _ = waitForExit(of: pid)
        }
        removeTree(directory)
    }
}
