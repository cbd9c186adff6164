internal import BuildGraph
internal import Execution
internal import History
internal import InputDiscovery
internal import MakeLanguage
internal import Platform
internal import RemoteExecution
internal import Report
internal import Text

/// What recipes read beyond what the makefile declares, found by watching them (Documentation/inputs.md).
///
///     --learn:  a recipe of .DIST runs here, watched ──> what it read is named, and kept in .OBJDIR/.distmake.inputs
///     later:    the same recipe travels ──> what is kept is sent too, and waited for if it is still to be made
///     a failure on a host that is none here: watched, named, and kept if there is such a file
final class InputLearning {
    /// Recipes of `.DIST` are run here, and watched.
    let isAsked: Bool
    private unowned let run: Make
    private let path: Bytes
    private var known = LearnedInputs()
    private let hasFile: Bool
    private var fresh = LearnedInputs()
    /// Records of what runs.
    private var records: [NodeID: Int32] = [:]
    private var isRefused = !canTrace
    private var wasRefusalTold = false
    private let names: Set<Bytes>
    private let patterns: [Glob]
    private var outdated: Set<NodeID> = []
    /// So many files are named of one target.
    private static let mostNamed = 10

    init(_ run: Make) {
        self.run = run
        isAsked = run.options.learns
        path = run.objectDirectory + Bytes("/.distmake.inputs")
        let distributed = run.graph.settings.distributed
        names = Set(distributed.filter { !hasWildcards($0) })
        patterns = distributed.filter(hasWildcards).map(Glob.init)
        let text = distributed.isEmpty ? nil : try? readFile(path)
        hasFile = text != nil
        if let text { known = LearnedInputs(text) }
        if isAsked, isRefused { tellRefusal() }
    }

    private func isNamed(_ id: NodeID) -> Bool {
        let name = run.graph[id].name
        return names.contains(name) || patterns.contains { $0.matches(name) }
    }

    // MARK: Watching

    /// Where a recipe that begins here writes down what it reads; nil if nobody wants to know.
    ///
    /// - Parameter hasFailed: it has failed on a host.
    func records(for id: NodeID, hasFailed: Bool) -> Int32? {
        guard !isRefused, hasFailed || isAsked && isNamed(id), let file = try? anonymousFile([]) else { return nil }
        if let old = records.updateValue(file, forKey: id) { close(old) }
        return file
    }

    /// The recipe has ended: names what it read and the makefile does not declare, and keeps what it read.
    ///
    /// - Parameter isGood: false: what it read says nothing.
    func end(_ id: NodeID, commands: [RecipeCommand], isGood: Bool) {
        guard let file = records.removeValue(forKey: id) else { return }
        defer { close(file) }
        lseek(file, 0, SEEK_SET)
        let text = (try? readAll(file)) ?? []
        guard !text.isEmpty else {
            isRefused = true
            if isAsked { tellRefusal() }
            return
        }
        guard isGood else { return }
        let directory = run.objectDirectory
        let outputs = Set(([run.graph[id].fileName] + run.furtherOutputs(of: id)).compactMap(absolute))
        let traced = TracedFiles(records: text, directory: directory) { normalizedPath($0, in: $1) }
        let read = traced.reads.filter {
            (!$0.isAbsolute || isBelowTree($0.path)) && !outputs.contains($0.path)
                && fileStatus($0.path)?.isRegular == true
        }.map(\.path)
        let declared = Set((run.graph.inputFiles(of: id) + run.furtherInputs(of: id)).compactMap(absolute))
        name(read.filter { !declared.contains($0) }, of: id)
        guard isAsked || hasFile else { return }
        fresh.record(
            run.graph[id].name, command: Self.digest(of: commands), inputs: (read + traced.passages).map(relative))
    }

    private func absolute(_ path: Bytes) -> Bytes? { normalizedPath(path, in: run.objectDirectory) }

    private func isBelowTree(_ path: Bytes) -> Bool {
        [run.objectDirectory, run.currentDirectoryName].contains { path.hasPrefix($0 + [Ascii.slash]) }
    }

    private func relative(_ path: Bytes) -> Bytes {
        let below = run.objectDirectory + [Ascii.slash]
        return path.hasPrefix(below) ? Bytes(path[below.count...]) : path
    }

    private func name(_ undeclared: [Bytes], of id: NodeID) {
        for path in undeclared.prefix(Self.mostNamed) { tell(run.graph[id].name, "reads \(relative(path).text)") }
        let more = undeclared.count - Self.mostNamed
        if more > 0 { tell(run.graph[id].name, "reads \(more) more files") }
    }

    private func tell(_ target: Bytes, _ what: String) {
        run.output.putError(
            run.program + Bytes(": ") + target + Bytes(": \(what), which the makefile does not declare\n".utf8))
    }

    private func tellRefusal() {
        guard !wasRefusalTold else { return }
        wasRefusalTold = true
        run.output.putError(
            run.program
                + Bytes(
                    ": --learn: this system does not let recipes be watched (ptrace(2)); nothing is learned, the build goes on\n"
                ))
    }

    /// As the build log has it.
    static func digest(of commands: [RecipeCommand]) -> UInt64 {
        var sum = Checksum()
        for command in commands {
            sum.add(command.text)
            sum.add([Ascii.newline])
        }
        return sum.value
    }

    // MARK: Using

    /// What the recipe has read when it ran the last time, absolute.
    func inputs(of id: NodeID, commands: [RecipeCommand]) -> [Bytes] {
        guard !known.isEmpty else { return [] }
        let name = run.graph[id].name
        switch known.inputs(of: name, command: Self.digest(of: commands)) {
        case .unknown: return []
        case .outdated:
            if outdated.insert(id).inserted {
                run.debugDist("What \(name.text) reads was learned of another recipe; it is not used.")
            }
            return []
        case .known(let inputs): return inputs.compactMap(absolute)
        }
    }

    /// The build is over.
    func finish() {
        for file in records.values { close(file) }
        records = [:]
        guard !fresh.isEmpty else { return }
        // Another make may have written since.
        var all = LearnedInputs((try? readFile(path)) ?? [])
        guard all.isOurs else {
            return run.output.putError(
                run.program + Bytes(": --learn: ") + path + Bytes(" is something else, and left alone\n"))
        }
        all.merge(fresh)
        fresh = LearnedInputs()
        do throws(SystemError) {
            try replaceFile(path, all.text)
        } catch {
            run.output.putError(run.program + Bytes(": cannot write ") + path + Bytes(": \(error.text)\n".utf8))
        }
    }
}
