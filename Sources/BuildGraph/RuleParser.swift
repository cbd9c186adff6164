package import MakeLanguage
package import Text

/// What the rules of makefiles ask of the program around them.
package protocol RuleDelegate: AnyObject {
    /// `.MAKEFLAGS: words`: parsed as command-line arguments (make-language.md S1-33).
    func addMakeFlags(_ line: Bytes)
    /// `.OBJDIR: directory`
    func changeObjectDirectory(_ directory: Bytes)
    /// `.SHELL: name=sh ...`: what stands behind the operator.
    func setShell(_ description: Bytes)
    /// `.NOTPARALLEL`, `.SINGLESHELL`, `.POSIX` and the like.
    func didChangeSettings()
    /// Goals of the command line, or of `.MAIN`.
    var goals: [Bytes] { get }
    func addGoals(_ names: [Bytes])
    /// True while a file like `.depend` is read.
    var isReadingDepend: Bool { get }
}

/// Puts rules into the graph, line by line (make-language.md section 6).
package final class RuleParser: RuleSink {
    package let graph: Graph
    package unowned var delegate: (any RuleDelegate)?
    /// Targets of the open rule; recipe lines go to them.
    private var openTargets: [NodeID]?
    var openNodes: [NodeID] { openTargets ?? [] }
    /// Directories of a bare default search path: `.CURDIR` when it is not the current directory.
    package var basePath: [Bytes] = []
    /// `.CURDIR` as make found it.
    package var currentDirectory: Bytes = []
    /// See `RuleParser+Variables.swift`.
    var allTargets = AllTargets()

    package init(graph: Graph) { self.graph = graph }

    private var evaluator: Evaluator { graph.evaluator }
    var dialect: Dialect { evaluator.language.dialect }
    private func error(_ text: Bytes) { evaluator.report(.error, text) }
    private func warning(_ text: Bytes) { evaluator.report(.warning, text) }

    // MARK: Lines

    package func addRule(_ line: Bytes, command: Bytes?, at location: SourceLocation) {
        closeRule()
        if line.allSatisfy(\.isSpace) {
            // Expressions made nothing of it, or `; command` has no target.
            if command != nil { openTargets = [] }
            return
        }
        let parsed: DependencyLine
        do throws(DependencyLine.Problem) {
            parsed = try DependencyLine(line, dialect)
        } catch {
            report(error, line)
            return
        }
        evaluator.trace(.parsing, Bytes("ParseDoDependency(") + line + Bytes(")"))
        var targets: [NodeID] = []
        var special: SpecialTarget?
        var paths: [SpecialTarget] = []
        for name in parsed.targets.flatMap(expandedTarget) {
            reportDeprecated(name)
            let found = SpecialTarget(name, dialect)
            if let special {
                // Search paths are the only special targets of which several fit in a line.
                if special.isPath {
                    if let found, !found.isPath { return error(Bytes("Mismatched special targets")) }
                    if let found { paths.append(found) } else { ignoreTarget(name) }
                    continue
                }
                complainOfMixture(Bytes("Extra target ignored"))
                break
            }
            if let found {
                special = found
                if found.isRecipe {
                    targets.append(specialNode(found, name))
                } else if !targets.isEmpty {
                    // In spite of these words they keep the recipe.
                    complainOfMixture(Bytes("Special and mundane targets don't mix. Mundane ones ignored"))
                }
            } else {
                targets.append(target(name, parsed.operation, at: location))
            }
        }
        targets = targets.map { apply(parsed.operation, to: $0, at: location) }
        switch special {
        case .makeFlags: delegate?.addMakeFlags(Bytes(line[parsed.sourcesStart...]))
        case .shell: delegate?.setShell(Bytes(line[parsed.sourcesStart...]))
        case let special?:
            addSources(parsed.sources, of: special, to: targets, at: location)
            for path in paths { addSources(parsed.sources, of: path, to: [], at: location) }
        case nil:
            addSources(parsed.sources, to: targets, at: location)
        }
        chooseMain(targets)
        openTargets = targets
        if let command, !command.isEmpty { _ = addRecipeLine(LazyTemplate(command), at: location) }
    }

    private func ignoreTarget(_ name: Bytes) { warning(Bytes("Extra target (") + name + Bytes(") ignored")) }

    private func report(_ problem: DependencyLine.Problem, _ line: Bytes) {
        switch problem {
        case .badArchive(let text): error(Bytes("Error in archive specification: \"") + text + Bytes("\""))
        case .badSourceArchive(let text): error(Bytes("Error in source archive spec \"") + text + Bytes("\""))
        case .noOperator where dialect.speaksOfErrorsWithPlaces: error(textWithoutOperator(line))
        case .noOperator:
            for mark in ["<<<<<<", "======", ">>>>>>"] where line.hasPrefix(Bytes(mark)) {
                error(Bytes("Makefile appears to contain unresolved CVS/RCS/??? merge conflicts"))
                return
            }
            if line[0] == Ascii.dot {
                let word = line.dropFirst().drop(while: \.isSpace).prefix { $0.isAlphanumeric || $0 == Ascii.minus }
                error(Bytes("Unknown directive \"") + word + Bytes("\""))
            } else {
                error(Bytes("Invalid line type"))
            }
        }
    }

    package func addRecipeLine(_ line: LazyTemplate, at location: SourceLocation) -> Bool {
        guard let targets = openTargets else { return false }
        for id in targets {
            if graph[id].hasScript {
                if !graph[id].attributes.contains(.transformation) { warnDuplicate(id) }
                continue
            }
            if graph[id].commands.isEmpty { graph[id].location = location }
            graph[id].commands.append(RecipeLine(command: line, location: location))
        }
        return true
    }

    /// The first recipe wins (S6-10); each line of another is warned of.
    private func warnDuplicate(_ id: NodeID) {
        guard dialect.warnsOfDuplicateRecipes else {
            evaluator.trace(.dist, Bytes("Duplicate command list for ") + graph[id].name)
            return
        }
        warning(Bytes("duplicate script for target \"") + graph[id].name + Bytes("\" ignored"))
        let saved = evaluator.location
        evaluator.location = graph[id].commands.last?.location ?? graph[id].location
        warning(Bytes("using previous script for \"") + graph[id].name + Bytes("\" defined here"))
        evaluator.location = saved
    }

    package func closeRule() {
        guard let targets = openTargets else { return }
        openTargets = nil
        joinGroup(targets)
        for id in targets {
            if !graph[id].commands.isEmpty { graph[id].hasScript = true }
            // A suffix rule without commands and sources is none (S6-21).
            if graph[id].attributes.contains(.transformation), graph[id].commands.isEmpty, graph[id].children.isEmpty,
                let key = graph.suffixes.transformation(graph[id].name)
            {
                graph.suffixes.removeRule(key)
                graph[id].dependency = .none
            }
        }
    }

    // MARK: Targets

    /// Braces, and wildcards against the files of the current directory (S6-06, S6-07).
    private func expandedTarget(_ name: Bytes) -> [Bytes] {
        expandedBraces(name).flatMap { name -> [Bytes] in
            guard hasWildcards(name), !name.contains(Ascii.leftParen) else { return [name] }
            return SearchPath().expand(name, evaluator.world)
        }
    }

    private func specialNode(_ special: SpecialTarget, _ name: Bytes) -> NodeID {
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

    private func target(_ name: Bytes, _ operation: DependencyOperator, at location: SourceLocation) -> NodeID {
        let id = graph.node(name)
        if let key = graph.suffixes.transformation(name) {
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
        noteArchive(id, name)
        if delegate?.isReadingDepend == true { graph[id].attributes.insert(.fromDepend) }
        return id
    }

    /// Sets the operator; a `::` target gets a rule of its own each time (S7-07).
    private func apply(_ operation: DependencyOperator, to id: NodeID, at location: SourceLocation) -> NodeID {
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
        graph.origins?.rules[id, default: []].append(location)
        if graph[id].location == nil { graph[id].location = location }
        return id
    }

    /// The first target that is neither special nor a macro nor a suffix rule (S6-13).
    private func chooseMain(_ targets: [NodeID]) {
        guard graph.settings.firstTarget == nil else { return }
        graph.settings.firstTarget = targets.first {
            !graph[$0].attributes.hasAny(.use | .useBefore | .exec | .notMain | .transformation)
        }
    }

    // MARK: Sources

    private func addSources(_ sources: [Bytes], to targets: [NodeID], at location: SourceLocation) {
        var names: [Bytes] = []
        for source in sources {
            reportDeprecated(source)
            if let attribute = sourceAttribute(source, dialect) {
                // What is said of one rule of a `::` target holds for all.
                for id in targets {
                    let first = graph[id].leader ?? id
                    graph[first].attributes.insert(attribute)
                    for cohort in graph[first].cohorts { graph[cohort].attributes.insert(attribute) }
                }
            } else {
                names += expandedBraces(source)
            }
        }
        for name in names {
            let child = name == Bytes(".WAIT") ? graph.waitNode : sourceNode(name, at: location)
            for id in targets {
                graph[id].children.append(child)
                for cohort in graph[id].cohorts where targets.contains(id) && graph[id].dependency != .independent {
                    graph[cohort].children.append(child)
                }
            }
        }
    }

    private func sourceNode(_ name: Bytes, at location: SourceLocation) -> NodeID {
        let id = graph.node(name)
        if delegate?.isReadingDepend == true, !graph[id].isTarget {
            graph[id].attributes.insert(.fromDepend)
            if graph[id].location == nil { graph[id].location = location }
        }
        noteArchive(id, name)
        return id
    }

    private func noteArchive(_ id: NodeID, _ name: Bytes) {
        guard name.last == Ascii.rightParen, let open = name.firstIndex(of: Ascii.leftParen), open > 0,
            name.first != Ascii.dollar
        else { return }
        graph[id].attributes.insert(.archiveMember)
        graph[id].archive = Bytes(name[..<open])
        graph[id].member = Bytes(name[(open + 1)..<(name.count - 1)])
    }

    // MARK: Special targets

    private func addSources(
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

    // MARK: Questions

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
        return graph.find(name, suffixPath: true)?.path
    }

    package func searchedFile(_ name: Bytes) -> Bytes? { graph.find(name, suffixPath: true)?.path }
}

/// The words that braces stand for; a word beyond all reason stands for itself.
/// Per-target expressions keep theirs.
private func expandedBraces(_ word: Bytes) -> [Bytes] {
    guard word.contains(Ascii.leftBrace), !word.contains(Ascii.dollar) else { return [word] }
    return braceExpansion(of: word) ?? [word]
}
