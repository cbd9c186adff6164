internal import Text

/// What is wrong with expressions, where dialects say it in other words (make-language.md S3-28, S3-30, S4-25).
extension Evaluator {
    func unclosedText(_ expression: Expression, _ scope: TargetScope?) -> Bytes {
        if language.dialect.speaksOfErrorsWithPlaces {
            return Bytes("Unterminated variable spec in ") + expression.text
        }
        return Bytes("Unclosed variable \"") + nameText(expression, scope) + Bytes("\"")
    }

    /// ` (A -> B -> A)`: how a variable came to need itself.
    func recursion(from first: Variable) -> Bytes {
        var names = [language.names.bytes(of: first.name)]
        var current = first
        var seen: Set<NameID> = []
        while seen.insert(current.name).inserted {
            var next: Variable?
            for case .expression(let expression) in current.template(language).parts where next == nil {
                guard case .fixed(let name) = expression.name, let variable = lookup(name, nil),
                    variable.isBeingExpanded
                else { continue }
                next = variable
            }
            guard let next else { return [] }
            names.append(language.names.bytes(of: next.name))
            current = next
            if next === first { return Bytes(" (") + names.joined(separator: Bytes(" -> ")) + Bytes(")") }
        }
        return []
    }
}

extension ModifierChain {
    /// Reports a problem if the dialect has few words for it; nil if it has many, or else whether the chain goes on.
    func failInFewWords(_ problem: ModifierProblem) -> Bool? {
        guard evaluator.language.dialect.hasFewModifiers else { return nil }
        let text: Bytes
        switch problem {
        case .foreign(let modifier): text = modifier
        case .unfinished(let delimiter), .missingDelimiter(let delimiter):
            text = Bytes("no ") + [delimiter] + Bytes(" at its end")
        case .unclosed, .unclosedBehind:
            let name = evaluator.language.names.bytes(of: name)
            evaluator.error(Bytes("Unterminated variable spec in ${") + name)
            return false
        default: return nil
        }
        evaluator.report(.plain, Bytes("Bad modifier: ") + text)
        return false
    }
}
