package import Text

extension Graph {
    /// Files from which a suffix rule would make a target in one step, in the order of `.SUFFIXES`; whether they exist is
    /// not asked.
    package func suffixCandidates(of id: NodeID) -> [Bytes] {
        let name = self[id].name
        var candidates: [Bytes] = []
        for suffix in suffixes.suffixes(of: name) {
            let stem = Bytes(name.dropLast(suffix.count))
            candidates += suffixes.sourceSuffixes(of: suffix).map { stem + $0 }
        }
        return candidates
    }
}
