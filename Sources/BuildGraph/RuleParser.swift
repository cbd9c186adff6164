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
    /// Targets of the open rule, to which recipe lines go.
    private(set) var openNodes: [NodeID] = []
    /// A rule is open; it may have no targets.
    private var isOpen = false
    /// The line that was read last.
    private(set) var parsed = DependencyLine()
    /// Directories of a bare default search path: `.CURDIR` when it is not the current directory.
    package var basePath: [Bytes] = []
    /// `.CURDIR` as make found it.
    package var currentDirectory: Bytes = []
    /// See `RuleParser+Variables.swift`.
    var allTargets = AllTargets()

    package init(graph: Graph) { self.graph = graph }

    var evaluator: Evaluator { graph.evaluator }
    var dialect: Dialect { evaluator.language.dialect }
    func error(_ text: Bytes) { evaluator.report(.error, text) }
    func warning(_ text: Bytes) { evaluator.report(.warning, text) }

    package func addRule(_ line: Bytes, command: Bytes?, at location: SourceLocation) {
        closeRule()
        if line.allSatisfy(\.isSpace) {
            // Expressions made nothing of it, or `; command` has no target.
            isOpen = command != nil
            return
        }
        do throws(DependencyLine.Problem) {
            try parsed.take(line, dialect)
        } catch {
            report(error, line)
            return
        }
        if evaluator.debugFlags.contains(.parsing) {
            evaluator.trace(.parsing, Bytes("ParseDoDependency(") + line + Bytes(")"))
        }
        guard let specials = addTargets(at: location) else {
            openNodes.removeAll(keepingCapacity: true)
            return
        }
        for special in specials {
            switch special {
            case .makeFlags: delegate?.addMakeFlags(Bytes(line[parsed.sourcesStart...]))
            case .shell: delegate?.setShell(Bytes(line[parsed.sourcesStart...]))
            default: addSources(parsed.sources.map(parsed.word), of: special, to: openNodes, at: location)
            }
        }
        if specials.isEmpty { addSources(to: openNodes, at: location) }
        chooseMain(openNodes)
        isOpen = true
        if let command, !command.isEmpty { _ = addRecipeLine(LazyTemplate(command), at: location) }
    }

    /// Opens the rule of the line's targets; returns those that are special, or nil if there is to be no rule.
    private func addTargets(at location: SourceLocation) -> [SpecialTarget]? {
        var specials: [SpecialTarget] = []
        words: for range in parsed.targets {
            if specials.isEmpty, parsed.isPlain, parsed.text[range.lowerBound] != Ascii.dot {
                openNodes.append(target(graph.node(parsed.text, range), at: location))
                continue
            }
            for name in expandedTarget(parsed.word(range)) {
                switch add(name, &specials, at: location) {
                case .goOn: break
                case .ignoreRest: break words
                case .refuseLine: return nil
                }
            }
        }
        for index in openNodes.indices {
            openNodes[index] = apply(parsed.operation, to: openNodes[index], at: location)
        }
        return specials
    }

    /// What a target means for those behind it.
    private enum Sequel { case goOn, ignoreRest, refuseLine }

    /// Adds a target that may be special.
    private func add(_ name: Bytes, _ specials: inout [SpecialTarget], at location: SourceLocation) -> Sequel {
        reportDeprecated(name)
        let found = SpecialTarget(name, dialect)
        if let first = specials.first {
            // Search paths are the only special targets of which several fit in a line.
            guard first.isPath else {
                complainOfMixture(Bytes("Extra target ignored"))
                return .ignoreRest
            }
            guard let found else {
                ignoreTarget(name)
                return .goOn
            }
            guard found.isPath else {
                error(Bytes("Mismatched special targets"))
                return .refuseLine
            }
            specials.append(found)
        } else if let found {
            specials.append(found)
            if found.isRecipe {
                openNodes.append(specialNode(found, name))
            } else if !openNodes.isEmpty {
                // In spite of these words they keep the recipe.
                complainOfMixture(Bytes("Special and mundane targets don't mix. Mundane ones ignored"))
            }
        } else {
            openNodes.append(target(graph.node(name), at: location))
        }
        return .goOn
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
        guard isOpen else { return false }
        for id in openNodes {
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
        guard isOpen else { return }
        isOpen = false
        joinGroup(openNodes)
        for id in openNodes {
            if !graph[id].commands.isEmpty { graph[id].hasScript = true }
            // A suffix rule without commands and sources is none (S6-21).
            if graph[id].attributes.contains(.transformation), graph[id].commands.isEmpty, graph[id].children.isEmpty,
                let key = graph.suffixes.transformation(graph[id].name)
            {
                graph.suffixes.removeRule(key)
                graph[id].dependency = .none
            }
        }
        openNodes.removeAll(keepingCapacity: true)
    }
}
