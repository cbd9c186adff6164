internal import ArgumentParser
internal import Platform
internal import RemoteExecution
internal import Text

/// `disthosts run`: one command on the host that is least loaded.
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs a command on the host that is least loaded.",
        discussion: """
            Files of --in are sent, those of --out come back if the command succeeds; both are relative to the directory in \
            which this runs, and so is the command there. What it prints is shown as it comes; it has no standard input. \
            The exit status is that of the command, 128 and the number of a signal, or 125 if no host could run it.
            """)

    @OptionGroup var list: HostsOption
    @Option(name: .customLong("in"), help: ArgumentHelp("A file, or a directory with all in it.", valueName: "file"))
    var inputs: [String] = []
    @Option(name: .customLong("out"), help: ArgumentHelp("A file that the command makes.", valueName: "file"))
    var outputs: [String] = []
    @Option(help: "This host.")
    var host: String?
    @Option(
        name: [.short, .long],
        help: "Only hosts that meet this, as in .DIST.HOSTS: key, key=pattern, or one of these behind a `!'.")
    var label: [String] = []
    @Flag(name: [.short, .long], help: "Tell which host it is.")
    var verbose = false
    @Argument(parsing: .postTerminator, help: "The program and its arguments, behind `--'.")
    var command: [String] = []

    /// No host could run it.
    private static let nobody = ExitCode(125)

    func run() throws {
        guard !command.isEmpty else {
            try complain("found no command; expected one behind `--': disthosts run -- make")
        }
        let environment = currentEnvironment()
        var options = RemoteOptions(environment: environment)
        // It shows the output; nothing is kept.
        options.limits.log = 1 << 40
        // There is nothing else to do than to wait for the host.
        options.connectPatience = options.connectLimit
        let loop = try EventLoop()
        let request = try RunRequest(command: command, inputs: inputs, outputs: outputs, environment: environment)
        for host in try candidates(environment, loop, options) {
            if verbose { tell("using the host \(shown(host.name))") }
            let end = try RemoteCommand(request, on: host, loop: loop, options: options).run()
            switch end {
            case .exited(0): return
            case .exited(let status): throw ExitCode(status)
            case .signaled(let signal): throw ExitCode(128 + signal)
            case .interrupted(let signal):
                dieBySignal(signal)
                throw ExitCode(128 + signal)
            case .missing(let name):
                tell("the command did not make \(shown(name)) on \(shown(host.name))")
                throw ExitCode(1)
            case .cannotTravel(let reason): try complain(reason)
            case .lost(let reason, hasBegun: true):
                tell("lost the host \(shown(host.name)) while it ran the command: \(reason)")
                throw Self.nobody
            case .lost(let reason, hasBegun: false):
                tell("the host \(shown(host.name)) is not used: \(reason)")
            }
        }
        tell("no host could run the command")
        throw Self.nobody
    }

    /// The least loaded first.
    private func candidates(_ environment: [Bytes], _ loop: EventLoop, _ options: RemoteOptions) throws -> [Host] {
        let hosts = try list.load(environment)
        let conditions = try label.map { word in
            guard let condition = HostCondition(Bytes(word.utf8)) else {
                try complain("found the label `\(word)'; expected `key', `key=pattern', or one of these behind a `!'")
            }
            return condition
        }
        if let host {
            guard let found = hosts.first(where: { $0.name == Bytes(host.utf8) }) else {
                try complain("found no host `\(host)' in the list of hosts")
            }
            return [found]
        }
        let loads = HostLoads(hosts: hosts, loop: loop, options: options).run()
        for load in loads {
            if let problem = load.problem { tell("the host \(shown(load.host.name)) is not used: \(problem)") }
        }
        let fitting = loads.filter { $0.problem == nil && $0.meets(conditions) }
        if fitting.isEmpty, !conditions.isEmpty, loads.contains(where: { $0.problem == nil }) {
            tell("no host meets \(label.map { "`\($0)'" }.joined(separator: " "))")
        }
        // Of equal ones that which is faster, then that which comes first.
        return fitting.enumerated().sorted { left, right in
            let (a, b) = (left.element.share ?? 1, right.element.share ?? 1)
            if a != b { return a < b }
            let (fast, slow) = (left.element.host.speed, right.element.host.speed)
            return fast != slow ? fast > slow : left.offset < right.offset
        }.map(\.element.host)
    }

    private func tell(_ text: String) { writeAll(2, Bytes("disthosts: \(text)\n".utf8)) }
}
