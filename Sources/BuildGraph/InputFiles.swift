internal import MakeLanguage
package import Text

extension Graph {
    /// The files that a recipe may read, as far as the makefile tells: the target's sources, and the sources of those
    /// that have no recipe of their own (a header that a source file is said to depend on). Existing files only.
    package func inputFiles(of id: NodeID) -> [Bytes] {
        var files: [Bytes] = []
        var seen: Set<NodeID> = [id]
        var pending = Array(nodes[id.index].children.reversed())
        while let next = pending.popLast() {
            guard seen.insert(next).inserted else { continue }
            let attributes = nodes[next.index].attributes
            guard !attributes.hasAny(.wait | .use | .useBefore | .exec) else { continue }
            let file = nodes[next.index].fileName
            if !attributes.hasAny(.phony | .archiveMember), world.modificationTime(of: file) != nil {
                files.append(file)
            }
            if nodes[next.index].commands.isEmpty { pending += nodes[next.index].children.reversed() }
        }
        return files
    }
}

extension Graph {
    /// Existing files that match a pattern, here and on the search path.
    package func existingFiles(matching pattern: Bytes) -> [Bytes] { searchPath.expand(pattern, world) }

    /// Where a file or directory of that name is, here or on the search path; nil if it is nowhere.
    package func place(of name: Bytes) -> Bytes? { search(name).map { $0.path ?? name } }
}
