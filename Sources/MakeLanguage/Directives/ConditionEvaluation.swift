internal import Text

/// How a condition came out.
enum Truth {
    case yes, no
    /// Not a condition; the error was reported.
    case malformed

    init(_ value: Bool) { self = value ? .yes : .no }
}

/// The test that a bare word is put to, by directive (make-language.md S5-11).
enum DefaultTest: Sendable { case defined, make, notDefined, notMake }

extension Evaluator {
    /// Evaluates the condition of a directive and reports if it is malformed.
    func evaluate(_ lazy: LazyCondition, _ test: DefaultTest?) -> Truth {
        if isStrict, !checkOperators(of: lazy.source) { return .malformed }
        let result = lazy.compile(language).result
        let outer = isAside
        isAside = true
        defer { isAside = outer }
        return evaluate(result, source: { lazy.source }, test, nil)
    }

    func evaluate(_ result: ConditionResult, source: () -> Bytes, _ test: DefaultTest?, _ scope: TargetScope?) -> Truth
    {
        var problem = result.problem
        if let condition = result.condition {
            let evaluation = ConditionEvaluation(evaluator: self, test: test, scope: scope)
            do throws(ConditionProblem) {
                let truth = try evaluation.truth(of: condition)
                if problem == nil { return Truth(truth) }
            } catch {
                problem = error
            }
        }
        report(problem, scope)
        error(Bytes("Malformed conditional (") + source() + Bytes(")"))
        return .malformed
    }
}

extension Evaluator {
    /// The condition of `:?`; that it is malformed, the caller says.
    func truth(of result: ConditionResult, _ scope: TargetScope?) -> Truth {
        var problem = result.problem
        if problem == nil, let condition = result.condition {
            do throws(ConditionProblem) {
                return Truth(try ConditionEvaluation(evaluator: self, test: nil, scope: scope).truth(of: condition))
            } catch {
                problem = error
            }
        }
        report(problem, scope)
        return .malformed
    }

    /// Says more of a malformed condition, if there is more to say.
    private func report(_ problem: ConditionProblem?, _ scope: TargetScope?) {
        switch problem {
        case .missingParenthesis(let name): error(Bytes("Missing closing parenthesis for ") + name + Bytes("()"))
        case .missingRightSide(let operation):
            error(Bytes("Missing right-hand side of operator '") + operation + Bytes("'"))
        case .stringOperator: error(Bytes("String comparison operator must be either == or !="))
        case .unclosed(let expression):
            error(Bytes("Unclosed variable \"") + nameText(expression, scope) + Bytes("\""))
        case .malformed, nil: break
        }
    }
}

extension Evaluator {
    /// Whether `empty(NAME:Mpattern)` is true, without making the list of the words that match; nil for all else.
    fileprivate func matchesNothing(_ expression: Expression, _ scope: TargetScope?) -> Bool? {
        guard case .fixed(let name) = expression.name, expression.modifiers.count == 1,
            case .matchFixed(let pattern, keep: true) = expression.modifiers[0], debugFlags.isEmpty, !hasPoisons,
            let literal = lookup(name, scope)?.template(language).literal
        else { return nil }
        return !anyWord(of: literal, matches: pattern)
    }
}

private struct ConditionEvaluation {
    let evaluator: Evaluator
    /// nil for a plain `.if`, and for `:?`.
    let test: DefaultTest?
    let scope: TargetScope?

    func truth(of condition: Condition) throws(ConditionProblem) -> Bool {
        switch condition {
        case .or(let terms):
            for term in terms where try truth(of: term) { return true }
            return false
        case .and(let terms):
            for term in terms where try !truth(of: term) { return false }
            return true
        case .not(let inner): return try !truth(of: inner)
        case .function(let function, let argument): return call(function, expand(argument))
        case .isDefined(let name, let isDotted):
            if evaluator.lookup(name, scope) != nil { return true }
            return isDotted && evaluator.computed(evaluator.language.names.bytes(of: name)) != nil
        case .empty(let expression): return try isEmpty(expression)
        case .word(let word): return bare(expand(word))
        case .value(let operand): return try value(of: operand)
        case .comparison(let left, let operation, let right): return try compare(left, operation, right)
        }
    }

    private func expand(_ template: Template) -> Bytes { evaluator.expand(template, scope, .plain) }

    private func call(_ function: ConditionFunction, _ argument: Bytes) -> Bool {
        switch function {
        case .defined:
            return scope?[evaluator.language.names.intern(argument)] != nil || evaluator.isDefined(argument)
        case .make: return evaluator.rules?.isGoal(argument) ?? false
        case .exists:
            let exists = !argument.isEmpty && (evaluator.rules?.exists(argument) ?? false)
            let found = exists ? evaluator.rules?.path(of: argument) ?? argument : []
            evaluator.trace(
                .conditions, Bytes("exists(") + argument + Bytes(") result is \"") + found + Bytes("\""))
            return exists
        case .target: return evaluator.rules?.isTarget(argument) ?? false
        case .commands: return evaluator.rules?.hasCommands(argument) ?? false
        }
    }

    private func bare(_ word: Bytes) -> Bool {
        switch test {
        case nil, .defined: call(.defined, word)
        case .notDefined: !call(.defined, word)
        case .make: call(.make, word)
        case .notMake: !call(.make, word)
        }
    }

    private func isEmpty(_ expression: Expression) throws(ConditionProblem) -> Bool {
        if let isEmpty = evaluator.matchesNothing(expression, scope) { return isEmpty }
        switch evaluator.evaluate(expression, scope, .plain) {
        case .value(let value): return value.allSatisfy(\.isSpace)
        case .undefined, .verbatim: return true
        case .failed: throw .malformed
        }
    }

    /// The text of an operand; an undefined expression in an unquoted one is an error (S5-09).
    private func text(of operand: Condition.Operand) throws(ConditionProblem) -> Bytes {
        if let literal = operand.template.literal { return literal }
        var out: Bytes = []
        for part in operand.template.parts {
            guard case .expression(let expression) = part else {
                if case .literal(let bytes) = part { out += bytes }
                if case .dollar = part { out.append(Ascii.dollar) }
                if case .loopValue(let number) = part { evaluator.appendLoopValue(number, to: &out) }
                continue
            }
            evaluator.trace(.variables, Bytes("Var_Parse: ") + expression.text)
            switch evaluator.evaluate(expression, scope, .plain) {
            case .value(let value): if out.isEmpty { out = value } else { out += value }
            case .verbatim: out += evaluator.written(expression.text)
            case .undefined: if !operand.isQuoted { throw .malformed }
            case .failed: throw .malformed
            }
        }
        return out
    }

    private func value(of operand: Condition.Operand) throws(ConditionProblem) -> Bool {
        let text = try text(of: operand)
        if operand.isQuoted { return !text.isEmpty }
        if let number = conditionNumber(text) { return number != 0 }
        if test == nil || evaluator.language.dialect.comparesLoneExpressions { return !text.isEmpty }
        return bare(text)
    }

    private func compare(
        _ left: Condition.Operand, _ operation: Comparison, _ right: Condition.Operand
    ) throws(ConditionProblem) -> Bool {
        let leftText = try text(of: left)
        let rightText = try text(of: right)
        if !left.isQuoted, !right.isQuoted, let a = conditionNumber(leftText), let b = conditionNumber(rightText) {
            if evaluator.debugFlags.contains(.conditions) { evaluator.trace(comparing: a, operation, b) }
            switch operation {
            case .equal: return a == b
            case .notEqual: return a != b
            case .less: return a < b
            case .lessOrEqual: return a <= b
            case .greater: return a > b
            case .greaterOrEqual: return a >= b
            }
        }
        if evaluator.debugFlags.contains(.conditions) { evaluator.trace(comparing: leftText, operation, rightText) }
        switch operation {
        case .equal: return leftText == rightText
        case .notEqual: return leftText != rightText
        default: throw .stringOperator
        }
    }
}
