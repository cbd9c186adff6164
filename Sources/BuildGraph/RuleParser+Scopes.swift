package import MakeLanguage
package import Text

/// Variables of targets (make-language.md S6-15).
extension RuleParser {
    package func scopes(of line: Bytes, at location: SourceLocation) -> [TargetScope]? {
        guard let parsed = try? DependencyLine(line, dialect), !parsed.targets.isEmpty,
            !parsed.targets.contains(where: { SpecialTarget($0, dialect) != nil || sourceAttribute($0, dialect) != nil }
            )
        else { return nil }
        addRule(line, command: nil, at: location)
        return openNodes.map { id in
            let scope = graph.scope(of: id)
            if scope.value(LocalName.target) == nil { scope.set(LocalName.target, graph[id].name) }
            return scope
        }
    }
}
