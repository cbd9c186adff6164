internal import Text

/// Sources of members of archives, and files of libraries (make-language.md 6.7).
extension Graph {
    /// `lib.a(x.o)`: the member's file is its source; the rule from the member's suffix to the archive's makes it
    /// (S6-36).
    func searchArchiveRules(for id: NodeID) {
        guard let archive = nodes[id.index].archive, let member = nodes[id.index].member else { return }
        let file = node(member)
        nodes[id.index].prefix = member
        for target in suffixes.suffixes(of: archive) {
            for source in suffixes.suffixes(of: member) {
                nodes[id.index].prefix = Bytes(member.dropLast(source.count))
                guard let rule = suffixes.rules[SuffixTable.Key(source: source, target: target)] else { continue }
                apply(rule: rule, from: file, to: id, prefix: Bytes(member.dropLast(source.count)))
                return
            }
        }
        // No rule: the file of the member, if there is one, still says how new it has to be.
        if nodes[file.index].isTarget || searchPath.find(member, world) != nil {
            nodes[id.index].children.append(file)
        }
    }

    /// The members that patterns in parentheses stand for, in the order of the archive.
    func members(matching node: Node) -> [NodeID] {
        guard let archive = node.archive, let pattern = node.member else { return [] }
        let glob = Glob(pattern)
        return archiveMembers(of: archive).filter { glob.matches($0) }.map { member in
            let id = self.node(archive + [Ascii.leftParen] + member + [Ascii.rightParen])
            nodes[id.index].attributes.insert(.archiveMember)
            nodes[id.index].archive = archive
            nodes[id.index].member = member
            return id
        }
    }

    /// `-lname` is `libname.a` on the path of the library suffixes (S6-32).
    func findLibrary(_ id: NodeID) {
        nodes[id.index].attributes.insert(.library)
        nodes[id.index].prefix = []
        for suffix in suffixes.suffixes where suffix.isLibrary {
            let name = Bytes("lib") + nodes[id.index].name.dropFirst(2) + suffix.name
            if let found = (suffix.hasPath ? suffix.path : searchPath).find(name, world) {
                nodes[id.index].path = found.path ?? name
                return
            }
        }
        let name = Bytes("lib") + nodes[id.index].name.dropFirst(2) + Bytes(".a")
        if let found = searchPath.find(name, world) { nodes[id.index].path = found.path ?? name }
    }
}
