internal import BuildGraph
internal import MakeLanguage
internal import Text

/// A recipe as one script for one shell, as jobs mode runs it (make-language.md S7-16).
struct JobScript {
    var text: Bytes = []
    /// A line ignores errors: from then on the status of the whole script does not count.
    var ignoresErrors = false
    /// The lines without their prefixes.
    var shown: [RecipeCommand] = []
    /// With -n: what the script has for each of them.
    var pieces: [Bytes] = []
    /// Flags that the shell is started with.
    var shellFlags: [Bytes] = []
    /// The lines as they are run, with their prefixes: for meta files and `.ERROR_CMD`.
    var recorded: [Bytes] = []
    /// A line that looks as if it ran a make of its own.
    var runsMake = false
    /// What its commands run that knows a jobserver.
    var tools = JobserverTools()
    /// A line begins with `+`.
    var hasAlways = false
    /// Lines behind `...`.
    var deferred: [RecipeLine] = []
    /// The same without a shell, if it needs none.
    var direct: DirectRecipe?
    /// The last command, for `.ERROR_CMD`.
    var lastCommand: Bytes { shown.last?.text ?? [] }
    var isEmpty: Bool { shown.isEmpty }

    /// Of a recipe whose lines are expanded one by one.
    init() {}

    /// Expands the recipe in the target's scope.
    init(_ lines: [RecipeLine], of id: NodeID, in run: Make) {
        let scope = run.graph.scope(of: id)
        let attributes = run.graph[id].attributes
        var manner = RecipeShell.Manner()
        manner.isLoud = run.options.debug.contains(.loud)
        manner.isSilent = attributes.contains(.silent) || run.options.isSilent || run.graph.settings.isSilent
        manner.pretends = run.pretends(id)
        manner.traces = run.options.debug.contains(.shell)
        // The lines of such a recipe are written as ever, but its status does not count.
        ignoresErrors =
            attributes.contains(.ignore) || run.options.ignoresErrors || run.graph.settings.ignoresErrors
        let ignoresRecipe = ignoresErrors
        if run.mayRunDirectly { direct = DirectRecipe() }
        for (index, line) in lines.enumerated() {
            if line.command.source == Bytes("..."), run.dialect.defersBehindDots {
                deferred = lines[(index + 1)...].map {
                    RecipeLine(
                        command: LazyTemplate(run.evaluator.expand($0.command, in: scope)), location: $0.location)
                }
                break
            }
            if mentionsMake(line.command.source) { runsMake = true }
            if run.dialect.forbidsStrayImpliedSource {
                run.graph.forbidStrayImpliedSource(of: id, at: line.location)
            }
            if run.diagnostics.explains { run.evaluator.recipeLocation = line.location }
            let text = run.evaluator.expand(line.command, in: scope)
            recorded.append(text)
            guard let command = RecipeCommand(text) else { continue }
            if command.runsAlways { hasAlways = true }
            if run.tokens != nil { tools.add(command.text, own: run.invocation) }
            shown.append(command)
            if run.dialect.runsLinesApart {
                let shows = manner.isLoud || !(manner.isSilent || command.isSilent)
                let ignores = ignoresRecipe || command.ignoresErrors
                addLine(command, shows: shows, ignores: ignores, of: run.graph[id].name)
                continue
            }
            if direct != nil {
                let isHidden = command.isSilent && !manner.isLoud
                let shows = !isHidden && (!manner.isSilent || command.ignoresErrors)
                if direct?.add(command, shows: shows) == false { direct = nil }
            }
            if command.ignoresErrors, !run.shell.hasErrorControl { ignoresErrors = true }
            let piece = run.shell.script(for: command, &manner)
            self.text += piece
            if manner.pretends { pieces.append(piece) }
        }
        shellFlags = run.shell.flags(stops: !ignoresErrors, echoes: !manner.isSilent)
    }
}

/// True if a line, before its expansion, looks as if it ran make (make-language.md S1-38): then it gets the job
/// tokens, and stays on this machine.
func mentionsMake(_ line: Bytes) -> Bool {
    let word = Bytes("make")
    if line.contains(Ascii.dollar) {
        for form in ["${MAKE}", "$(MAKE)", "${.MAKE}", "$(.MAKE)"] where line.firstRange(of: Bytes(form)) != nil {
            return true
        }
    }
    var start = 0
    while let range = line[start...].firstRange(of: word) {
        let before = range.lowerBound > 0 ? line[range.lowerBound - 1] : Ascii.space
        let after = range.upperBound < line.count ? line[range.upperBound] : Ascii.space
        if !before.isAlphanumeric, !after.isAlphanumeric { return true }
        start = range.upperBound
    }
    return false
}
