internal import Execution
internal import Text

/// How a recipe finds the files of the tree that it names by absolute paths, on a host that has them in its stage
/// (Documentation/fidelity.md).
struct PathMapping {
    /// STAGE/tree.
    let prefix: Bytes
    let roots: [Bytes]
    /// Whether a compiler takes `-ffile-prefix-map`.
    let mapsPaths: (Bytes) -> Bool

    /// Nil if the stage's path means something to shells, and names are left as they are.
    init?(stage: Bytes, roots: [Bytes], mapsPaths: @escaping (Bytes) -> Bool) {
        guard stage.allSatisfy({ $0.isAlphanumeric || Bytes("/._-+").contains($0) }) else { return nil }
        (prefix, self.roots, self.mapsPaths) = (stage + Bytes("/tree"), roots, mapsPaths)
    }

    /// What a compiler writes of the names of its files is as if they were here.
    private var flag: Bytes { Bytes("-ffile-prefix-map=") + prefix + [Ascii.equals] }

    func script(of action: Action) -> Bytes {
        var insertions = action.paths.inScript.map { (place: $0, text: prefix) }
        insertions += action.paths.compilers.filter { mapsPaths($0.program) }
            .map { (place: $0.end, text: [Ascii.space] + flag) }
        guard action.direct == nil, !insertions.isEmpty else { return action.script }
        var text: Bytes = []
        var start = 0
        for (place, insertion) in insertions.sorted(by: { $0.place < $1.place })
        where (start...action.script.count).contains(place) {
            text += action.script[start..<place] + insertion
            start = place
        }
        return text + action.script[start...]
    }

    func program(of action: Action) -> [Bytes]? {
        guard var words = action.direct?.program else { return nil }
        for (word, offset) in action.paths.inProgram.sorted(by: { $0 > $1 }) where words.indices.contains(word) {
            words[word].insert(contentsOf: prefix, at: offset)
        }
        if let compiler = action.paths.compilers.first, mapsPaths(compiler.program), compiler.end < words.count {
            words.insert(flag, at: compiler.end + 1)
        }
        return words
    }

    /// Values that are names of the tree's files, or lists of names.
    func environment(_ entries: [Bytes]) -> [Bytes] {
        entries.map { entry in
            guard let equals = entry.firstIndex(of: Ascii.equals), entry[equals...].contains(Ascii.slash) else {
                return entry
            }
            let names = entry[(equals + 1)...].split(separator: Ascii.colon, omittingEmptySubsequences: false)
            let mapped = names.map { isOfTree($0) ? prefix + $0 : Bytes($0) }
            return Bytes(entry[...equals]) + Bytes(mapped.joined(separator: [Ascii.colon]))
        }
    }

    private func isOfTree(_ name: ArraySlice<UInt8>) -> Bool {
        roots.contains { root in
            name.starts(with: root) && (name.count == root.count || name[name.startIndex + root.count] == Ascii.slash)
        }
    }
}
