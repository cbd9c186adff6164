internal import BuildGraph
internal import History
internal import MakeLanguage
internal import RemoteExecution
internal import Scheduling
internal import Text

/// The order of ready targets when a build log tells how long they take: that which has the longest way to the goals
/// before it comes first.
struct Ranking {
    var queue = RankedQueue<NodeID>()
    /// Ready, but who waits for them is not known in full yet.
    var unranked: [(id: NodeID, demand: DemandID?)] = []
    var path = CriticalPath()
    let record: BuildRecord
    /// Nanoseconds of a target that the log does not know.
    let usual: Int64

    /// Nil without a log.
    init?(_ record: BuildRecord?) {
        guard let record, let log = record.log else { return nil }
        self.record = record
        usual = log.history.mean ?? 1
    }
}

extension JobsMaker {
    var hasReady: Bool { !ready.isEmpty || ranking?.queue.isEmpty == false }

    func addReady(_ id: NodeID) {
        let demand = mayTravel(id) ? distribution?.line(of: id) : nil
        run.record?.isReady(id)
        if ranking == nil { ready.add(id, for: demand?.raw) } else { ranking?.unranked.append((id, demand)) }
    }

    /// The first for a host, and what it asks of that.
    func nextReadyForHost(_ distribution: Distribution) -> (id: NodeID, demand: DemandID)? {
        func hasRoom(_ demand: Int) -> Bool { distribution.hasRoom(for: DemandID(raw: demand)) }
        let next = ranking == nil ? ready.nextForHost(where: hasRoom) : ranking?.queue.nextForHost(where: hasRoom)
        return next.map { ($0.item, DemandID(raw: $0.demand)) }
    }

    func nextReadyForHere() -> (id: NodeID, demand: DemandID?)? {
        let next = ranking == nil ? ready.nextForHere() : ranking?.queue.nextForHere()
        return next.map { ($0.item, $0.demand.map(DemandID.init)) }
    }

    /// How many targets are ready that can run only here.
    var stayingCount: Int { (ranking?.queue.stayingCount ?? ready.stayingCount) + returned.count }

    /// Looks at all nodes before anything starts, so that it is known who waits for whom.
    func advanceRanked() {
        repeat {
            while !isStopping, run.interruptedBy == nil, hasNodes, let id = nextNode() { examine(id) }
            rank()
            startReady()
        } while !isStopping && run.interruptedBy == nil && hasNodes
    }

    private func rank() {
        guard var ranking else { return }
        // Not shared while it changes.
        self.ranking = nil
        let (record, usual) = (ranking.record, ranking.usual)
        for (id, demand) in ranking.unranked {
            let rank = ranking.path.rank(
                of: id.index, duration: { duration(of: $0, record, usual) }, dependents: dependents)
            ranking.queue.add(id, rank: rank, for: demand?.raw)
        }
        ranking.unranked.removeAll(keepingCapacity: true)
        self.ranking = ranking
    }

    private func duration(of index: Int, _ record: BuildRecord, _ usual: Int64) -> Int64 {
        let node = graph.nodes[index]
        if node.commands.isEmpty { return 0 }
        return record.estimate(NodeID(raw: UInt32(index))) ?? usual
    }

    /// Those that wait for a node, as far as they have been looked at.
    private func dependents(of index: Int) -> [Int] {
        let node = graph.nodes[index]
        let waiting = node.parents + node.successors.filter { graph[$0].state == .requested }
        return waiting.map(\.index) + (node.leader.map { [$0.index] } ?? [])
    }
}
