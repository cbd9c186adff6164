internal import MakeLanguage
internal import Text

/// The right side of a dependency line (make-language.md 6.1, 6.3).
extension RuleParser {
    /// Those of the line that was read last.
    func addSources(to targets: [NodeID], at location: SourceLocation) {
        guard !parsed.sources.isEmpty else { return }
        let isDepend = delegate?.isReadingDepend == true
        var children: [NodeID] = []
        children.reserveCapacity(parsed.sources.count)
        for range in parsed.sources {
            if parsed.isPlain, parsed.text[range.lowerBound] != Ascii.dot {
                let id = graph.node(parsed.text, range)
                if isDepend { noteDepend(id, at: location) }
                children.append(id)
            } else {
                add(source: parsed.word(range), to: targets, &children, isDepend, at: location)
            }
        }
        add(children, to: targets)
    }

    func addSources(_ sources: [Bytes], to targets: [NodeID], at location: SourceLocation) {
        let isDepend = delegate?.isReadingDepend == true
        var children: [NodeID] = []
        for name in sources { add(source: name, to: targets, &children, isDepend, at: location) }
        add(children, to: targets)
    }

    /// A source that may be special, or stand for several.
    private func add(
        source name: Bytes, to targets: [NodeID], _ children: inout [NodeID], _ isDepend: Bool,
        at location: SourceLocation
    ) {
        reportDeprecated(name)
        if let attribute = sourceAttribute(name, dialect) {
            // What is said of one rule of a `::` target holds for all.
            for id in targets {
                let first = graph[id].leader ?? id
                graph[first].attributes.insert(attribute)
                for cohort in graph[first].cohorts { graph[cohort].attributes.insert(attribute) }
            }
        } else {
            for name in expandedBraces(name) {
                let isBarrier = name == Bytes(".WAIT")
                let id = isBarrier ? graph.waitNode : graph.node(name)
                if isDepend, !isBarrier { noteDepend(id, at: location) }
                noteArchive(id)
                children.append(id)
            }
        }
    }

    private func add(_ children: [NodeID], to targets: [NodeID]) {
        for id in targets {
            // Targets of one line share one list.
            if graph[id].children.isEmpty { graph[id].children = children } else { graph[id].children += children }
            for cohort in graph[id].cohorts where graph[id].dependency != .independent {
                graph[cohort].children += children
            }
        }
    }

    private func noteDepend(_ id: NodeID, at location: SourceLocation) {
        guard !graph[id].isTarget else { return }
        graph[id].attributes.insert(.fromDepend)
        if graph[id].location == nil { graph[id].location = location }
    }

    func noteArchive(_ id: NodeID) {
        guard graph[id].mayBeMember else { return }
        let name = graph[id].name
        guard let open = name.firstIndex(of: Ascii.leftParen), open > 0, name.first != Ascii.dollar else { return }
        graph[id].attributes.insert(.archiveMember)
        graph[id].archive = Bytes(name[..<open])
        graph[id].member = Bytes(name[(open + 1)..<(name.count - 1)])
    }
}

/// The words that braces stand for; a word beyond all reason stands for itself.
/// Per-target expressions keep theirs.
func expandedBraces(_ word: Bytes) -> [Bytes] {
    guard word.contains(Ascii.leftBrace), !word.contains(Ascii.dollar) else { return [word] }
    return braceExpansion(of: word) ?? [word]
}
