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

    package func computedVariable(_ name: Bytes) -> Bytes? {
        func joined(_ words: [Bytes]) -> Bytes { Bytes(words.joined(separator: [Ascii.space])) }
        switch String(decoding: name, as: UTF8.self) {
        case ".ALLTARGETS":
            return joined(
                graph.nodes.indices.dropFirst().filter { graph.nodes[$0].leader == nil }.map { graph.nodes[$0].name })
        case ".SUFFIXES": return joined(graph.suffixes.names)
        case ".PATH":
            let path = graph.searchPath
            let current = evaluator.rawValue(Bytes(".CURDIR")) ?? []
            let here = [[Ascii.dot]] + (path.directories.contains(current) ? [] : [current])
            return joined(path.dotLast ? [Bytes(".DOTLAST")] + path.directories + here : here + path.directories)
        case ".INCLUDES": return flags("-I", \.isInclude)
        case ".LIBS": return flags("-L", \.isLibrary)
        default: return nil
        }
    }

    private func flags(_ flag: StaticString, _ kind: KeyPath<SuffixTable.Suffix, Bool>) -> Bytes {
        let directories = graph.suffixes.suffixes.filter { $0[keyPath: kind] }.flatMap(\.path.directories)
        return Bytes(directories.map { Bytes(flag) + $0 }.joined(separator: [Ascii.space]))
    }
}
