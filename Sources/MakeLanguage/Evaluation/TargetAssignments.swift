internal import Text

/// `targets: NAME op value` (make-language.md S6-15).
final class TargetAssignment: Sendable {
    /// The targets and their operator, as a dependency line without sources.
    let targets: LazyTemplate
    let name: AssignedName
    let operation: AssignmentOperator
    let value: LazyTemplate
    /// The same line as a dependency line: if these variables are switched off, and for special targets.
    let rule: LazyTemplate
    let command: Bytes?

    init(
        targets: LazyTemplate, name: AssignedName, _ operation: AssignmentOperator, _ value: LazyTemplate,
        rule: LazyTemplate, command: Bytes?
    ) {
        self.targets = targets
        self.name = name
        self.operation = operation
        self.value = value
        self.rule = rule
        self.command = command
    }
}

extension Evaluator {
    /// An assignment in a target's own scope; its right side is expanded there.
    func assign(_ name: Bytes, _ operation: AssignmentOperator, _ value: LazyTemplate, in target: TargetScope) {
        let id = language.names.intern(name)
        guard id != emptyName else { return }
        switch operation {
        case .set: target.set(id, value.source)
        case .append:
            if let old = target.value(id) {
                guard old.count <= textLimit else { return giveUpOnLength() }
                target.set(id, old + [Ascii.space] + value.source)
            } else {
                target.set(id, value.source)
            }
        case .setIfUndefined: if lookup(id, target) == nil { target.set(id, value.source) }
        case .expand:
            let mode = Mode(keepsUndefined: true, keepsDollars: truth(".MAKE.SAVE_DOLLARS", fallback: false))
            target.set(id, expand(value.template(language), target, mode))
        case .shell: target.set(id, output(ofCommand: expand(value, in: target), .warning))
        // A dialect has one or the other.
        case .combined: break
        }
    }
}
