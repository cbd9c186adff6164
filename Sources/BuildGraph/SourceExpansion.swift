internal import MakeLanguage
internal import Text

/// Completes the sources of a target just before it is looked at: macros, wildcards, per-target expressions, suffix
/// rules (make-language.md 6.5).
extension Graph {
    /// Does its work once for each node.
    package func expandSources(of id: NodeID) {
        let node = nodes[id.index]
        guard !node.isExpanded else { return }
        node.isExpanded = true
        if node.children.contains(where: { needsExpansion($0) }) { expandChildren(of: id) }
        let count = node.children.count
        searchSuffixRules(for: id)
        // Suffix rules bring sources of their own, which may need the same.
        if node.children.count > count, node.children.contains(where: { needsExpansion($0) }) {
            expandChildren(of: id)
        }
    }

    private func needsExpansion(_ child: NodeID) -> Bool {
        let node = nodes[child.index]
        return node.isPattern || node.attributes.hasAny(.macro)
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

    // MARK: Suffix rules

    /// A file that might be the source of a target, by one suffix rule or several.
    private struct Candidate {
        let name: Bytes
        let suffix: Bytes
        let prefix: Bytes
        /// Index of the candidate that would be made of this one; nil: the target itself.
        let product: Int?
        /// The rule that makes the product of this.
        let rule: NodeID
        let targetSuffix: Bytes
    }

    private func searchSuffixRules(for id: NodeID) {
        let attributes = nodes[id.index].attributes
        guard !attributes.hasAny(.phony | .wait | .special | .transformation) else { return }
        if attributes.contains(.archiveMember) { return searchArchiveRules(for: id) }
        let name = nodes[id.index].name
        evaluator.trace(.suffixes, Bytes("SuffFindDeps (") + name + Bytes(")"))
        if name.hasPrefix(Bytes("-l")), name.count > 2, !nodes[id.index].isTarget { return findLibrary(id) }

        var candidates: [Candidate] = []
        let own = suffixes.suffixes(of: name)
        for suffix in own {
            addCandidates(for: Bytes(name.dropLast(suffix.count)), target: suffix, product: nil, to: &candidates)
        }
        if own.isEmpty || candidates.isEmpty, nodes[id.index].commands.isEmpty {
            addCandidates(for: name, target: suffixes.nullSuffix ?? [], product: nil, to: &candidates)
        }
        if let (chosen, source) = explicitSource(of: id, among: candidates) {
            apply(rule: candidates[chosen].rule, from: source, to: id, prefix: candidates[chosen].prefix)
        } else if let chosen = firstExisting(&candidates) {
            link(candidates, from: chosen, to: id)
        } else {
            evaluator.trace(
                .suffixes,
                own.isEmpty
                    ? Bytes("\tNo known suffix on ") + name + Bytes(". Using .NULL suffix")
                    : Bytes("\tno suffix rule makes ") + name)
            nodes[id.index].prefix = suffixes.ownSuffix(of: name).map { Bytes(name.dropLast($0.count)) } ?? name
        }
    }

    private func addCandidates(for prefix: Bytes, target: Bytes, product: Int?, to candidates: inout [Candidate]) {
        for source in suffixes.sourceSuffixes(of: target) {
            guard let rule = suffixes.rules[SuffixTable.Key(source: source, target: target)] else { continue }
            candidates.append(
                Candidate(
                    name: prefix + source, suffix: source, prefix: prefix, product: product, rule: rule,
                    targetSuffix: target))
        }
    }

    /// An explicit source with the same prefix and a suffix that has a rule decides, whatever its directory (S6-24).
    private func explicitSource(of id: NodeID, among candidates: [Candidate]) -> (Int, NodeID)? {
        for child in nodes[id.index].children where !nodes[child.index].attributes.contains(.optional) {
            let name = nodes[child.index].name
            let base = Bytes(name[(name.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...])
            for (index, candidate) in candidates.enumerated() where candidate.product == nil {
                if candidate.name == name || candidate.name == base { return (index, child) }
            }
        }
        return nil
    }

    /// Breadth first: shorter chains win, then the order of `.SUFFIXES` (S6-22).
    private func firstExisting(_ candidates: inout [Candidate]) -> Int? {
        var seen: Set<Bytes> = []
        var next = 0
        while next < candidates.count, next < 10_000 {
            let candidate = candidates[next]
            if seen.insert(candidate.name).inserted {
                evaluator.trace(.suffixes, Bytes("\ttrying ") + candidate.name + Bytes("..."))
                if let known = find(candidate.name), !nodes[known.index].attributes.hasAny(.transformation | .special) {
                    return next
                }
                let path = suffixes.path(of: candidate.suffix) ?? searchPath
                if path.find(candidate.name, world) != nil || searchPath.find(candidate.name, world) != nil {
                    return next
                }
                addCandidates(for: candidate.prefix, target: candidate.suffix, product: next, to: &candidates)
            }
            next += 1
        }
        return nil
    }

    /// Links target and source through all files between them.
    private func link(_ candidates: [Candidate], from chosen: Int, to id: NodeID) {
        var chain = [chosen]
        while let product = candidates[chain[chain.count - 1]].product { chain.append(product) }
        var source = node(candidates[chosen].name)
        for position in chain {
            let candidate = candidates[position]
            let product = candidate.product.map { node(candidates[$0].name) } ?? id
            apply(rule: candidate.rule, from: source, to: product, prefix: candidate.prefix)
            if product != id { nodes[product.index].isExpanded = true }
            source = product
        }
    }

    private func apply(rule: NodeID, from source: NodeID, to target: NodeID, prefix: Bytes) {
        origins?.suffixRules[target] = rule
        let rule = nodes[rule.index]
        if evaluator.debugFlags.contains(.suffixes) {
            let name = Bytes("\tapplying ") + rule.name + Bytes(" to \"") + nodes[target.index].name
            evaluator.trace(.suffixes, name + Bytes("\" from \"") + nodes[source.index].name + Bytes("\""))
        }
        if !nodes[target.index].children.contains(source) {
            nodes[target.index].children.append(source)
        }
        nodes[target.index].impliedSource = source
        nodes[target.index].prefix = prefix
        // Macros work on the targets that name them, not on those that a rule is found for.
        for child in rule.children
        where !nodes[child.index].attributes.hasAny(.macro) && !nodes[target.index].children.contains(child) {
            nodes[target.index].children.append(child)
        }
        guard nodes[target.index].commands.isEmpty || nodes[target.index].name.isEmpty else { return }
        nodes[target.index].commands = rule.commands
        nodes[target.index].attributes.formUnion(
            rule.attributes.intersection([
                .ignore, .precious, .silent, .make, .optional, .exec, .phony, .meta, .noMeta, .noMetaCompare,
            ]))
        if nodes[target.index].dependency == .none, !rule.commands.isEmpty { nodes[target.index].dependency = .normal }
        if nodes[target.index].location == nil { nodes[target.index].location = rule.location }
    }

    // MARK: Archives and libraries

    /// `lib.a(x.o)`: the member's file is its source; the rule from the member's suffix to the archive's makes it
    /// (S6-36).
    private func searchArchiveRules(for id: NodeID) {
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
    private func members(matching node: Node) -> [NodeID] {
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
    private func findLibrary(_ id: NodeID) {
        nodes[id.index].attributes.insert(.library)
        nodes[id.index].prefix = []
        for suffix in suffixes.suffixes where suffix.isLibrary {
            let name = Bytes("lib") + nodes[id.index].name.dropFirst(2) + suffix.name
            if let found = (suffix.hasPath ? suffix.path : searchPath).find(name, world) {
                nodes[id.index].path = found.path
                return
            }
        }
        let name = Bytes("lib") + nodes[id.index].name.dropFirst(2) + Bytes(".a")
        if let found = searchPath.find(name, world) { nodes[id.index].path = found.path }
    }
}
