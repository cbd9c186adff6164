internal import BuildGraph
internal import Execution
internal import RemoteExecution
internal import Text

/// What recipes name by absolute paths, and what that asks of hosts (Documentation/fidelity.md).
///
///     expanded ──┬─ nothing of the tree, or only as names of files ──> any host
///                ├─ the tree, in some other way ────────────────────> a host that shows it under the same name, else here
///                └─ what neither the tree nor every machine has ────> here
extension JobsMaker {
    /// Looks at the recipe of a job that may travel; what it asks of a host.
    func lookAtPaths(_ job: inout Job, _ distribution: Distribution) -> Demand.Reach {
        var paths = RecipePaths(roots: distribution.roots)
        job.action.paths = Action.Paths()
        if let program = job.action.direct?.program {
            // All words' bytes in a row.
            var places: [(word: Int, offset: Int)] = []
            var words: [RecipePaths.Word] = []
            for (index, text) in program.enumerated() {
                let start = places.count
                places += text.indices.map { (index, $0) }
                words.append(RecipePaths.Word(text: text, places: Array(start..<places.count), end: index))
            }
            paths.take(command: words)
            job.action.paths.inProgram = paths.names.map { places[$0] }
        } else if run.shell.isUsual {
            paths.take(script: job.action.script)
            job.action.paths.inScript = paths.names
        } else {
            paths.take(unknown: job.action.script[...])
        }
        job.action.paths.compilers = paths.compilers
        if let foreign = paths.foreign {
            job.pathNote =
                "its recipe names \(foreign.text), which is neither of the tree nor of every machine; .DIST.ROOT says what "
                + "belongs to the tree"
            return .thisMachine
        }
        if !paths.isCertain {
            job.pathNote = "its recipe needs the tree under the name that it has here, and no host shows it so"
            return .sameTree
        }
        if let kind = job.kind, distribution.kindsThatNameHosts.contains(kind) {
            job.pathNote = "such recipes put the name of their directory into what they make, and no host has it"
            return .sameTree
        }
        return .tree
    }

    /// Whether files are reached by relative paths that are not of the tree.
    func leavesTree(_ action: Action) -> Bool {
        guard let roots = distribution?.roots else { return false }
        return (action.inputs + action.outputs).contains { name in
            guard name.first != Ascii.slash, let path = normalizedPath(name, in: action.directory) else { return false }
            return !roots.contains(path)
        }
    }
}
