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
    unowned let run: Make
    private let membership: Membership
    /// Exact names and patterns of `.DIST`.
    private let names: Set<Bytes>
    private let patterns: [Glob]
    var tally: DistributionTally
    /// On `monotonicClock`.
    let began = monotonicClock()
    var learned = Learned()
    /// What belongs to the build, for what recipes name by absolute paths.
    let roots: TreeRoots
    /// Recipes that put the name of their directory into what they make.
    var kindsThatNameHosts: Set<Int> = []
    /// The demands of `.DIST.HOSTS`, by its value; nil for what is no demand.
    var conditions: [Bytes: Demand?] = [:]
    /// Demands that no host meets, told once.
    var hopeless: Set<DemandID> = []
    /// What recipes for a suffix asked of hosts beyond labels, the last time.
    var guesses: [Guess: DemandID] = [:]
    /// What compilers of this machine say of themselves, for the cache.
    var identities: [Bytes: Bytes] = [:]
    private var isUp = false
    /// What runs, here and there, for those who look.
    var jobs: () -> [BuildStatus.JobState] = { [] }
    private var door: StatusDoor?

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
        tally = DistributionTally(order: found.hosts.map(\.name))
        var options = RemoteOptions(environment: environment)
        roots = run.treeRoots()
        options.roots = roots.directories
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
        openCache()
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
        guard let path = StatusDirectory.location(environment: currentEnvironment()),
            let directory = StatusDirectory(making: path)
        else { return }
        door = StatusDoor(directory: directory, loop: run.loop) { [unowned self] in status }
    }

    private var status: BuildStatus {
        var status = BuildStatus(
            process: Int(getpid()), age: monotonicClock() - began, directory: run.currentDirectoryName)
        (status.hosts, status.jobs) = (executor.hostStates, jobs())
        // Those that run here are counted already.
        (status.remote, status.local) = (tally.remote, tally.local - status.jobs.count { $0.host == nil })
        return status
    }

    /// Stages go, sessions end; nobody joins any more.
    func shutDown(completion: @escaping () -> Void) {
        membership.end()
        door?.close()
        executor.shutDown { [membership] in
            membership.close()
            completion()
        }
    }

    /// True if a host may have a free slot: then the next node is looked at, whether or not it can go there.
    var mayHaveRoom: Bool { !isUp || hasRoom(for: .none) }

    /// Hosts are there, and full.
    var isBusy: Bool { isUp && !hasRoom(for: .none) }

    func hasRoom(for demand: DemandID) -> Bool { executor.place(for: demand) != nil }

    /// True if `.DIST` names the target.
    func names(_ target: Bytes) -> Bool {
        names.contains(target) || patterns.contains { $0.matches(target) }
    }

    /// Slots of hosts that no action took are there for other makes of the build.
    func giveReserved() { executor.giveReserved() }
}

extension Make {
    func debugDist(_ text: String) {
        debug(.dist, Bytes(text))
    }

    func sayNotDistributed(_ reason: String) { debugDist("Distributed build is off: \(reason).") }
}
