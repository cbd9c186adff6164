internal import BuildGraph
internal import Inquiry
internal import MakeLanguage
internal import Platform
internal import Report
internal import Text

/// Questions that are answered instead of a build.
extension Make {
    /// Answers all of them; the exit status.
    func answerQuestions() -> Int32 {
        let questions = options.questions
        let goals = goalNodes()
        if goals.isEmpty, questions.graph != nil || questions.compileCommands != nil {
            return fatal(Bytes("no target to make."))
        }
        var status: Int32 = 0
        if !questions.why.isEmpty || questions.graph != nil {
            var survey = Survey(graph) { [self] in staleness(of: $0) }
            for name in questions.why where !explain(name, &survey) { status = 1 }
            if let (form, path) = questions.graph {
                for goal in goals { survey.visit(goal) }
                let document = GraphDocument(graph, survey, goals: goals, directory: objectDirectory)
                if !write(form == .dot ? document.dot : document.json, to: path) { status = 2 }
            }
        }
        if let path = questions.compileCommands, !write(compileCommands(of: goals), to: path) { status = 2 }
        if evaluator.hasFailedFatally { status = 2 }
        return status
    }

    /// False if there is neither a file nor a rule of that name.
    private func explain(_ name: Bytes, _ survey: inout Survey) -> Bool {
        let id = graph.node(name)
        survey.visit(id)
        output.put(WhyText.about(id, in: graph, survey))
        return survey[id]?.verdict != .noRule
    }

    /// Of all recipes below the goals, as if nothing were up to date.
    private func compileCommands(of goals: [NodeID]) -> Bytes {
        graph.forgetStates()
        var survey = Survey(graph) { _ in .always }
        for root in [graph.settings.begin].compactMap({ $0 }) + goals + [graph.settings.end].compactMap({ $0 }) {
            survey.visit(root)
        }
        // In jobs mode one shell runs all lines of a recipe, so that a `cd` counts for those behind it.
        let sharesShell = options.jobs != nil && !options.compatible
        var commands = CompileCommands()
        for finding in survey.findings where !graph[finding.id].commands.isEmpty {
            let id = finding.id
            graph.setVariables(of: id)
            var script: Bytes = []
            for line in graph[id].commands where line.command.source != Bytes("...") {
                let text = evaluator.expand(line.command, in: graph.scope(of: id))
                guard !evaluator.hasFailedFatally else { return commands.json }
                guard let command = RecipeCommand(text) else { continue }
                if sharesShell {
                    script += command.text + [Ascii.newline]
                } else {
                    commands.add(line: command.text, directory: objectDirectory)
                }
            }
            commands.add(line: script, directory: objectDirectory)
        }
        return commands.json
    }

    private func write(_ text: Bytes, to path: Bytes) -> Bool {
        if path == [Ascii.minus] {
            output.put(text)
            return true
        }
        do throws(SystemError) {
            try replaceFile(path, text)
            return true
        } catch {
            output.putError(program + Bytes(": cannot write ") + path + Bytes(": \(error.text)\n"))
            return false
        }
    }
}
