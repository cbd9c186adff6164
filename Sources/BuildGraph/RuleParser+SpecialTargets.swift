internal import MakeLanguage
package import Text

/// What the sources of special targets mean (make-language.md 6.4).
extension RuleParser {
    func addSources(
        _ sources: [Bytes], of special: SpecialTarget, to targets: [NodeID], at location: SourceLocation
    ) {
        switch special {
        case .begin, .end, .interrupt, .error, .stale, .fallback:
            addSources(sources, to: targets, at: location)
        case .deleteOnError: graph.settings.deletesOnError = true
        case .ignore: mark(sources, .ignore) { graph.settings.ignoresErrors = true }
        case .silent: mark(sources, .silent) { graph.settings.isSilent = true }
        case .precious: mark(sources, .precious) { graph.settings.allPrecious = true }
        case .noPath: mark(sources, .noPath)
        case .phony: mark(sources, .phony)
        case .attribute(let attribute): mark(sources, attribute)
        case .main: if delegate?.goals.isEmpty ?? true { delegate?.addGoals(sources) }
        case .notParallel:
            graph.settings.isNotParallel = true
            delegate?.didChangeSettings()
        case .singleShell:
            graph.settings.isCompatible = true
            delegate?.didChangeSettings()
        case .parallel, .nothing, .systemPath, .makeFlags, .shell: break
        case .null:
            graph.suffixes.nullSuffix = sources.last
            if let name = sources.last, !graph.suffixes.contains(name) {
                warning(Bytes("Desired null suffix ") + name + Bytes(" not defined"))
            }
        case .objectDirectory: if let directory = sources.last { delegate?.changeObjectDirectory(directory) }
        case .order: addOrder(sources)
        case .path: addPath(sources)
        case .pathOfSuffix(let suffix): addPath(sources, of: suffix)
        case .posix:
            graph.settings.isPosix = true
            evaluator.set("%POSIX", Bytes("1003.2"))
            delegate?.didChangeSettings()
        case .suffixes: addSuffixes(sources)
        case .includes: for name in sources { _ = graph.suffixes.update(name) { $0.isInclude = true } }
        case .libraries:
            for name in sources where graph.suffixes.update(name, { $0.isLibrary = true }) {
                graph.suffixes.hasLibraries = true
            }
        case .readOnly: for name in sources { evaluator.makeReadOnly(name) }
        case .notReadOnly: for name in sources { evaluator.makeReadOnly(name, false) }
        case .dist:
            graph.settings.hasDist = true
            graph.settings.distributed += sources.flatMap(expandedBraces)
        }
    }

    private func mark(_ sources: [Bytes], _ attribute: Attributes, ifEmpty: () -> Void = {}) {
        if sources.isEmpty { ifEmpty() }
        for name in sources.flatMap(expandedBraces) {
            let id = graph.node(name)
            graph[id].attributes.insert(attribute)
            for cohort in graph[id].cohorts { graph[cohort].attributes.insert(attribute) }
        }
    }

    private func notDefined(_ suffix: Bytes) {
        error(Bytes("Suffix '") + suffix + Bytes("' not defined (yet)"))
    }

    private func addOrder(_ names: [Bytes]) {
        let ids = names.map(graph.node)
        for (before, after) in zip(ids, ids.dropFirst()) where before != after {
            graph[before].successors.append(after)
            graph[after].predecessors.append(before)
        }
    }

    private func addPath(_ directories: [Bytes]) {
        defer { publishPath() }
        if directories.isEmpty {
            graph.searchPath.directories = basePath
            return
        }
        for directory in directories {
            if directory == Bytes(".DOTLAST") {
                graph.searchPath.dotLast = true
            } else {
                search(directory)
            }
        }
    }

    /// Adds a directory, if there is one of that name, to the common search path.
    package func search(_ directory: Bytes) {
        if evaluator.world.isDirectory(directory) { graph.searchPath.add(directory) }
    }

    private func addPath(_ directories: [Bytes], of suffix: Bytes) {
        let known = graph.suffixes.update(suffix) { entry in
            entry.hasPath = !directories.isEmpty
            if directories.isEmpty { entry.path.directories = [] }
            for directory in directories where evaluator.world.isDirectory(directory) { entry.path.add(directory) }
        }
        if !known { notDefined(suffix) }
    }

    /// Adds suffixes; rules that were read before become suffix rules (S6-19).
    private func addSuffixes(_ names: [Bytes]) {
        if names.isEmpty {
            graph.suffixes.clear()
            return
        }
        for name in names { graph.suffixes.add(name) }
        for index in graph.nodes.indices where graph.nodes[index].isTarget && graph.nodes[index].leader == nil {
            guard let key = graph.suffixes.transformation(graph.nodes[index].name) else { continue }
            let id = NodeID(index)
            if graph.nodes[index].commands.isEmpty && graph.nodes[index].children.isEmpty { continue }
            graph.nodes[index].attributes.insert(.transformation)
            graph.suffixes.setRule(key, id)
            if graph.settings.firstTarget == id {
                graph.settings.firstTarget = nil
                chooseMain(graph.nodes.indices.dropFirst(index + 1).map(NodeID.init).filter { graph[$0].isTarget })
            }
        }
    }
}
