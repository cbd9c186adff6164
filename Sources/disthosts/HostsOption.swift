internal import ArgumentParser
internal import RemoteExecution
internal import Text

/// Which list of hosts is meant.
struct HostsOption: ParsableArguments {
    @Option(help: "The hosts file; default is $DISTMAKE_HOSTS, else ~/.makehosts.")
    var hosts: String?

    /// The hosts of the file; a file that cannot be used ends the program with status 2.
    func load(_ environment: [Bytes]) throws -> [Host] {
        guard let path = HostsFile.location(option: hosts.map { Bytes($0.utf8) }, environment: environment) else {
            try complain("there is no hosts file: $HOME is not set")
        }
        switch HostsFile.load(path) {
        case .success(let list): return list
        case .failure(let error): try complain(error.description)
        }
    }
}
