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
            let node = nodes[next.index]
            guard !node.attributes.hasAny(.wait | .use | .useBefore | .exec) else { continue }
            if !node.attributes.contains(.phony), !node.attributes.contains(.archiveMember),
                world.modificationTime(of: node.fileName) != nil
            {
                files.append(node.fileName)
            }
            if node.commands.isEmpty { pending += node.children.reversed() }
        }
        return files
    }
}
