package import BuildGraph
internal import MakeLanguage
package import Text

/// The answer to `--why`: what would become of a target, and what that was decided from.
package struct WhyText {
    private let graph: Graph
    private let survey: Survey
    private var out: Bytes = []

    private init(_ graph: Graph, _ survey: Survey) {
        self.graph = graph
        self.survey = survey
    }

    /// The text; `survey` has visited the target.
    package static func about(_ id: NodeID, in graph: Graph, _ survey: Survey) -> Bytes {
        var text = WhyText(graph, survey)
        text.explain(id, name: graph[id].name)
        let cohorts = graph[id].cohorts
        for (index, cohort) in cohorts.enumerated() {
            text.explain(cohort, name: graph[id].name + Bytes(" (rule \(index + 2) of \(cohorts.count + 1))"))
        }
        return text.out
    }

    private mutating func explain(_ id: NodeID, name: Bytes) {
        out += name + verdict(id) + [Ascii.newline]
        explainCauses(of: id)
        guard survey[id] != nil else { return }
        addFile(id)
        addRules(id)
        addSources(id)
    }

    private mutating func addLine(_ label: StaticString, _ text: Bytes) {
        let label = Bytes(label)
        out += Bytes("  ") + label + Bytes(repeating: Ascii.space, count: max(1, 9 - label.count)) + text
        out.append(Ascii.newline)
    }

    private func name(_ id: NodeID?) -> Bytes { id.map { graph[$0].name } ?? [] }

    // MARK: The reason

    /// What is said behind the name.
    private func verdict(_ id: NodeID) -> Bytes {
        guard let finding = survey[id] else {
            return graph[id].attributes.hasAny(.macro)
                ? Bytes(" is a macro (.USE): it is never made itself.") : Bytes(" was not looked at.")
        }
        switch finding.verdict {
        case .saidToBeMade: return Bytes(" is .MADE: it is taken as made.")
        case .noRule: return Bytes(" cannot be made: there is no such file, and no rule makes it.")
        case .notNeeded: return Bytes(" does not exist, and no rule makes it; this is ignored.")
        case .cycle: return Bytes(" cannot be made: it depends on itself.")
        case .sourceFails:
            return Bytes(" cannot be made: its source ") + name(finding.culprit) + Bytes(" cannot be made.")
        case .upToDate: return upToDate(finding)
        case .outOfDate: return Bytes(" is out of date: ") + reason(finding)
        }
    }

    private func upToDate(_ finding: Survey.Finding) -> Bytes {
        let node = graph[finding.id]
        if node.attributes.contains(.join) { return Bytes(" is up to date: no source of it (.JOIN) has to be made.") }
        let sources = node.children.filter { $0 != graph.waitNode }
        if finding.time == .missing, node.attributes.contains(.optional) {
            return Bytes(" is up to date: it does not exist, but is .OPTIONAL.")
        }
        if finding.time == .missing, !sources.isEmpty {
            return Bytes(" is up to date: it does not exist, but none of its sources does either.")
        }
        if sources.isEmpty {
            return Bytes(node.isTarget ? " is up to date: it exists and has no sources." : " is a source: it exists.")
        }
        var text = Bytes(" is up to date: ")
        if let culprit = finding.culprit, sources.count > 1 {
            text += Bytes("none of its \(sources.count) sources is newer; the newest is ") + name(culprit)
        } else {
            text += Bytes("its source ") + name(sources.first) + Bytes(" is not newer")
        }
        return text + [Ascii.dot]
    }

    private func reason(_ finding: Survey.Finding) -> Bytes {
        let node = graph[finding.id]
        let source = Bytes("its source ") + name(finding.culprit)
        switch finding.staleness {
        case .always:
            if node.dependency == .force { return Bytes("its rule has the operator !.") }
            return Bytes(node.attributes.contains(.exec) ? "it is .EXEC." : "it is .PHONY.")
        case .missing: return Bytes("it does not exist.")
        case .independent: return Bytes("a :: rule without sources is always carried out.")
        case .recordsDiffer: return Bytes("its meta file tells of other commands, or of files that have changed.")
        case .joined: return source + Bytes(" has to be made.")
        case .olderThanSource:
            return source + Bytes(culpritIsMade(finding) ? " has to be made first." : " is newer.")
        case .upToDate: return Bytes("nobody knows why.")
        }
    }

    private func culpritIsMade(_ finding: Survey.Finding) -> Bool {
        finding.culprit.flatMap { survey[$0] }?.isMade ?? false
    }

    /// From source to source, down to where the reason begins.
    private mutating func explainCauses(of id: NodeID) {
        var current = id
        var seen: Set<NodeID> = [id]
        while let finding = survey[current], let culprit = finding.culprit, seen.insert(culprit).inserted {
            let leadsOn: Bool =
                switch finding.verdict {
                case .outOfDate:
                    (finding.staleness == .olderThanSource || finding.staleness == .joined) && culpritIsMade(finding)
                case .sourceFails, .cycle: true
                default: false
                }
            guard leadsOn else { return }
            addLine("because", graph[culprit].name + verdict(culprit))
            current = culprit
        }
    }

    // MARK: What there is

    private mutating func addFile(_ id: NodeID) {
        let node = graph[id]
        let names = graph.attributeNames(id)
        if !names.isEmpty { addLine("is", Bytes(names.joined(separator: [Ascii.space]))) }
        guard !node.attributes.contains(.phony) else { return }
        addLine("file", describeFile(id))
    }

    /// The path, the date, and how it was found.
    private func describeFile(_ id: NodeID) -> Bytes {
        let node = graph[id]
        let time = survey[id]?.time ?? node.time
        guard case .modified(let modified) = time else {
            var text = node.name + Bytes(" does not exist")
            let isSearched = !node.attributes.hasAny(.noPath | .archiveMember) && node.name.first != Ascii.slash
            if isSearched, !node.isTarget, node.commands.isEmpty, !graph.searchPath.directories.isEmpty {
                let path = [[Ascii.dot]] + graph.searchPath.directories
                text += Bytes(", neither in ") + Bytes(path.joined(separator: Bytes(" nor in ")))
            }
            return text
        }
        var text = node.fileName + Bytes(", ") + graph.date(modified, "%Y-%m-%d %H:%M:%S", local: true)
        if let archive = node.archive, node.attributes.contains(.archiveMember) {
            text += Bytes(", by the table of contents of ") + archive
        } else if node.attributes.contains(.library) {
            text += Bytes(", found for ") + node.name
        } else if node.path != nil {
            text += Bytes(", found on the search path (.PATH)")
        }
        return text
    }

    private mutating func addRules(_ id: NodeID) {
        for location in graph.origins?.rules[id] ?? [] { addLine("rule", graph.place(location)) }
        for step in suffixChain(to: id) { addLine("rule", step) }
        for macro in graph.origins?.macros[id] ?? [] {
            addLine("rule", graph[macro].name + Bytes(" (.USE), ") + graph.place(graph[macro].location))
        }
        let node = graph[id]
        guard !node.commands.isEmpty else {
            if node.isTarget { addLine("recipe", Bytes("none")) }
            return
        }
        let isFallback = graph.settings.fallback.map { graph.recipePlace($0) } == graph.recipePlace(id)
        addLine("recipe", graph.recipePlace(id) + Bytes(isFallback ? " (.DEFAULT)" : ""))
    }

    /// The suffix rules on the way to a target, the first one first.
    private func suffixChain(to id: NodeID) -> [Bytes] {
        var steps: [Bytes] = []
        var current = id
        var seen: Set<NodeID> = []
        while seen.insert(current).inserted, let rule = graph.origins?.suffixRules[current],
            let source = graph[current].impliedSource
        {
            let way = Bytes(": ") + graph[source].name + Bytes(" -> ") + graph[current].name
            steps.insert(graph[rule].name + Bytes(", ") + graph.place(graph[rule].location) + way, at: 0)
            current = source
        }
        return steps
    }

    private mutating func addSources(_ id: NodeID) {
        for before in graph[id].predecessors { addLine("after", graph[before].name + Bytes(" (.ORDER)")) }
        for child in graph[id].children {
            if child == graph.waitNode {
                out += Bytes("  .WAIT\n")
                continue
            }
            addLine("source", describeSource(child, of: id))
        }
    }

    private func describeSource(_ source: NodeID, of target: NodeID) -> Bytes {
        let node = graph[source]
        guard let finding = survey[source] else { return node.name }
        var words: [Bytes] = []
        if finding.isMade { words.append(Bytes("has to be made")) }
        if [.noRule, .sourceFails, .cycle].contains(finding.verdict) { words.append(Bytes("cannot be made")) }
        if case .modified(let own) = survey[target]?.time, case .modified(let other) = finding.time, own < other {
            words.append(Bytes("newer"))
        }
        var text = node.attributes.contains(.phony) ? node.name + Bytes(", .PHONY") : describeFile(source)
        if !words.isEmpty { text += Bytes("; ") + Bytes(words.joined(separator: Bytes(", "))) }
        return text
    }
}
