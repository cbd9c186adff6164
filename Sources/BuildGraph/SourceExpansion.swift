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
            let name = nodes[child.index].name
            if nodes[child.index].attributes.hasAny(.macro) {
                // Sources of a macro come behind all others.
                for source in macros.insert(child).inserted ? merge(macro: child, into: id) : [] {
                    if !nodes[source.index].attributes.hasAny(.macro) {
                        fromMacros.append(source)
                    } else {
                        pending.append(source)
                    }
                }
            } else if name.contains(Ascii.dollar) {
                pending += dynamicSources(name, of: id).reversed()
            } else if hasWildcards(name), !nodes[child.index].attributes.contains(.archiveMember),
                world.modificationTime(of: name) == nil, !nodes[child.index].isTarget
            {
                let path = suffixes.suffixes(of: name).lazy.compactMap { self.suffixes.path(of: $0) }.first
                expanded += (path ?? searchPath).expand(name, world).map(self.node)
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
        let attributes = nodes[macro.index].attributes
        let commands = nodes[macro.index].commands
        if !commands.isEmpty {
            if attributes.contains(.useBefore) {
                nodes[id.index].commands.insert(contentsOf: commands, at: 0)
            } else {
                nodes[id.index].commands += commands
            }
        }
        nodes[id.index].attributes.formUnion(attributes.intersection(.merged))
        return nodes[macro.index].children
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
        if name.first == Ascii.minus, name.count > 2, name[1] == UInt8(ascii: "l"), !nodes[id.index].isTarget {
            return findLibrary(id)
        }
        let own = suffixes.suffixes(of: name)
        var candidates = candidates(for: id, name, own)
        if !candidates.isEmpty, let chosen = explicitSource(of: id, among: candidates) ?? firstExisting(&candidates) {
            link(candidates, from: chosen, to: id)
        } else {
            evaluator.trace(
                .suffixes,
                own.isEmpty
                    ? Bytes("\tNo known suffix on ") + name + Bytes(". Using .NULL suffix")
                    : Bytes("\tno suffix rule makes ") + name)
        }
    }

    /// What a target might be made of by one rule.
    private func candidates(for id: NodeID, _ name: Bytes, _ own: [Bytes]) -> [Candidate] {
        // Most names end here: they have a recipe, and no suffix.
        if suffixes.hasNoRules || own.isEmpty && !nodes[id.index].commands.isEmpty { return [] }
        var targets = own.filter { !suffixes.sourceSuffixes(of: $0).isEmpty }.map {
            (prefix: Bytes(name.dropLast($0.count)), suffix: $0)
        }
        if targets.isEmpty, nodes[id.index].commands.isEmpty { targets = [(name, suffixes.nullSuffix ?? [])] }
        guard targets.contains(where: { mayHaveSource(id, $0.prefix, $0.suffix) }) else { return [] }
        var candidates: [Candidate] = []
        for (prefix, suffix) in targets {
            addCandidates(for: prefix, target: suffix, product: nil, to: &candidates)
        }
        return candidates
    }

    /// False if nothing of which rules could make the target is mentioned anywhere, or is a file. Most targets have a
    /// recipe and most sources are only files, so this is asked of nearly all and mostly false.
    private func mayHaveSource(_ id: NodeID, _ prefix: Bytes, _ suffix: Bytes) -> Bool {
        if evaluator.debugFlags.contains(.suffixes) || suffixes.hasPaths { return true }
        let base = prefix[(prefix.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...]
        for child in nodes[id.index].children {
            let name = nodes[child.index].name
            if name[(name.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...].starts(with: base) { return true }
        }
        let known = suffixesOfNames()
        let present = searchPath.directories.isEmpty ? listings.suffixes(beside: prefix, world) : nil
        var name = prefix
        let sources = suffixes.farSources(of: suffix)
        for index in sources.indices {
            let mayBeKnown = known & sources[index].bit != 0
            let mayBeFile = present.map { $0 & sources[index].bit != 0 } ?? true
            guard mayBeKnown || mayBeFile else { continue }
            name.removeSubrange(prefix.count...)
            name += sources[index].name
            if mayBeKnown && knows(name) || mayBeFile && isFile(name) { return true }
        }
        return false
    }

    /// On the search path, or where the name says.
    private func isFile(_ name: Bytes) -> Bool {
        if listings.contains(name, world, suffixes) { return true }
        if name.first == Ascii.slash { return false }
        for directory in searchPath.directories where directory != [Ascii.dot] {
            if listings.contains(SearchPath.join(directory, name), world, suffixes) { return true }
        }
        return false
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

    /// An explicit source with the same prefix and a suffix that has a rule decides (S6-24).
    private func explicitSource(of id: NodeID, among candidates: [Candidate]) -> Int? {
        for child in nodes[id.index].children where !nodes[child.index].attributes.contains(.optional) {
            let name = nodes[child.index].name
            let base = Bytes(name[(name.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...])
            for (index, candidate) in candidates.enumerated() where candidate.product == nil {
                if candidate.name == name { return index }
                let wanted = candidate.name
                let wantedBase = wanted[(wanted.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...]
                if nodes[child.index].isTarget == false, base == Bytes(wantedBase), name.hasSuffix(wanted) {
                    return index
                }
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
                if let path = suffixes.path(of: candidate.suffix), path.find(candidate.name, world) != nil {
                    return next
                }
                if searchPath.find(candidate.name, world) != nil { return next }
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
        if evaluator.debugFlags.contains(.suffixes) {
            let name = Bytes("\tapplying ") + nodes[rule.index].name + Bytes(" to \"") + nodes[target.index].name
            evaluator.trace(.suffixes, name + Bytes("\" from \"") + nodes[source.index].name + Bytes("\""))
        }
        if !nodes[target.index].children.contains(source) {
            nodes[target.index].children.append(source)
        }
        nodes[target.index].impliedSource = source
        nodes[target.index].prefix = prefix
        guard nodes[target.index].commands.isEmpty || nodes[target.index].name.isEmpty else { return }
        nodes[target.index].commands = nodes[rule.index].commands
        nodes[target.index].attributes.formUnion(
            nodes[rule.index].attributes.intersection([
                .ignore, .precious, .silent, .make, .optional, .exec, .meta, .noMeta, .noMetaCompare,
            ]))
        for child in nodes[rule.index].children where !nodes[target.index].children.contains(child) {
            nodes[target.index].children.append(child)
        }
        if nodes[target.index].dependency == .none { nodes[target.index].dependency = .normal }
        if nodes[target.index].location == nil { nodes[target.index].location = nodes[rule.index].location }
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
    }

    /// `-lname` is `libname.a` on the path of the library suffixes (S6-32).
    private func findLibrary(_ id: NodeID) {
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
