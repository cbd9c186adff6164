package import Text

/// The assignment operators (make-language.md S3-11).
package enum AssignmentOperator: Sendable, Equatable {
    case set
    case append
    case setIfUndefined
    /// `:=`
    case expand
    /// `!=`
    case shell
    case combined(CombinedOperator)
}

/// Where an assignment goes.
package enum VariableScope {
    case global
    case commandLine
    case builtin
}

extension Evaluator {
    /// Sets a variable to a raw value.
    package func set(_ name: Bytes, _ value: Bytes, in scope: VariableScope = .global) {
        set(language.names.intern(name), value, in: scope)
    }

    package func set(_ name: StaticString, _ value: Bytes, in scope: VariableScope = .global) {
        set(Bytes(name), value, in: scope)
    }

    package func append(_ name: StaticString, _ value: Bytes, in scope: VariableScope = .global) {
        append(language.names.intern(Bytes(name)), value, in: scope)
    }

    /// True if there is a variable of that name in any scope outside targets.
    package func isDefined(_ name: Bytes) -> Bool {
        computed(name) != nil || lookup(LocalName.canonical(language.names.intern(name)), nil) != nil
    }

    /// `name op value` of a makefile or of the command line.
    package func assign(
        _ name: Bytes, _ operation: AssignmentOperator, _ value: LazyTemplate, in scope: VariableScope = .global
    ) {
        assign(language.names.intern(name), isDotted: name.first == Ascii.dot, operation, value, in: scope)
    }

    func assign(
        _ id: NameID, isDotted: Bool, _ operation: AssignmentOperator, _ value: LazyTemplate, in scope: VariableScope
    ) {
        if isDotted, assignDotted(id, operation, value, in: scope) { return }
        if id == emptyName || scope == .global && commandLine[id] != nil {
            // The right side of `:=` and `!=` is still evaluated; only the assignment has no effect (S3-03, S3-13).
            if operation == .shell { _ = output(ofCommand: expandAside(value), .warning) }
            if operation == .expand { _ = expand(value) }
            return
        }
        if isStrict, operation == .set, scope == .global { checkSyntax(of: value) }
        switch operation {
        case .set: set(id, written(value), in: scope)
        case .append: append(id, written(value), in: scope)
        case .setIfUndefined:
            guard lookup(LocalName.canonical(id), nil) == nil else { return }
            set(id, written(value), in: scope)
        case .expand:
            // `X := ... ${X} ...` with an undefined X is legal (S3-21).
            if lookup(id, nil) == nil { set(id, [], in: scope) }
            let mode = Mode(keepsUndefined: true, keepsDollars: savesDollars)
            set(id, expand(value.template(language), nil, mode), in: scope)
        case .shell: set(id, output(ofCommand: expandAside(value), .warning), in: scope)
        case .combined(let operation): assign(id, operation, value, in: scope)
        }
        guard isDotted else { return }
        if id == saveDollars, operation != .append {
            savesDollars = truth(of: lookup(id, nil)?.value ?? [], fallback: savesDollars)
        }
        if id == exportedNames, scope == .global { exportNoted(expand(value)) }
        delegate?.didAssign(language.names.bytes(of: id))
    }

    /// Names that begin with a dot and mean something else than others; true if that was all.
    private func assignDotted(
        _ id: NameID, _ operation: AssignmentOperator, _ value: LazyTemplate, in scope: VariableScope
    ) -> Bool {
        let name = language.names.bytes(of: id)
        if let rules, rules.isComputed(name) {
            let value = written(value)
            switch operation {
            case .set: rules.assignComputed(name, value.source)
            case .append:
                rules.assignComputed(name, computed(name).map { $0 + [Ascii.space] + value.source } ?? value.source)
            case .setIfUndefined: if computed(name) == nil { rules.assignComputed(name, value.source) }
            case .expand: rules.assignComputed(name, expand(value))
            case .shell: rules.assignComputed(name, output(ofCommand: expandAside(value), .warning))
            // No dialect has both.
            case .combined: break
            }
            return true
        }
        // `.TARGET` is `@`, once there is one.
        let short = LocalName.canonical(id)
        guard short != id, self[scope][short] != nil else { return false }
        assign(short, isDotted: false, operation, value, in: scope)
        return true
    }

    /// Sets a variable where expressions put them: in the target's scope if there is one.
    func put(_ id: NameID, _ text: Bytes, _ local: TargetScope?, _ outside: VariableScope) {
        guard let local else { return set(id, text, in: outside) }
        local.set(id, text)
        if debugFlags.contains(.variables) { trace(assigned: id, in: local, value: text) }
    }

    /// The template of a value that stands in a makefile is shared by all evaluations of it.
    private func set(_ id: NameID, _ value: LazyTemplate, in scope: VariableScope) {
        guard scope == .global else { return set(id, value.source, in: scope) }
        if let variable = globals[id] {
            guard !variable.isExported, !variable.isReadOnly else { return set(id, value.source, in: scope) }
            variable.set(value)
        } else {
            globals[id] = Variable(name: id, value)
        }
        if debugFlags.contains(.variables) { trace(assigned: globals[id], in: scope) }
    }

    private func append(_ id: NameID, _ value: LazyTemplate, in scope: VariableScope) {
        guard scope == .global, debugFlags.isEmpty, let variable = globals[id], !variable.isExported,
            !variable.isComputed, !variable.isReadOnly, variable.count <= textLimit
        else { return append(id, value.source, in: scope) }
        variable.append(value)
    }

    func set(_ id: NameID, _ value: Bytes, in scope: VariableScope) {
        if scope == .global, commandLine[id] != nil { return }
        if let variable = self[scope][id] {
            if variable.isReadOnly { return }
            variable.set(value)
            if variable.isExported { export(variable) }
        } else {
            if scope == .commandLine {
                globals[id] = nil
            }
            self[scope][id] = Variable(name: id, value: value)
        }
        if debugFlags.contains(.variables) { trace(assigned: self[scope][id], in: scope) }
        if scope == .commandLine { noteCommandLineVariable(id, value) }
    }

    func append(_ id: NameID, _ value: Bytes, in scope: VariableScope) {
        if scope == .global, commandLine[id] != nil { return }
        if let variable = self[scope][id] {
            if variable.isReadOnly { return }
            guard variable.count <= textLimit else { return giveUpOnLength() }
            if variable.isComputed { settle(variable) }
            // The environment keeps what was exported until the next assignment.
            variable.append(value)
        } else if scope == .global, let inherited = environmentScope[id] {
            // The environment's value is copied first (S3-06).
            let variable = Variable(name: id, value: inherited.value)
            globals[id] = variable
            variable.append(value)
        } else {
            return set(id, value, in: scope)
        }
        if debugFlags.contains(.variables) { trace(assigned: self[scope][id], in: scope) }
    }

    /// Exports it and remembers it for sub-makes (S3-04).
    private func noteCommandLineVariable(_ id: NameID, _ value: Bytes) {
        let name = language.names.bytes(of: id)
        commandLine[id]?.comesFromCommandLine = true
        if exportsCommandLine, name.first != Ascii.dot { setEnvironment(name, value) }
        let overrides = rawValue(Bytes(".MAKEOVERRIDES")) ?? []
        let known = overrides.split(separator: Ascii.space).contains { $0.elementsEqual(name) }
        if !known { append(".MAKEOVERRIDES", name) }
    }

    /// `.undef`: only globals.
    package func undefine(_ name: Bytes) {
        if let rules, rules.isComputed(name) { return rules.assignComputed(name, nil) }
        let id = language.names.intern(name)
        let found = globals[id]
        if debugFlags.contains(.variables) { trace(deleted: name, found: found != nil) }
        guard let variable = found, !variable.isReadOnly else { return }
        if variable.isBeingExpanded {
            error(Bytes("Cannot delete variable \"") + name + Bytes("\" while it is used"))
            return
        }
        if variable.isExported { removeFromEnvironment(name) }
        globals[id] = nil
    }

    /// Later assignments to it have no effect (S3-09).
    package func makeReadOnly(_ name: Bytes, _ isReadOnly: Bool = true) {
        globals[language.names.intern(name)]?.isReadOnly = isReadOnly
    }

    func variable(_ id: NameID, in scope: VariableScope) -> Variable? { self[scope][id] }

    private subscript(scope: VariableScope) -> Scope {
        switch scope {
        case .global: globals
        case .commandLine: commandLine
        case .builtin: internals
        }
    }
}

extension Evaluator {
    /// `.SHELL` is read-only to makefiles.
    package func setShellPath(_ path: Bytes) { globals[language.names.intern(Bytes(".SHELL"))]?.set(path) }
}
