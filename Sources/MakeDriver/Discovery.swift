internal import BuildGraph
internal import InputDiscovery
internal import Platform
internal import RemoteExecution
internal import Text

/// Finds what compilations read, beyond what the makefile says (Documentation/inputs.md).
///
/// First the lines of the sources are followed, which costs next to nothing, since each file is looked at once. Where only
/// a preprocessor can tell, a file of dependencies from a former build counts if it is younger than all that it names, else
/// the compiler is asked.
final class Discovery {
    /// What is known of a compilation.
    enum Answer {
        /// Existing files that it may read, absolute, and targets that have to be made before that is known.
        case found(files: [Bytes], awaited: [NodeID])
        /// The compiler has to be asked.
        case open(DependencyScan)
    }

    private let run: Make
    /// What each file may include, as of a state of it.
    private var known: [Bytes: (status: FileStatus, lines: IncludeLines)] = [:]
    /// Larger files are data.
    private static let largestSource = 64 << 20

    /// What belongs to the build; absolute paths elsewhere mean the host's own files.
    private let roots: TreeRoots?

    init(_ run: Make, roots: TreeRoots?) { (self.run, self.roots) = (run, roots) }

    func look(at compilation: Compilation, isMade: (NodeID) -> Bool) -> Answer {
        var awaited: [NodeID] = []
        let closure = IncludeClosure(
            sources: compilation.sources, search: IncludeSearch(compilation: compilation.arguments),
            directory: compilation.directory, resolve: resolve,
            lines: { path in
                if let target = self.target(at: path, isMade: isMade) {
                    awaited.append(target)
                    return IncludeLines([])
                }
                return self.lines(of: path)
            })
        if closure.isUndecided, awaited.isEmpty {
            if let sources = believedDepfile(of: compilation) {
                return .found(files: existing(closure.files + sources), awaited: [])
            }
            return .open(DependencyScan(compilation: compilation.arguments))
        }
        return .found(files: existing(closure.files), awaited: awaited)
    }

    /// What the compiler answered.
    func read(_ rules: Bytes, of compilation: Compilation, isMade: (NodeID) -> Bool) -> (
        files: [Bytes], awaited: [NodeID]
    ) {
        let paths = DependencyText.sources(rules).compactMap { resolve($0, compilation.directory) }
        let awaited = paths.compactMap { target(at: $0, isMade: isMade) }
        return (existing(paths), awaited)
    }

    /// A stage has what is reached by relative paths, and the tree.
    private func resolve(_ path: Bytes, _ directory: Bytes) -> Bytes? {
        guard let normal = normalizedPath(path, in: directory) else { return nil }
        return path.first != Ascii.slash || roots?.contains(normal) == true ? normal : nil
    }

    private func existing(_ paths: [Bytes]) -> [Bytes] {
        var seen: Set<Bytes> = []
        return paths.filter { seen.insert($0).inserted && fileStatus($0)?.isRegular == true }
    }

    /// A target of that path that is not made yet but will be: it is under way, or there is no such file. What is there and
    /// wanted by nobody stays as it is, as in a build without hosts.
    func target(at path: Bytes, isMade: (NodeID) -> Bool) -> NodeID? {
        let below = run.objectDirectory + [Ascii.slash]
        let name = path.hasPrefix(below) ? Bytes(path[below.count...]) : path
        guard let id = run.graph.find(name) ?? run.graph.find(path), !isMade(id) else { return nil }
        let node = run.graph[id]
        let isUnderWay = node.state != .unmade && !node.commands.isEmpty
        return isUnderWay || fileStatus(path) == nil ? id : nil
    }

    private func lines(of path: Bytes) -> IncludeLines? {
        guard let status = fileStatus(path), status.isRegular, status.size <= Self.largestSource else { return nil }
        if let known = known[path], known.status == status { return known.lines }
        guard let content = try? readFile(path) else { return nil }
        let lines = IncludeLines(content)
        known[path] = (status, lines)
        return lines
    }

    /// The sources that a former build wrote down, if none of them has changed since.
    private func believedDepfile(of compilation: Compilation) -> [Bytes]? {
        guard let path = compilation.depfile, let written = fileStatus(path), written.isRegular,
            written.size <= Self.largestSource, let text = try? readFile(path)
        else { return nil }
        let sources = DependencyText.sources(text)
        guard !sources.isEmpty else { return nil }
        for source in sources {
            let absolute = normalizedPath(source, in: compilation.directory) ?? source
            guard let status = fileStatus(absolute), status.modified < written.modified else { return nil }
        }
        return sources.compactMap { resolve($0, compilation.directory) }
    }
}
