internal import Advice
internal import BuildGraph
internal import MakeLanguage
internal import Platform
internal import Text

/// When make explains mistakes, and what it knows of them that a message does not.
extension Make {
    /// Whether somebody reads along: `--hints`, else `$DISTMAKE_HINTS`, else whether standard error is a terminal.
    func setUpHints() {
        let wish = options.hints ?? evaluator.environment.value(Bytes("DISTMAKE_HINTS"))
        switch wish?.text {
        case "yes": break
        case "no": return
        default: guard surroundings.isProcess, isTerminal(2) else { return }
        }
        diagnostics.hints = HintPrinter(output: output, program: program)
    }

    /// Below `don't know how to make X`.
    func explainMissingRule(_ id: NodeID) {
        guard let hints = diagnostics.hints else { return }
        let node = graph[id]
        let targets = graph.nodes.filter(\.isTarget).map(\.name)
        let parent = graph.nodes.first { $0.children.contains(id) }
        let advice = NoRuleAdvice.advice(node.name, targets: targets, files: directoryEntries([Ascii.dot]) ?? [])
        var trail: Bytes = []
        if let parent {
            trail = Bytes("needed by ") + parent.name
            if let place = parent.location.map(hints.ruleLine) {
                trail += Bytes(", ") + place.file + Bytes(":\(place.line)")
            }
        }
        hints.show(advice, at: nil, trail)
    }

    /// Below `Graph cycles through X`: the way round.
    func explainCycle(_ id: NodeID) {
        guard let hints = diagnostics.hints else { return }
        // Breadth first, so that the way is the shortest.
        var before: [NodeID: NodeID] = [:]
        var queue = [id]
        var next = 0
        while next < queue.count, before[id] == nil {
            let node = queue[next]
            next += 1
            for child in graph[node].children where before[child] == nil {
                before[child] = node
                queue.append(child)
            }
        }
        var way = [graph[id].name]
        var node = before[id]
        while let present = node {
            way.append(graph[present].name)
            node = present == id ? nil : before[present]
        }
        let text = way.reversed().map(\.text).joined(separator: " -> ")
        hints.show(
            Advice(expected: "targets that do not need themselves: \(text)", mend: "take one of these sources away"),
            at: nil, [])
    }

    /// Once the makefiles are read: targets that are not what their author meant.
    func noteOddTargets() {
        guard let hints = diagnostics.hints else { return }
        for node in graph.nodes where node.isTarget {
            guard let (text, advice) = OddTarget.advice(node.name) else { continue }
            hints.note(text, advice, at: node.location.map(hints.ruleLine))
        }
    }

    /// Below `no target to make.`
    func explainMissingTarget() {
        guard let hints = diagnostics.hints, options.makefiles.isEmpty else { return }
        let files = directoryEntries([Ascii.dot]) ?? []
        let others = [
            Bytes("GNUmakefile"), Bytes("BSDmakefile"), Bytes("Makefile.in"), Bytes("CMakeLists.txt"),
            Bytes("build.ninja"),
        ]
        .filter(files.contains)
        let expected = "a makefile, `makefile' or `Makefile', with a target"
        let mend: String
        switch others.first?.text {
        case "GNUmakefile": mend = "GNUmakefile is for GNU make: gmake"
        case "BSDmakefile": mend = "-f BSDmakefile"
        case "Makefile.in": mend = "./configure makes a Makefile out of Makefile.in"
        case "CMakeLists.txt": mend = "CMakeLists.txt is for cmake"
        case "build.ninja": mend = "build.ninja is for ninja"
        default: mend = "-f names another file, -C another directory"
        }
        hints.show(Advice(expected: expected, mend: mend), at: nil, [])
    }
}
