internal import Text

/// `-dL`: what is doubtful is an error (make-language.md S1-11). The releases whose wording can be seen do not know the
/// letter, so the words are ours.
extension Evaluator {
    /// The value of a `=` must be well-formed, though nobody expands it now (S3-24).
    func checkSyntax(of value: LazyTemplate) {
        checkDollars(of: value.source)
        for case .expression(let expression) in value.template(language).parts {
            let name = language.names.intern(nameText(expression, nil))
            if expression.isUnclosed {
                error(Bytes("Unclosed variable \"") + expression.spelling + Bytes("\""))
            }
            for modifier in expression.modifiers {
                guard modifier.isDoubtful else { continue }
                var chain = ModifierChain(evaluator: self, scope: nil, mode: .plain, name: name)
                _ = chain.apply([modifier])
            }
        }
    }

    /// A `$` before nothing, or before what cannot be a name (S3-26).
    private func checkDollars(of text: Bytes) {
        var index = 0
        while let dollar = text[index...].firstIndex(of: Ascii.dollar) {
            let next = dollar + 1 < text.count ? text[dollar + 1] : 0
            if next == 0 || next == Ascii.colon || next == Ascii.rightBrace || next == Ascii.rightParen {
                error(Bytes("A dollar stands for nothing at \"") + text[dollar...] + Bytes("\""))
            }
            index = min(dollar + 2, text.count)
        }
    }

    /// Expands a line of a makefile: dependencies, arguments of directives. There, and in strict mode only, a variable
    /// that is not defined is a mistake.
    func expandLine(_ lazy: LazyTemplate) -> Bytes { isStrict ? expandStrictly(lazy) : expandAside(lazy) }

    func expandLine(_ text: Bytes) -> Bytes { expandLine(LazyTemplate(text)) }

    /// Expands names of variables, or values that loops put in their place.
    func expandNames(_ lazy: LazyTemplate) -> Bytes { isStrict ? expandStrictly(lazy) : expand(lazy) }

    private func expandStrictly(_ lazy: LazyTemplate) -> Bytes {
        checkDollars(of: lazy.source)
        return expand(lazy.template(language), nil, Mode(reportsUndefined: true))
    }

    func reportUndefined(_ expression: Expression, _ scope: TargetScope?) {
        error(Bytes("Undefined variable \"") + nameText(expression, scope) + Bytes("\""))
    }

    /// A single `|` or `&` between two conditions; false if there is one.
    func checkOperators(of condition: Bytes) -> Bool {
        var index = 0
        var isQuoted = false
        while index < condition.count {
            let byte = condition[index]
            switch byte {
            case Ascii.quote: isQuoted.toggle()
            case Ascii.backslash: index += 1
            case Ascii.dollar:
                let compiler = TemplateCompiler(text: condition, language: language, depth: 0)
                index = compiler.expression(at: index)?.end ?? index + 1
                continue
            case Ascii.bar where !isQuoted, Ascii.ampersand where !isQuoted:
                guard index + 1 < condition.count, condition[index + 1] == byte else {
                    error(Bytes("Unknown operator '") + [byte] + Bytes("'"))
                    return false
                }
                index += 1
            default: break
            }
            index += 1
        }
        return true
    }
}

extension Modifier {
    /// Something is wrong with how it is written.
    fileprivate var isDoubtful: Bool {
        switch self {
        case .invalid, .missingColon: true
        default: false
        }
    }
}
