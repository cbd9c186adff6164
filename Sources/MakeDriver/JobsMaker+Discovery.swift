internal import BuildGraph
internal import Execution
internal import InputDiscovery
internal import MakeLanguage
internal import Platform
internal import RemoteExecution
internal import Report
internal import Text

/// Jobs whose compilations are looked at before they travel (Documentation/inputs.md).
///
///     expanded ──look──┬─ all is known ──────────────> placed
///                      ├─ a target is not made yet ──> awaiting ──made──> looked at once more
///                      └─ the compiler must be asked > scanning ──answer─> placed, or awaiting
struct Exploration {
    /// Jobs that wait for targets, by a number of their own.
    var awaiting: [Int: (job: JobsMaker.Job, line: DemandID, targets: Set<NodeID>)] = [:]
    /// Compilers that are being asked, and jobs whose turn is to come.
    var scanning = 0
    var queue: [(job: JobsMaker.Job, line: DemandID)] = []
    var count = 0
}

extension JobsMaker {
    /// Completes the inputs of a job that may travel; false if it comes back to `place` later.
    func explore(_ job: inout Job, in line: DemandID) -> Bool {
        guard let distribution else { return true }
        let learned = learning.inputs(of: job.node, commands: job.script.shown)
        var compilations: [Compilation] = []
        var isWhole = false
        if distribution.allows(".DIST.DISCOVER", job.node) {
            (compilations, isWhole) = Compilation.all(in: job.script.shown, directory: job.action.directory)
        }
        guard !compilations.isEmpty || !learned.isEmpty else { return true }
        // A compiler does not look at what it replaces.
        if isWhole { job.action.inputs.removeAll(where: job.action.outputs.contains) }
        var files: [Bytes] = []
        var awaited: Set<NodeID> = []
        for path in learned {
            if let target = discovery.target(at: path, isMade: isMade) {
                awaited.insert(target)
            } else if let status = fileStatus(path), status.isRegular || status.isDirectory {
                files.append(path)
            }
        }
        for compilation in compilations {
            if let depfile = compilation.depfile, !job.action.outputs.contains(depfile) {
                job.action.outputs.append(depfile)
            }
            if let depfile = compilation.depfile { noteDepfile(depfile, of: &job) }
            switch discovery.look(at: compilation, isMade: isMade) {
            case .found(let more, let targets):
                files += more
                awaited.formUnion(targets)
            case .open:
                if let answer = job.scans[compilation.arguments] {
                    let (more, targets) = discovery.read(answer, of: compilation, isMade: isMade)
                    files += more
                    awaited.formUnion(targets)
                } else {
                    ask(about: compilation, for: job, in: line)
                    return false
                }
            }
        }
        awaited.remove(job.node)
        if !awaited.isEmpty, !job.hasAwaited.isSuperset(of: awaited) {
            wait(for: awaited, job, in: line)
            return false
        }
        declare(files, for: &job)
        return true
    }

    /// The output that has the path, however it is spelled.
    private func noteDepfile(_ path: Bytes, of job: inout Job) {
        let directory = job.action.directory
        if let output = job.action.outputs.first(where: { normalizedPath($0, in: directory) == path }) {
            job.action.depfiles.append(output)
        }
    }

    private func isMade(_ id: NodeID) -> Bool { graph[id].state.isOver }

    /// Adds what the makefile does not declare, and says so.
    private func declare(_ files: [Bytes], for job: inout Job) {
        let directory = job.action.directory
        var known = Set(job.action.inputs.compactMap { normalizedPath($0, in: directory) })
        let more = files.filter { known.insert($0).inserted }
        guard !more.isEmpty else { return }
        job.action.inputs += more
        if let roots = distribution?.roots, !more.allSatisfy(roots.contains) { job.action.leavesTree = true }
        distribution?.tally.foundUndeclared()
        for path in more {
            let name = path.hasPrefix(directory + [Ascii.slash]) ? Bytes(path[(directory.count + 1)...]) : path
            run.debugDist("\(graph[job.node].name.text): may read \(name.text), which the makefile does not declare.")
        }
    }

    // MARK: Targets that are not made yet

    private func wait(for targets: Set<NodeID>, _ job: Job, in line: DemandID) {
        var job = job
        job.hasAwaited.formUnion(targets)
        exploration.count += 1
        exploration.awaiting[exploration.count] = (job, line, targets)
        for target in targets.sorted(by: { $0.raw < $1.raw }) {
            run.debugDist(
                "Target \(graph[job.node].name.text) waits for \(graph[target].name.text), which it includes.")
            if graph[target].state == .unmade { enqueue(target) }
        }
    }

    /// The target is done: who waited only for it is looked at once more.
    func endWaits(for id: NodeID) {
        guard !exploration.awaiting.isEmpty else { return }
        for (number, entry) in exploration.awaiting.sorted(by: { $0.key < $1.key }) where entry.targets.contains(id) {
            exploration.awaiting[number]?.targets.remove(id)
            if entry.targets.count == 1 {
                exploration.awaiting[number] = nil
                place(entry.job, in: entry.line)
            }
        }
    }

    /// What is waited for waits itself: the jobs go on without it. False if there are none.
    func breakWaits() -> Bool {
        guard !exploration.awaiting.isEmpty else { return false }
        let waiting = exploration.awaiting.sorted { $0.key < $1.key }
        exploration.awaiting = [:]
        for (_, entry) in waiting { place(entry.job, in: entry.line) }
        return true
    }

    // MARK: The compiler's own answer

    private func ask(about compilation: Compilation, for job: Job, in line: DemandID) {
        guard exploration.scanning < most else {
            exploration.queue.append((job, line))
            return
        }
        exploration.scanning += 1
        let end: (Bytes) -> Void = { [unowned self] answer in
            exploration.scanning -= 1
            var job = job
            job.scans[compilation.arguments] = answer
            place(job, in: line)
            if !exploration.queue.isEmpty {
                let next = exploration.queue.removeFirst()
                place(next.job, in: next.line)
            }
        }
        // Without an answer the job travels with what is known; if that is too little it fails there and runs here.
        var words = DependencyScan(compilation: compilation.arguments).arguments
        // The shell finds the compiler that the recipe would find.
        if run.evaluator.mayChangePath {
            words = [run.shell.path, Bytes("-c"), Bytes("exec \"$@\""), Bytes("sh")] + words
        }
        var request = SpawnRequest(
            arguments: words, environment: CStringBlock(run.evaluator.commandEnvironment()))
        request.directory = compilation.directory
        do {
            try run.loop.collectOutput(of: request) { end($0 == .exited(0) ? $1 : []) }
        } catch {
            run.loop.after(nanoseconds: 0) { end([]) }
        }
    }
}
