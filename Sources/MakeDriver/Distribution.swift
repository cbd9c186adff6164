internal import BuildGraph
internal import Execution
internal import MakeLanguage
internal import Platform
internal import RemoteExecution
internal import Report
internal import Text

/// The distributed part of a build: which targets travel, to which hosts, and what is said about it.
final class Distribution {
    let executor: RemoteExecutor
    private let run: Make
    private let membership: Membership
    /// Exact names and patterns of `.DIST`.
    private let names: Set<Bytes>
    private let patterns: [Glob]
    /// How many targets each host made, in the order of the hosts file, then of their coming.
    private(set) var shares: [(host: Bytes, count: Int)]
    /// Where a running action is.
    private var places: [ActionID: Bytes] = [:]
    private(set) var localCount = 0
    private var isUp = false
    private(set) var retriedCount = 0

    /// Active only with at least one target of `.DIST` and hosts, listed or joined; otherwise nil, and `-dD` says
    /// what was missing. That there is -j is the caller's business.
    init?(_ run: Make) {
        func inactive(_ reason: String) { run.sayNotDistributed(reason) }
        let settings = run.graph.settings
        guard !settings.distributed.isEmpty else {
            inactive("no target is named by .DIST")
            return nil
        }
        guard !settings.isNotParallel else {
            inactive("the makefile says .NOTPARALLEL")
            return nil
        }
        let environment = currentEnvironment()
        guard let found = BuildHosts(run, environment: environment, inactive: inactive) else { return nil }
        self.run = run
        names = Set(settings.distributed.filter { !hasWildcards($0) })
        patterns = settings.distributed.filter(hasWildcards).map(Glob.init)
        shares = found.hosts.map { ($0.name, 0) }
        let options = RemoteOptions(environment: environment)
        let executor = RemoteExecutor(hosts: found.hosts, loop: run.loop, options: options, common: run.commonSlots)
        let joined = found.joined.flatMap {
            JoinedHosts(
                executor: executor, directory: $0, description: run.objectDirectory, options: options, loop: run.loop)
        }
        self.executor = executor
        membership = Membership(
            executor: executor, file: found.file, status: found.status, joined: joined, options: options,
            loop: run.loop)
        run.debugDist("Enabling distributed build.")
        executor.onNotice = { [unowned self] in tell($0) }
        membership.onMistake = { [unowned run] in
            run.output.putError(run.program + Bytes(": \($0.description); the hosts stay as they were\n"))
        }
    }

    /// Connects to the hosts, once: a build that has nothing for them leaves them alone.
    func bringUp() {
        guard !isUp else { return }
        isUp = true
        executor.bringUp()
        membership.begin()
    }

    /// Stages go, sessions end; nobody joins any more.
    func shutDown(completion: @escaping () -> Void) {
        membership.end()
        executor.shutDown { [membership] in
            membership.close()
            completion()
        }
    }

    /// True if a host may have a free slot: then the next node is looked at, whether or not it can go there.
    var mayHaveRoom: Bool { !isUp || executor.place() != nil }

    /// True if `.DIST` names the target.
    func names(_ target: Bytes) -> Bool {
        names.contains(target) || patterns.contains { $0.matches(target) }
    }

    /// Starts the action on the least loaded host; nil if all are full or unusable.
    func start(_ action: Action) -> Bytes? {
        guard let place = executor.place() else { return nil }
        let host = executor.hostName(of: place)
        places[action.id] = host
        executor.start(action, at: place)
        return host
    }

    /// Slots of hosts that no action took are there for other makes of the build.
    func giveReserved() { executor.giveReserved() }

    /// Counts a target that a host made.
    func didFinish(_ id: ActionID, succeeded: Bool) {
        guard let host = places.removeValue(forKey: id), succeeded else { return }
        if let index = shares.firstIndex(where: { $0.host == host }) {
            shares[index].count += 1
        } else {
            shares.append((host, 1))
        }
    }

    func didRunHere() { localCount += 1 }
    func didRetryHere() { retriedCount += 1 }

    // MARK: Messages

    private func tell(_ notice: RemoteNotice) {
        switch notice {
        case .hostReady(let host): run.debugDist("Host \(host.text) is ready.")
        case .hostUnusable(let host, let reason):
            run.output.putError(
                run.program + Bytes(": host ") + host + Bytes(" is not used: ") + Bytes(reason) + [Ascii.newline])
        case .hostJoined(let host): run.debugDist("Host \(host.text) joins.")
        case .hostDrains(let host, let running):
            run.debugDist("Host \(host.text) takes nothing new (\(running) job\(running == 1 ? "" : "s") left).")
        case .hostLeft(let host): run.debugDist("Host \(host.text) has left.")
        case .stageCreated(let host, let path):
            run.debugDist("Creating staging directory \(path.text) on \(host.text)")
        case .usingHost(let host, let running):
            run.debugDist("Using build host \(host.text) (\(running) job\(running == 1 ? "" : "s")).")
        case .retrieving(let target, let host, let path):
            run.debugDist("Retrieving target \(target.text) from \(host.text):\(path.text)")
        case .lost(let target, let host, let reason):
            run.debugDist("Target \(target.text) was lost on \(host.text): \(reason)")
        }
    }

    /// One line at the end of a distributed build.
    func printSummary() {
        let remote = shares.reduce(0) { $0 + $1.count }
        guard remote + localCount > 0 else { return }
        let hosts = shares.filter { $0.count > 0 }.map { "\($0.host.text) \($0.count)" }.joined(separator: ", ")
        var line = "distmake: \(remote) remote" + (hosts.isEmpty ? "" : " (\(hosts))") + ", \(localCount) local"
        if retriedCount > 0 { line += ", \(retriedCount) of them after a failure on a host" }
        run.output.putLine(Bytes(line))
    }
}

extension Make {
    func debugDist(_ text: String) {
        debug(.dist, Bytes(text))
    }

    func sayNotDistributed(_ reason: String) { debugDist("Distributed build is off: \(reason).") }
}
