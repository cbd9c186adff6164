internal import BuildGraph
internal import MakeLanguage
internal import Platform
internal import Report
internal import Text

/// What both ways of making say and ask of the lines of a recipe.
extension Make {
    /// An empty line where the dialect has it, and where make stopped.
    func stoppedForGood() {
        if !dialect.speaksOfErrorsWithPlaces { output.put([Ascii.newline]) }
        stopped()
    }

    /// A line with its expressions expanded.
    func expand(_ line: RecipeLine, of id: NodeID) -> Bytes {
        if dialect.forbidsStrayImpliedSource { graph.forbidStrayImpliedSource(of: id, at: line.location) }
        if diagnostics.explains { evaluator.recipeLocation = line.location }
        return evaluator.expand(line.command, in: graph.scope(of: id))
    }

    /// A line that has become nothing.
    func noteEmpty(_ line: RecipeLine, _ text: Bytes) {
        guard dialect.warnsOfEmptyLines, text.isEmpty else { return }
        let message = Bytes("'") + line.command.source + Bytes("' expands to ''")
        output.putError(wording.warning(message, at: line.location) + [Ascii.newline])
    }

    /// A failure that ends make.
    func reportEnding(
        _ status: ExitStatus, of id: NodeID, at location: SourceLocation?, _ command: RecipeCommand, isShown: Bool
    ) {
        guard dialect.speaksOfErrorsWithPlaces else {
            return output.putLine(Bytes("*** ") + wording.failure(status))
        }
        let isTold = isShown || isExpensive(command, graph[id].attributes)
        output.putError(
            wording.ending(
                status, in: shownDirectory, of: graph[id].name, at: location, command: isTold ? nil : command.text)
                + [Ascii.newline])
    }

    /// A target whose sources failed, where that is told of each.
    func reportAborted(_ id: NodeID) {
        guard dialect.speaksOfErrorsWithPlaces else { return }
        output.putError(Bytes("Build for ") + graph[id].name + Bytes(" aborted\n"))
    }

    /// The last words before make dies of a signal.
    func reportInterrupt(_ signal: Int32, making targets: [NodeID]) {
        guard dialect.speaksOfErrorsWithPlaces else { return }
        let names = targets.map { graph[$0].name }
        output.putError(wording.interrupted(by: signal, in: shownDirectory, making: names) + [Ascii.newline])
    }
}
