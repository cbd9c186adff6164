package import Text

/// Counts what a distributed build did where, for the line at its end. Pure.
package struct DistributionTally: Sendable {
    /// Why a target that `.DIST` names was made here although hosts may have had room.
    package enum Reason: CaseIterable, Sendable {
        case quicker
        case noHostFits
        case otherCompiler
        case tied
        case namesHost
        case lost
    }

    /// How many targets each host made, in the order of their first ones.
    private var shares: [Bytes: Int] = [:]
    private var hosts: [Bytes] = []
    package private(set) var local = 0
    private var failedElsewhere = 0
    private var reasons: [Reason: Int] = [:]
    private(set) var retried = 0
    private(set) var raced = 0
    private(set) var overtaken = 0
    private(set) var undeclared = 0
    private(set) var restored = 0
    private(set) var lookups = 0
    /// Nanoseconds that recipes ran on each host, and here.
    private var busy: [Bytes: Int64] = [:]
    private(set) var busyHere: Int64 = 0
    package private(set) var fetchedBytes = 0
    /// Why targets were made here, in words, with how many.
    private var details: [String: Int] = [:]

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

    /// - Parameter isNamed: `.DIST` names the target.
    package mutating func madeHere(isNamed: Bool = true) {
        local += 1
        if !isNamed { details["not named by .DIST", default: 0] += 1 }
    }

    /// - Parameter detail: what ties it to this machine, as in `2 whose recipe runs make`.
    package mutating func stayed(_ reason: Reason, _ detail: String? = nil) {
        reasons[reason, default: 0] += 1
        details[detail ?? Self.wording(reason), default: 0] += 1
    }

    /// It runs once more here.
    package mutating func failedOnHost() { details["after a failure on a host", default: 0] += 1 }
    package mutating func worked(on host: Bytes, nanoseconds: Int64) { busy[host, default: 0] += nanoseconds }
    package mutating func workedHere(nanoseconds: Int64) { busyHere += nanoseconds }
    package mutating func fetched(bytes: Int) { fetchedBytes += bytes }
    /// It was looked for in the cache.
    package mutating func lookedUp() { lookups += 1 }
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

    /// What each host did, in the order in which they are told of.
    var work: [(host: Bytes, targets: Int, busy: Int64)] {
        hosts.map { ($0, shares[$0] ?? 0, busy[$0] ?? 0) }.filter { $0.targets > 0 || $0.busy > 0 }
    }

    /// Why targets were made here, the most frequent first. What nothing else explains found a slot here before one of a host.
    var causes: [(text: String, count: Int)] {
        let rest = local - details.values.reduce(0, +)
        let all =
            details.map { (text: $0.key, count: $0.value) }
            + (rest > 0 ? [(text: "as no host had a free slot", count: rest)] : [])
        return all.sorted { ($1.count, $0.text) < ($0.count, $1.text) }
    }

    package var remote: Int { shares.values.reduce(0, +) }

    private static func listed(_ items: [String]) -> String {
        items.isEmpty ? "" : " (" + items.joined(separator: ", ") + ")"
    }

    private static func wording(_ reason: Reason) -> String {
        switch reason {
        case .quicker: "quicker here"
        case .noHostFits: "fit no host"
        case .otherCompiler: "for another compiler there"
        case .tied: "cannot travel"
        case .namesHost: "name their directory"
        case .lost: "lost three times"
        }
    }
}
