internal import MakeLanguage
internal import Text

/// What suffix rules could make a target of (make-language.md 6.5).
extension Graph {
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

    func searchSuffixRules(for id: NodeID) {
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
        if !candidates.isEmpty, let (chosen, source) = explicitSource(of: id, among: candidates) {
            apply(rule: candidates[chosen].rule, from: source, to: id, prefix: candidates[chosen].prefix)
        } else if let chosen = firstExisting(&candidates) {
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

    func apply(rule: NodeID, from source: NodeID, to target: NodeID, prefix: Bytes) {
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
}
