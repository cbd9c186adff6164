internal import MakeLanguage
internal import Text

/// The left side of a dependency line (make-language.md 6.1).
extension RuleParser {
    /// Braces, and wildcards against the files of the current directory (S6-06, S6-07).
    func expandedTarget(_ name: Bytes) -> [Bytes] {
        expandedBraces(name).flatMap { name -> [Bytes] in
            guard hasWildcards(name), !name.contains(Ascii.leftParen) else { return [name] }
            return SearchPath().expand(name, evaluator.world)
        }
    }

    func specialNode(_ special: SpecialTarget, _ name: Bytes) -> NodeID {
        let id = graph.node(name)
        graph[id].attributes.formUnion([.special, .notMain])
        switch special {
        case .begin: graph.settings.begin = id
        case .end: graph.settings.end = id
        case .interrupt: graph.settings.interrupt = id
        case .error: graph.settings.onError = id
        case .stale: graph.settings.stale = id
        case .fallback:
            graph.settings.fallback = id
            // As with suffix rules the last definition wins.
            if graph[id].hasScript {
                graph[id].commands = []
                graph[id].children = []
                graph[id].hasScript = false
            }
        default: break
        }
        return id
    }

    /// Notes what the name of a target makes it.
    func target(_ id: NodeID, at location: SourceLocation) -> NodeID {
        if let key = graph.suffixes.transformation(graph[id].name) {
            if evaluator.debugFlags.contains(.suffixes) {
                let suffixes = key.source + Bytes("' to `") + key.target
                evaluator.trace(.suffixes, Bytes("defining transformation from `") + suffixes + Bytes("'"))
            }
            // The last definition of a suffix rule wins.
            if graph[id].hasScript {
                graph[id].commands = []
                graph[id].children = []
                graph[id].hasScript = false
            }
            graph[id].attributes.insert(.transformation)
            graph.suffixes.setRule(key, id)
        } else if graph[id].attributes.contains(.transformation) {
            // Its suffixes are known no longer: what was the rule is an ordinary target now, with a recipe of its own.
            graph[id].attributes.remove(.transformation)
            graph[id].commands = []
            graph[id].children = []
            graph[id].hasScript = false
            graph[id].dependency = .none
        }
        if !parsed.isPlain { noteArchive(id) }
        if delegate?.isReadingDepend == true { graph[id].attributes.insert(.fromDepend) }
        return id
    }

    /// Sets the operator; a `::` target gets a rule of its own each time (S7-07).
    func apply(_ operation: DependencyOperator, to id: NodeID, at location: SourceLocation) -> NodeID {
        let old = graph[id].dependency
        if old != .none, old != operation {
            error(inconsistency(graph[id].name, old, operation))
            return id
        }
        if old == .independent, !graph[id].attributes.contains(.transformation) {
            let cohort = graph.addUnnamed(graph[id].name)
            graph[cohort].leader = id
            graph[cohort].dependency = .independent
            graph[cohort].location = location
            graph[cohort].attributes = graph[id].attributes.subtracting(.transformation)
            graph[id].cohorts.append(cohort)
            graph.origins?.rules[cohort] = [location]
            return cohort
        }
        graph[id].dependency = operation
        if graph.origins != nil { graph.origins?.rules[id, default: []].append(location) }
        if graph[id].location == nil { graph[id].location = location }
        return id
    }

    /// The first target that is neither special nor a macro nor a suffix rule (S6-13).
    func chooseMain(_ targets: [NodeID]) {
        guard graph.settings.firstTarget == nil else { return }
        graph.settings.firstTarget = targets.first {
            !graph[$0].attributes.hasAny(.use | .useBefore | .exec | .notMain | .transformation)
        }
    }
}
