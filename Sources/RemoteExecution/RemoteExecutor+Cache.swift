internal import ContentStore
package import Execution
internal import Platform
package import Text

/// Results of former builds in place of runs (Documentation/cache.md).
extension RemoteExecutor {
    /// Larger results are not kept.
    private static let largestResult: Int64 = 256 << 20

    /// What is kept until the action's end.
    struct CacheNote {
        let key: Digest
        let outputs: [Bytes]
        var log: Bytes = []
    }

    /// Puts the outputs of the action in place if its result is known, and gives what it printed. Otherwise nil, and if a
    /// host then runs the action, the result is kept.
    ///
    /// - Parameter programs: identities of the compilers that it runs.
    package func restore(_ action: Action, programs: [Bytes]) -> Bytes? {
        guard let cache, let prepared = try? inputs.prepare(action) else { return nil }
        let key = prepared.key(programs: programs, umask: options.umask)
        if let result = cache.result(for: key), result.outputs.count == prepared.outputs.count,
            put(result, prepared.outputs)
        {
            return result.log
        }
        cacheNotes[action.id] = CacheNote(key: key, outputs: prepared.outputs)
        return nil
    }

    /// All outputs are written before the first takes its place.
    private func put(_ result: CachedResult, _ paths: [Bytes]) -> Bool {
        do {
            var files: [OutputFile] = []
            for (path, output) in zip(paths, result.outputs) {
                let file = try OutputFile(path: path, isExecutable: output.isExecutable)
                try file.write(output.content)
                files.append(file)
            }
            for file in files {
                if let status = try file.commit(umask: options.umask) {
                    inputs.record(file.digest(), of: file.path, status)
                }
            }
            return true
        } catch {
            return false
        }
    }

    func noteForCache(_ output: Bytes, of id: ActionID) { cacheNotes[id]?.log += output }

    /// A host has run the action, and its outputs are in place if it was good.
    func recordInCache(_ id: ActionID, _ outcome: Outcome) {
        // Lost actions may come through elsewhere.
        if case .lost = outcome { cacheNotes[id]?.log = [] } else if outcome != .exited(0) { cacheNotes[id] = nil }
        guard outcome == .exited(0), let cache, let note = cacheNotes.removeValue(forKey: id) else { return }
        var result = CachedResult(log: note.log, outputs: [])
        var size: Int64 = 0
        for path in note.outputs {
            guard let status = fileStatus(path), status.isRegular else { return }
            size += status.size
            guard size <= Self.largestResult, let content = try? readFile(path) else { return }
            result.outputs.append(CachedResult.Output(content: content, isExecutable: status.isExecutable))
        }
        cache.record(result, for: note.key)
    }
}
