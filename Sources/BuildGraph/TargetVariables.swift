internal import MakeLanguage
internal import Text

/// The per-target variables (make-language.md 3.4).
extension Graph {
    /// All of them, just before the recipe is expanded.
    package func setVariables(of id: NodeID) {
        setTargetVariables(of: id)
        setSourceVariables(of: id)
        if nodes[id.index].attributes.contains(.join) { setTargetVariables(of: id) }
        if evaluator.debugFlags.contains(.variables) { traceVariables(of: id) }
    }

    private func traceVariables(of id: NodeID) {
        let names: [(NameID, StaticString)] = [
            (LocalName.target, "@"), (LocalName.prefix, "*"), (LocalName.impliedSource, "<"),
            (LocalName.archive, "!"), (LocalName.member, "%"), (LocalName.outOfDate, "?"), (LocalName.allSources, ">"),
        ]
        for (name, text) in names {
            guard let value = scope(of: id).value(name) else { continue }
            evaluator.trace(assigned: Bytes(text), in: nodes[id.index].name, value: value)
        }
    }

    /// `.TARGET`, `.PREFIX`, `.IMPSRC`, `.ARCHIVE`, `.MEMBER`: what is known before the sources are done.
    func setTargetVariables(of id: NodeID) {
        let scope = scope(of: id)
        // The name of a target is the path under which its file is found.
        _ = time(of: id)
        let node = nodes[id.index]
        if node.attributes.contains(.join) {
            scope.set(LocalName.target, scope.value(LocalName.allSources) ?? node.name)
        } else if let archive = node.archive {
            // As other makes have it: the archive.
            scope.set(LocalName.target, find(archive).flatMap { nodes[$0.index].path } ?? archive)
        } else {
            scope.set(LocalName.target, node.fileName)
        }
        if let prefix = node.prefix {
            scope.set(LocalName.prefix, prefix)
        } else {
            scope.set(LocalName.prefix, prefixByName(of: node))
        }
        if let source = node.impliedSource { scope.set(LocalName.impliedSource, nodes[source.index].fileName) }
        if let archive = node.archive, let member = node.member {
            scope.set(LocalName.archive, find(archive).flatMap { nodes[$0.index].path } ?? archive)
            scope.set(LocalName.member, member)
        }
    }

    private func prefixByName(of node: Node) -> Bytes {
        guard !node.attributes.contains(.phony), let suffix = suffixes.ownSuffix(of: node.name) else {
            return node.name
        }
        return Bytes(node.name.dropLast(suffix.count))
    }

    /// `.ALLSRC` and `.OODATE`, when all sources are done.
    private func setSourceVariables(of id: NodeID) {
        let scope = scope(of: id)
        var all: Bytes = []
        var outOfDate: Bytes = []
        let node = nodes[id.index]
        var seen: Set<NodeID> = []
        let own = time(of: id)
        for child in node.children {
            let source = nodes[child.index]
            guard !source.attributes.hasAny(.use | .useBefore | .exec | .invisible | .wait) else { continue }
            guard node.children.count < 2 || seen.insert(child).inserted else { continue }
            let name: Bytes
            let isNewer = isNewer(source, child, than: own, of: node)
            if source.attributes.contains(.join) {
                name = source.scope?.value(LocalName.allSources) ?? []
                if isNewer { Self.append(source.name, to: &outOfDate) }
                Self.append(name, to: &all)
                continue
            } else if let member = source.member, source.attributes.contains(.archiveMember) {
                name = member
            } else {
                name = source.fileName
            }
            Self.append(name, to: &all)
            if isNewer { Self.append(name, to: &outOfDate) }
        }
        scope.set(LocalName.allSources, all)
        scope.set(LocalName.outOfDate, outOfDate)
        if node.attributes.contains(.join) { scope.set(LocalName.target, all) }
    }

    private func isNewer(_ source: Node, _ id: NodeID, than own: FileTime, of target: Node) -> Bool {
        if target.attributes.contains(.join) { return source.state == .made }
        if source.state == .made { return true }
        switch (own, time(of: id)) {
        case (.modified(let own), .modified(let other)): return own < comparable(other, to: target)
        case (.missing, .modified), (.unknown, .modified): return true
        default: return false
        }
    }

    private static func append(_ word: Bytes, to list: inout Bytes) {
        if !list.isEmpty, !word.isEmpty { list.append(Ascii.space) }
        list += word
    }
}
