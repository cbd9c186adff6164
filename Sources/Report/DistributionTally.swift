package import Text

/// Counts what a distributed build did where, for the line at its end. Pure.
package struct DistributionTally: Sendable {
    /// Why a target that `.DIST` names was made here although hosts may have had room.
    package enum Reason: CaseIterable, Sendable {
        case quicker
        case noHostFits
        case otherCompiler
        case tied
        case lost
    }

    /// How many targets each host made, in the order of their first ones.
    private var shares: [Bytes: Int] = [:]
    private var hosts: [Bytes] = []
    private var local = 0
    private var failedElsewhere = 0
    private var reasons: [Reason: Int] = [:]
    private var retried = 0
    private var raced = 0
    private var overtaken = 0
    private var undeclared = 0
    private var restored = 0

    package init() {}

    /// So many hosts come first, in this order, as far as they made anything.
    package init(order: [Bytes]) { for host in order { add(host) } }

    private mutating func add(_ host: Bytes) {
        if shares.updateValue(shares[host] ?? 0, forKey: host) == nil { hosts.append(host) }
    }

    package mutating func made(on host: Bytes) {
        add(host)
        shares[host, default: 0] += 1
    }

    package mutating func madeHere() { local += 1 }
    package mutating func stayed(_ reason: Reason) { reasons[reason, default: 0] += 1 }
    /// It had failed on a host.
    package mutating func madeHereAfterFailure() { failedElsewhere += 1 }
    /// A host lost it, for the first time.
    package mutating func lost() { retried += 1 }
    package mutating func beganRace() { raced += 1 }
    /// A former build had made it.
    package mutating func restoredFromCache() { restored += 1 }
    /// It read more than its makefile declares.
    package mutating func foundUndeclared() { undeclared += 1 }
    /// The host that began later won a race.
    package mutating func wonByTwin() { overtaken += 1 }

    /// `distmake: 12 remote (a 7, b 5), 6 local (3 quicker here)`; nil if nothing was made.
    package var line: Bytes? {
        let remote = shares.values.reduce(0, +)
        guard remote + local + restored > 0 else { return nil }
        let made = hosts.filter { shares[$0] ?? 0 > 0 }.map { "\($0.text) \(shares[$0] ?? 0)" }
        var line = "distmake: \(remote) remote" + Self.listed(made) + ", \(local) local"
        let known = Reason.allCases.compactMap { reason in reasons[reason].map { (reason, $0) } }
        // The top three, the most frequent first.
        let top = known.enumerated().sorted { (-$0.element.1, $0.offset) < (-$1.element.1, $1.offset) }.prefix(3)
        line += Self.listed(top.map { "\($0.element.1) \(Self.wording($0.element.0))" })
        if failedElsewhere > 0 { line += ", \(failedElsewhere) of them after a failure on a host" }
        if retried > 0 { line += ", \(retried) retried" }
        if raced > 0 { line += ", \(raced) raced" + (overtaken > 0 ? " (\(overtaken) overtaken)" : "") }
        if restored > 0 { line += ", \(restored) from the cache" }
        if undeclared > 0 { line += ", \(undeclared) with undeclared inputs (-dD names them)" }
        return Bytes(line)
    }

    private static func listed(_ items: [String]) -> String {
        items.isEmpty ? "" : " (" + items.joined(separator: ", ") + ")"
    }

    private static func wording(_ reason: Reason) -> String {
        switch reason {
        case .quicker: "quicker here"
        case .noHostFits: "fit no host"
        case .otherCompiler: "for another compiler there"
        case .tied: "cannot travel"
        case .lost: "lost three times"
        }
    }
}
