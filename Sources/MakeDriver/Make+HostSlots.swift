internal import BuildGraph
internal import Execution
internal import MakeLanguage
internal import Platform
internal import RemoteExecution
internal import Report
internal import Text

/// The slots of hosts: one budget over all makes of a build, and what a recipe gets of it (Documentation/jobs.md).
extension Make {
    private static let locksVariable = Bytes("DISTMAKE_SLOTS")

    /// Joins the budget of the make above, or makes one for those below. Without a hosts file nobody needs it.
    func setUpHostSlots() {
        guard options.jobs != nil, !options.compatible, !options.printsOnly, !options.touches else { return }
        if let path = evaluator.environment.value(Self.locksVariable) {
            hostLocks = SharedLocks.open(path)
            if hostLocks == nil { debugDist("The slots of hosts are not shared with the make above.") }
        }
        if hostLocks == nil {
            let file = HostsFile.location(option: options.hostsFile, environment: currentEnvironment())
            guard let file, fileStatus(file) != nil else { return }
            let directory = evaluator.environment.value(Bytes("TMPDIR")) ?? Bytes("/tmp")
            hostLocks = SharedLocks.make(in: directory)
            if let hostLocks { evaluator.environment.set(Self.locksVariable, hostLocks.path) }
        }
        commonSlots = hostLocks.map(CommonSlots.init)
        tellTreeRoot()
    }

    /// `.DIST.SLOTS`, as the target sees it.
    func slotsVariable(of id: NodeID) -> Bytes { evaluator.value(Bytes(".DIST.SLOTS"), in: graph.scope(of: id)) ?? [] }

    /// How many slots of a host a target may have; nil if nothing says so.
    func slotsWanted(by id: NodeID) -> Int? {
        let value = slotsVariable(of: id)
        guard !value.isEmpty else { return nil }
        if let count = Int(value.text), (1...HostsFile.mostSlots).contains(count) { return count }
        output.putError(
            program + Bytes(": ") + graph[id].name + Bytes(": .DIST.SLOTS is `") + value
                + Bytes("'; expected a number from 1 to \(HostsFile.mostSlots)\n"))
        return 1
    }

    /// How the makes of a recipe learn of its slots on a host.
    func slotsForm(of id: NodeID, _ script: JobScript, wantsSlots: Bool) -> Action.SlotsForm {
        let tools = script.tools
        let namesMake = tools.make != nil || tools.namesBSDMake || tools.namesOwn
        switch jobserverVariable(id) {
        case Bytes("no"): return .untold
        case Bytes("fifo"), Bytes("gnu"): return .jobserver
        case Bytes("pipe"): return .makeFlags
        default: break
        }
        if tools.namesOpener, !namesMake { return .jobserver }
        return namesMake || wantsSlots ? .makeFlags : .untold
    }
}
