internal import BuildGraph
internal import Execution
internal import RemoteExecution
internal import Scheduling
internal import Text

/// Inputs travel ahead of their recipes while all slots are busy.
extension JobsMaker {
    private var travellingCount: Int { ranking?.queue.travellingCount ?? ready.travellingCount }

    /// How many of those that come next are thought of.
    private static let mostAhead = 4
    /// How many nodes are looked at in one turn to find them.
    private static let mostLooks = 16

    func prefetch() {
        guard let distribution, !isStopping, localRunning >= most, distribution.isBusy else { return }
        // Nodes are looked at when there is a slot for them; a few more are looked at here.
        var looks = 0
        while travellingCount < Self.mostAhead, looks < Self.mostLooks, run.interruptedBy == nil, !isStopping,
            let id = nextNode()
        {
            looks += 1
            examine(id)
        }
        let next = ranking?.queue.upcoming(Self.mostAhead) ?? ready.upcoming(Self.mostAhead)
        for (id, demand) in next where !prefetched.contains(id) {
            // Its recipe is not expanded for that.
            let action = Action(
                id: ActionID(raw: id.raw), target: graph[id].name, directory: run.objectDirectory,
                shell: [run.shell.path], script: [], environment: [], inputs: graph.inputFiles(of: id))
            guard distribution.executor.prefetch(action, for: DemandID(raw: demand)) else { return }
            prefetched.insert(id)
        }
    }
}
