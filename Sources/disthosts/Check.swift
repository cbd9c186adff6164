internal import ArgumentParser
internal import Platform
internal import RemoteExecution
internal import Text

/// `disthosts check`: what each host is, or why it cannot be used.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tells for each host whether it can be used, and what it is.",
        discussion: """
            All hosts are asked in parallel. The exit status is 0 if all can be used, 1 if one cannot, and 2 if the \
            hosts file is wrong.
            """)

    @Option(help: "The hosts file; default is $DISTMAKE_HOSTS, else ~/.makehosts.")
    var hosts: String?

    func run() throws {
        let environment = currentEnvironment()
        guard let path = HostsFile.location(option: hosts.map { Bytes($0.utf8) }, environment: environment) else {
            return try complain("there is no hosts file: $HOME is not set")
        }
        switch HostsFile.load(path) {
        case .failure(let error): try complain(error.description)
        case .success(let list):
            let loop = try EventLoop()
            let findings = HostCheck(hosts: list, loop: loop, options: RemoteOptions(environment: environment)).run()
            writeAll(1, table(findings))
            if findings.contains(where: { $0.problem != nil }) { throw ExitCode(1) }
        }
    }

    private func complain(_ message: String) throws {
        writeAll(2, Bytes("disthosts: \(message)\n".utf8))
        throw ExitCode(2)
    }
}
