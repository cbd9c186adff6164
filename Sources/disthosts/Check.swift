internal import ArgumentParser
internal import Platform
internal import RemoteExecution
internal import Text

/// `disthosts check`: what each host is, or why it cannot be used.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tells for each host whether it can be used, what it is, and how fast.",
        discussion: """
            All hosts are asked in parallel. The exit status is 0 if all can be used, 1 if one cannot, and 2 if the \
            hosts file is wrong.
            """)

    @OptionGroup var list: HostsOption
    @Option(help: "The compiler that is compared with this machine's, and measured.")
    var compiler = "cc"
    @Flag(help: "As one JSON array.")
    var json = false

    func run() throws {
        let environment = currentEnvironment()
        let program = Bytes(compiler.utf8)
        guard canBeAskedFor(program) else {
            try complain("found the compiler `\(shown(program))'; expected a program's name, or its absolute path")
        }
        let hosts = try list.load(environment)
        let result = HostCheck(
            hosts: hosts, loop: try EventLoop(), options: RemoteOptions(environment: environment), compiler: program
        ).run()
        writeAll(1, json ? findingsAsJSON(result) : findingsAsTable(result))
        if result.hosts.contains(where: { $0.problem != nil }) { throw ExitCode(1) }
    }
}
