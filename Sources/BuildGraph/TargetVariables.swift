internal import MakeLanguage
internal import Text

/// The per-target variables (make-language.md 3.4).
extension Graph {
    /// All of them, just before the recipe is expanded; where there is none, only those that others ask for.
    package func setVariables(of id: NodeID) {
        let isJoin = nodes[id.index].attributes.contains(.join)
        if nodes[id.index].commands.isEmpty, !isJoin, !evaluator.debugFlags.contains(.variables) {
            _ = time(of: id)
            return
        }
        setTargetVariables(of: id)
        setSourceVariables(of: id)
        if isJoin { setTargetVariables(of: id) }
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
        if nodes[id.index].attributes.contains(.join) {
            scope.set(LocalName.target, scope.value(LocalName.allSources) ?? nodes[id.index].name)
        } else {
            scope.set(LocalName.target, nodes[id.index].fileName)
        }
        scope.set(LocalName.prefix, nodes[id.index].prefix ?? prefixByName(of: id))
        if let source = nodes[id.index].impliedSource {
            scope.set(LocalName.impliedSource, nodes[source.index].fileName)
        }
        if let archive = nodes[id.index].archive, let member = nodes[id.index].member {
            scope.set(LocalName.archive, find(archive).flatMap { nodes[$0.index].path } ?? archive)
            scope.set(LocalName.member, member)
        }
    }

    private func prefixByName(of id: NodeID) -> Bytes {
        let name = nodes[id.index].name
        guard !nodes[id.index].attributes.contains(.phony), let suffix = suffixes.suffixes(of: name).first else {
            return name
        }
        return Bytes(name.dropLast(suffix.count))
    }

    /// `.ALLSRC` and `.OODATE`, when all sources are done.
    private func setSourceVariables(of id: NodeID) {
        let scope = scope(of: id)
        var all: Bytes = []
        var outOfDate: Bytes = []
        var seen: Set<NodeID> = []
        let own = time(of: id)
        let children = nodes[id.index].children
        for child in children {
            let attributes = nodes[child.index].attributes
            guard !attributes.hasAny(.use | .useBefore | .exec | .invisible | .wait) else { continue }
            guard children.count < 2 || seen.insert(child).inserted else { continue }
            let name: Bytes
            if attributes.contains(.join) {
                name = nodes[child.index].scope?.value(LocalName.allSources) ?? []
            } else if attributes.contains(.archiveMember), let member = nodes[child.index].member {
                name = member
            } else {
                name = nodes[child.index].fileName
            }
            Self.append(name, to: &all)
            if isNewer(child, than: own, of: id) { Self.append(name, to: &outOfDate) }
        }
        scope.set(LocalName.allSources, all)
        scope.set(LocalName.outOfDate, outOfDate)
        if nodes[id.index].attributes.contains(.join) { scope.set(LocalName.target, all) }
    }

    private func isNewer(_ source: NodeID, than own: FileTime, of target: NodeID) -> Bool {
        let wasMade = nodes[source.index].state == .made
        if wasMade || nodes[target.index].attributes.contains(.join) { return wasMade }
        switch (own, time(of: source)) {
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
