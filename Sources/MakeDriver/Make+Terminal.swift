internal import BuildGraph
internal import History
internal import MakeLanguage
internal import Platform
internal import Report
internal import Text

/// What make does for people at a terminal (make-language.md S10-14). Everywhere else its output is the classic one.
extension Make {
    /// Colours: on a terminal that has them, unless `NO_COLOR` is set to anything (no-color.org).
    func textStyle(_ fd: Int32) -> TextStyle {
        let environment = evaluator.environment
        let isPlain = (environment.value(Bytes("NO_COLOR")) ?? []).isEmpty == false
        let terminal = environment.value(Bytes("TERM")) ?? []
        return TextStyle(hasColors: isTerminal(fd) && !isPlain && !terminal.isEmpty && terminal != Bytes("dumb"))
    }

    /// `--output`, else `$DISTMAKE_OUTPUT`, else grouped on a terminal.
    var outputStyle: JobsOutput.Style {
        switch (options.outputStyle ?? evaluator.environment.value(Bytes("DISTMAKE_OUTPUT")))?.text {
        case "grouped": .grouped
        case "classic": .classic
        default: isTerminal(1) ? .grouped : .classic
        }
    }

    /// The line of progress, if it is wanted and there is a terminal for it.
    func progressDisplay() -> ProgressDisplay? {
        let wish = (options.progress ?? evaluator.environment.value(Bytes("DISTMAKE_PROGRESS")))?.text
        let terminal = evaluator.environment.value(Bytes("TERM")) ?? []
        guard wish != "no", isTerminal(2), terminal != Bytes("dumb"), !options.isSilent, !options.printsOnly, level == 0
        else { return nil }
        return ProgressDisplay(output: output, style: textStyle(2), loop: loop, estimate: estimate)
    }

    /// Seconds by the build log; nil without one.
    private var estimate: ((NodeID) -> Double)? {
        guard let record, let log = record.log else { return nil }
        let usual = Double(log.history.mean ?? 0)
        return { Double(record.estimate($0).map(Double.init) ?? usual) / 1e9 }
    }

    /// Targets below the goals that have recipes, as far as can be seen before anything is looked for.
    func recipes(below goals: [NodeID]) -> Set<NodeID> {
        var seen = Set(goals)
        var stack = goals
        var recipes: Set<NodeID> = []
        while let id = stack.popLast() {
            let node = graph[id]
            if node.commands.isEmpty {
                if graph.suffixCandidates(of: id).contains(where: { fileStatus($0) != nil }) { recipes.insert(id) }
            } else {
                recipes.insert(id)
            }
            for next in node.children + node.cohorts where next != graph.waitNode && seen.insert(next).inserted {
                stack.append(next)
            }
        }
        return recipes
    }
}
