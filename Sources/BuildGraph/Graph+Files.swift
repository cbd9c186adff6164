internal import MakeLanguage
internal import Text

/// Where files are and when they were modified (make-language.md 6.6, 7.1).
extension Graph {
    /// Where a file of that name is: on the search path of its suffix, or on the common one.
    func search(_ name: Bytes) -> SearchPath.Found? {
        if suffixes.hasPaths {
            for suffix in suffixes.suffixes(of: name) {
                if let path = suffixes.path(of: suffix), let found = path.find(name, world) { return found }
            }
        }
        return searchPath.find(name, world)
    }

    /// The node's modification time; asks the file system the first time, and again after `forgetTime`.
    package func time(of id: NodeID) -> FileTime {
        let known = nodes[id.index].time
        if known != .unknown { return known }
        let found = lookUpTime(id)
        nodes[id.index].time = found
        if evaluator.debugFlags.contains(.directories) { traceSearch(id, found) }
        return found
    }

    private func lookUpTime(_ id: NodeID) -> FileTime {
        let attributes = nodes[id.index].attributes
        if attributes.hasAny(.phony | .wait) { return .missing }
        if attributes.contains(.archiveMember) { return archiveMemberTime(id) }
        let name = nodes[id.index].name
        if let path = nodes[id.index].path ?? (attributes.contains(.noPath) ? name : nil) {
            return world.modificationTime(of: path).map { .modified($0) } ?? .missing
        }
        guard let found = search(name) else { return .missing }
        if let path = found.path { nodes[id.index].path = path }
        return .modified(found.time)
    }

    /// `-dd`: where a file was looked for, and what became of it (make-language.md S1-08).
    private func traceSearch(_ id: NodeID, _ found: FileTime) {
        let attributes = nodes[id.index].attributes
        let name = nodes[id.index].name
        guard !attributes.hasAny(.phony | .wait) else { return }
        evaluator.trace(.directories, Bytes("Searching for ") + name + Bytes(" ..."))
        for directory in attributes.contains(.noPath) ? [] : searchPath.directories {
            evaluator.trace(.directories, Bytes("   ") + directory + Bytes(" ..."))
        }
        if case .modified(let time) = found {
            let text = world.formatTime(Bytes("%k:%M:%S %b %d, %Y"), seconds: time / 1_000_000_000, local: true)
            let file = nodes[id.index].fileName
            let answer = Bytes("Found '") + name + Bytes("' as '") + file + Bytes("'")
            evaluator.trace(.directories, answer + Bytes("\n   Caching ") + text + Bytes(" for ") + file)
        } else {
            let answer = Bytes("   failed.\nFound '") + name + Bytes("' as '(not found)'")
            evaluator.trace(.directories, answer)
        }
    }

    /// After a recipe: the file may be new. A target that was found elsewhere is now here.
    package func forgetTime(of id: NodeID) {
        nodes[id.index].time = .unknown
        if nodes[id.index].path != nil, world.modificationTime(of: nodes[id.index].name) != nil {
            nodes[id.index].path = nil
        }
    }
}
