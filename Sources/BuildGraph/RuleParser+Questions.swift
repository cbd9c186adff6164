internal import MakeLanguage
package import Text

/// What expressions and conditions ask about the rules read so far.
extension RuleParser {
    package func isGoal(_ pattern: Bytes) -> Bool {
        let glob = Glob(pattern)
        return delegate?.goals.contains { glob.matches($0) } ?? false
    }

    package func exists(_ path: Bytes) -> Bool { graph.searchPath.find(path, evaluator.world) != nil }

    package func isTarget(_ name: Bytes) -> Bool { graph.find(name).map { graph[$0].isTarget } ?? false }

    package func hasCommands(_ name: Bytes) -> Bool {
        graph.find(name).map { graph[$0].isTarget && !graph[$0].commands.isEmpty } ?? false
    }

    package func path(of name: Bytes) -> Bytes? {
        if let id = graph.find(name) {
            if let path = graph[id].path { return path }
            if graph[id].attributes.hasAny(.noPath | .phony) { return nil }
        }
        return searchedFile(name)
    }

    package func searchedFile(_ name: Bytes) -> Bytes? {
        graph.search(name).map { $0.path ?? name }
    }
}
