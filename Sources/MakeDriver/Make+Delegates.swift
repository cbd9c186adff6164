internal import BuildGraph
internal import MakeLanguage
package import Text

/// What makefiles change in make itself.
extension Make: RuleDelegate, EvaluationDelegate {
    package var isReadingDepend: Bool { reader.isReadingDepend }

    package func addGoals(_ names: [Bytes]) {
        goals += names
        for name in names { evaluator.append(".TARGETS", name) }
    }

    package func addMakeFlags(_ line: Bytes) {
        do throws(OptionProblem) {
            try parse(line: line)
        } catch {
            endOfOptions = report(error)
            evaluator.stop()
        }
    }

    package func didChangeSettings() {}

    package func didAssign(_ name: Bytes) {
        if name == Bytes(".MAKEOVERRIDES") { exportMakeFlags() }
    }

    package func setShell(_ description: Bytes) {
        do throws(RecipeShell.Problem) {
            try shell.apply(description)
            evaluator.setShellPath(shell.path)
            evaluator.shell = shell.path
            evaluator.shellNewline = shell.newline
        } catch {
            switch error {
            case .improper: evaluator.report(.error, Bytes("Neither path nor name specified"))
            case .unterminated:
                evaluator.report(.plain, Bytes("Unterminated quoted string [") + description + Bytes("]"))
            case .unknownKeyword(let word): evaluator.report(.error, Bytes("Unknown keyword \"") + word + Bytes("\""))
            case .noMatch(let name): evaluator.report(.warning, name + Bytes(": No matching shell"))
            }
            evaluator.report(.error, Bytes("improper shell specification"))
        }
    }
}
