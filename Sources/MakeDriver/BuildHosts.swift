internal import Platform
internal import RemoteExecution
internal import Report
internal import Text

/// Where the hosts of a build come from: the hosts file, and machines that offer themselves.
struct BuildHosts {
    let file: Bytes?
    /// What the file was when it was read.
    let status: FileStatus?
    /// In its order.
    let hosts: [Host]
    /// Where machines offer themselves, if any ever did and nobody said that they are to be left out.
    let joined: JoinDirectory?

    /// Nil if there is no host of either kind; `inactive` is told why.
    init?(_ run: Make, environment: [Bytes], inactive: (String) -> Void) {
        func complain(_ text: String) { run.output.putError(run.program + Bytes(": \(text)\n")) }
        joined = Self.joined(run.options.joined, environment, complain)
        file = HostsFile.location(option: run.options.hostsFile, environment: environment)
        guard let file else {
            (status, hosts) = (nil, [])
            guard joined == nil else { return }
            inactive("neither HOME nor DISTMAKE_HOSTS is set, so there is no hosts file")
            return nil
        }
        status = fileStatus(file)
        switch HostsFile.load(file) {
        case .success(let list):
            hosts = list
            guard list.isEmpty, joined == nil else { return }
            inactive("the hosts file \(file.text) names no hosts")
        case .failure(let problem):
            hosts = []
            // A default file that does not exist is no mistake.
            let isNamed =
                run.options.hostsFile != nil || environment.contains { $0.hasPrefix(Bytes("DISTMAKE_HOSTS=")) }
            if !problem.isMissingFile || isNamed { complain(problem.description) }
            guard joined == nil else { return }
            inactive("the hosts file \(file.text) cannot be used")
        }
        return nil
    }

    /// - Parameter option: what `--joined` says: `no`, `yes`, or a directory; else $DISTMAKE_JOINED decides.
    private static func joined(_ option: Bytes?, _ environment: [Bytes], _ complain: (String) -> Void) -> JoinDirectory?
    {
        let environment = option.map { [Bytes("DISTMAKE_JOINED=") + $0] } ?? environment
        do {
            guard let path = try JoinDirectory.location(environment: environment),
                let directory = JoinDirectory(existing: path), directory.hasNames
            else { return nil }
            return directory
        } catch {
            complain(error.description)
            return nil
        }
    }
}
