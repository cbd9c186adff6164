package import Platform
package import Text

/// Looks at this machine, and then at all hosts in parallel.
///
///     standing in line --> connecting --> described --> measured --> pinged --> over
///
/// Few handshakes and few transports of this machine run at a time, and compilations of transports that may all be on this
/// machine never beside each other: they would slow each other down. So a visit costs three open files, and few are open at
/// once; hosts for which a build would not have enough are told of, not visited.
package final class HostCheck {
    package struct Result: Sendable {
        package var here: HostFinding
        /// In the order of the hosts.
        package var hosts: [HostFinding]
        /// The program that was asked for.
        package var compiler: Bytes
    }

    private let loop: EventLoop
    private let options: RemoteOptions
    private let compiler: Bytes
    private let findings: [(host: Host, isLeftOut: Bool)]
    private var openFiles: Int

    /// - Parameter compiler: which program is compared and measured; false words are asked for nowhere.
    package convenience init(hosts: [Host], loop: EventLoop, options: RemoteOptions, compiler: Bytes = Bytes("cc")) {
        self.init(hosts: hosts, loop: loop, options: options, compiler: compiler, budget: OpenFileBudget())
    }

    init(hosts: [Host], loop: EventLoop, options: RemoteOptions, compiler: Bytes, budget: OpenFileBudget) {
        var budget = budget
        self.loop = loop
        self.options = options
        self.compiler = compiler
        findings = hosts.map { ($0, !budget.admit(slots: $0.slots)) }
        openFiles = budget.limit ?? 0
    }

    /// Runs the loop until every host answered or failed.
    ///
    /// - Parameter limit: nanoseconds that a host has to answer in, and as many again for its compilations.
    package func run(limit: Int64 = 20_000_000_000) -> Result {
        let round = HostRound(loop: loop, options: options, limit: limit)
        let measures = Handshakes(loop: loop, limit: 1)
        func visit(_ host: Host) -> HostVisit {
            HostVisit(host: host, compiler: compiler, in: round, measures: measures)
        }
        var here = Host(name: Bytes("here"), slots: 1)
        here.transport = .embedded
        let own = visit(here)
        round.run([own.errand])
        let visits = findings.map { $0.isLeftOut ? nil : visit($0.host) }
        round.run(visits.compactMap { $0?.errand })
        let hosts = zip(findings, visits).map { entry, visit in
            if let visit { return visit.result }
            var finding = HostFinding(host: entry.host)
            finding.problem = "builds leave it out: with it they would need more than \(openFiles) open files"
            return finding
        }
        return Result(here: own.result, hosts: hosts, compiler: compiler)
    }
}
