internal import MakeLanguage
internal import Text

/// Mistakes in dependency lines that dialects judge or word differently.
extension RuleParser {
    /// A special name that the dialect has given up (make-language.md S6-16).
    func reportDeprecated(_ name: Bytes) {
        guard name.first == Ascii.dot, dialect.deprecatedNames.contains(name) else { return }
        graph.evaluator.report(.error, Bytes("Deprecated keyword found ") + name)
    }

    /// Special targets among others (S6-17).
    func complainOfMixture(_ text: Bytes) {
        graph.evaluator.report(dialect.forbidsMixedTargets ? .error : .warning, text)
    }

    /// A line that is neither a rule nor an assignment (S2-14).
    func textWithoutOperator(_ line: Bytes) -> Bytes {
        let line = Bytes(line.reversed().drop(while: \.isSpace).reversed())
        if line.contains(Ascii.colon) || line.contains(Ascii.exclamation) {
            return Bytes("Missing dependency operator")
        }
        let isConflict = ["<<<<<<", "======", ">>>>>>"].contains { line.hasPrefix(Bytes($0)) }
        return Bytes("Need an operator in '") + line + Bytes("'")
            + (isConflict ? Bytes(" (is this a conflict that cvs has left?)") : [])
    }

    /// Two operators for one target (S6-05).
    func inconsistency(_ name: Bytes, _ first: DependencyOperator, _ second: DependencyOperator) -> Bytes {
        let text = Bytes("Inconsistent operator for ") + name
        guard dialect.speaksOfErrorsWithPlaces else { return text }
        return text + Bytes(": first ") + first.sign + Bytes(", now ") + second.sign
    }
}

extension DependencyOperator {
    fileprivate var sign: Bytes {
        switch self {
        case .none: []
        case .normal: Bytes("':'")
        case .force: Bytes("'!'")
        case .independent: Bytes("'::'")
        }
    }
}
