internal import Text

/// An assignment operator with more than one sign before its `=`, like `?!=` (make-language.md S3-17).
package struct CombinedOperator: Sendable, Equatable {
    enum Condition: Sendable { case always, ifUndefined, append }
    enum Value: Sendable { case asWritten, expanded, output, outputWhenNeeded }

    let condition: Condition
    let value: Value

    /// The signs before the `=`; nil if they do not make sense together: then the line is no assignment.
    init?(_ signs: Bytes) {
        var rest = signs[...]
        switch rest.first {
        case Ascii.plus: condition = .append
        case Ascii.question: condition = .ifUndefined
        default: condition = .always
        }
        if condition != .always { rest = rest.dropFirst() }
        switch Bytes(rest) {
        case []: value = .asWritten
        case Bytes(":"): value = .expanded
        case Bytes("!"): value = .output
        case Bytes("!!") where condition != .append: value = .outputWhenNeeded
        default: return nil
        }
    }

    /// The plain operator that means the same.
    var plain: AssignmentOperator {
        switch (condition, value) {
        case (.always, .asWritten): .set
        case (.append, .asWritten): .append
        case (.ifUndefined, .asWritten): .setIfUndefined
        case (.always, .expanded): .expand
        case (.always, .output): .shell
        default: .combined(self)
        }
    }
}

extension Evaluator {
    func assign(_ id: NameID, _ operation: CombinedOperator, _ value: LazyTemplate, in scope: VariableScope) {
        if operation.condition == .ifUndefined, lookup(LocalName.canonical(id), nil) != nil { return }
        switch operation.value {
        case .asWritten: put(id, value.source, operation, in: scope)
        case .expanded: put(id, expand(value.template(language), nil, Mode(keepsUndefined: true)), operation, in: scope)
        case .output: put(id, output(ofCommand: expandAside(value), .warning), operation, in: scope)
        case .outputWhenNeeded:
            let command = expandAside(value)
            set(id, command, in: scope)
            variable(id, in: scope)?.set(lazyCommand: command, language)
        }
    }

    private func put(_ id: NameID, _ text: Bytes, _ operation: CombinedOperator, in scope: VariableScope) {
        if operation.condition == .append { append(id, text, in: scope) } else { set(id, text, in: scope) }
    }

    /// A command that is still to be run is run before something is appended to what it says.
    func settle(_ variable: Variable) {
        var text: Bytes = []
        appendValue(of: variable, to: &text, nil, .plain)
    }
}
