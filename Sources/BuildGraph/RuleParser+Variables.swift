internal import MakeLanguage
package import Text

/// What `.ALLTARGETS` was before the targets that it still lacks.
struct AllTargets {
    /// What a makefile made of it; nil if it took it away.
    var base: Bytes? = []
    /// The first node that is not in `base`; that of `.WAIT` is none of the makefile's.
    var next = 1
}

/// The variables that tell of the rules (make-language.md S3-37, S3-38).
extension RuleParser {
    private static let allTargetsName = Bytes(".ALLTARGETS")
    private static let suffixesName = Bytes(".SUFFIXES")

    package func isComputed(_ name: Bytes) -> Bool {
        guard dialect.hasMakeVariables else { return name == Self.variablesName }
        return name == Self.allTargetsName || name == Self.suffixesName
    }

    private static let variablesName = Bytes(".VARIABLES")

    /// `.VARIABLES`, where the dialect has it (S3-42).
    private var namesOfVariables: Bytes {
        joined(([.global, .commandLine, .builtin] as [VariableScope]).flatMap(graph.evaluator.variables).map(\.name))
    }

    package func computedVariable(_ name: Bytes) -> Bytes? {
        guard dialect.hasMakeVariables else { return name == Self.variablesName ? namesOfVariables : nil }
        if name == Self.allTargetsName { return allTargetsValue() }
        if name == Self.suffixesName { return joined(graph.suffixes.names) }
        return nil
    }

    /// `.SUFFIXES` is read-only (S3-09).
    package func assignComputed(_ name: Bytes, _ value: Bytes?) {
        guard name == Self.allTargetsName else { return }
        allTargets = AllTargets(base: value, next: graph.nodes.count)
    }

    /// Each name comes behind a blank, as if it were appended when it is first seen; suffix rules are no targets.
    private func allTargetsValue() -> Bytes? {
        var value = allTargets.base ?? []
        var isDefined = allTargets.base != nil
        for node in graph.nodes[allTargets.next...]
        where node.leader == nil && !node.attributes.contains(.transformation) {
            if isDefined { value.append(Ascii.space) }
            value += node.name
            isDefined = true
        }
        return isDefined ? value : nil
    }

    /// `.PATH`, after a change of the search path.
    package func publishPath() {
        guard dialect.hasMakeVariables else { return }
        let path = graph.searchPath
        let isListed = path.directories.contains(currentDirectory)
        let here = [[Ascii.dot]] + (isListed ? [] : [currentDirectory])
        let words = path.dotLast ? [Bytes(".DOTLAST")] + path.directories + here : here + path.directories
        graph.evaluator.set(".PATH", joined(words))
    }

    /// `.INCLUDES` and `.LIBS`, once all is read.
    package func publishFlags() {
        guard dialect.hasMakeVariables else { return }
        graph.evaluator.set(".INCLUDES", flags("-I", \.isInclude))
        graph.evaluator.set(".LIBS", flags("-L", \.isLibrary))
    }

    private func flags(_ flag: StaticString, _ kind: KeyPath<SuffixTable.Suffix, Bool>) -> Bytes {
        let directories = graph.suffixes.suffixes.filter { $0[keyPath: kind] }.flatMap(\.path.directories)
        return Bytes(directories.map { [Ascii.space] + Bytes(flag) + $0 }.joined())
    }

    private func joined(_ words: [Bytes]) -> Bytes { Bytes(words.joined(separator: [Ascii.space])) }
}
