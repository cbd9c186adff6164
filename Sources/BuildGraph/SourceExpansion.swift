internal import MakeLanguage
internal import Text

/// Completes the sources of a target just before it is looked at: macros, wildcards, per-target expressions, suffix
/// rules (make-language.md 6.5).
extension Graph {
    /// Does its work once for each node.
    package func expandSources(of id: NodeID) {
        guard !nodes[id.index].isExpanded else { return }
        nodes[id.index].isExpanded = true
        if needsExpansion(nodes[id.index].children) { expandChildren(of: id) }
        let count = nodes[id.index].children.count
        searchSuffixRules(for: id)
        // Suffix rules bring sources of their own, which may need the same.
        if nodes[id.index].children.count > count, needsExpansion(nodes[id.index].children) { expandChildren(of: id) }
    }

    private func needsExpansion(_ children: [NodeID]) -> Bool {
        for child in children where nodes[child.index].isPattern || nodes[child.index].attributes.hasAny(.macro) {
            return true
        }
        return false
    }

    private func expandChildren(of id: NodeID) {
        var expanded: [NodeID] = []
        var pending = Array(nodes[id.index].children.reversed())
        var fromMacros: [NodeID] = []
        // Each counts once, however often it stands there.
        var macros: Set<NodeID> = []
        while let child = pending.popLast() {
            let node = nodes[child.index]
            if node.attributes.hasAny(.macro) {
                // Sources of a macro come behind all others.
                for source in macros.insert(child).inserted ? merge(macro: child, into: id) : [] {
                    if !nodes[source.index].attributes.hasAny(.macro) {
                        fromMacros.append(source)
                    } else {
                        pending.append(source)
                    }
                }
            } else if node.name.contains(Ascii.dollar) {
                pending += dynamicSources(node.name, of: id).reversed()
            } else if node.attributes.contains(.archiveMember), node.member.map(hasWildcards) ?? false, !node.isTarget {
                expanded += members(matching: node)
            } else if hasWildcards(node.name), !node.attributes.contains(.archiveMember),
                world.modificationTime(of: node.name) == nil, !node.isTarget
            {
                let path = suffixes.suffixes(of: node.name).lazy.compactMap { self.suffixes.path(of: $0) }.first
                expanded += (path ?? searchPath).expand(node.name, world).map(self.node)
            } else {
                expanded.append(child)
            }
            if pending.isEmpty, !fromMacros.isEmpty {
                pending = fromMacros.reversed()
                fromMacros = []
            }
        }
        nodes[id.index].children = expanded
    }

    /// Adds a `.USE` source's commands and attributes; returns its sources, which take its place.
    private func merge(macro: NodeID, into id: NodeID) -> [NodeID] {
        origins?.macros[id, default: []].append(macro)
        let macro = nodes[macro.index]
        if !macro.commands.isEmpty {
            if macro.attributes.contains(.useBefore) {
                nodes[id.index].commands.insert(contentsOf: macro.commands, at: 0)
            } else {
                nodes[id.index].commands += macro.commands
            }
        }
        nodes[id.index].attributes.formUnion(macro.attributes.intersection(.merged))
        return macro.children
    }

    /// A source with `$@` and its kin, expanded for one target (S3-32).
    private func dynamicSources(_ name: Bytes, of id: NodeID) -> [NodeID] {
        setTargetVariables(of: id)
        let text = evaluator.expand(name, in: scope(of: id))
        return quotedWords(text).flatMap { braceExpansion(of: $0) ?? [$0] }.map { name in
            let child = node(name)
            if name.contains(Ascii.dollar) { nodes[child.index].attributes.insert(.optional) }
            return child
        }
    }
}
