package import Text

/// `.export` and its kin (make-language.md 3.6).
extension Evaluator {
    package enum ExportMode: Sendable {
        /// Tracked: values with expressions are exported anew before each command.
        case tracked
        /// `.export-env`: the present value, once.
        case once
        /// `.export-literal`: not expanded.
        case literal
    }

    /// Sets a variable of the environment, for commands and for the makefile: `${NAME}` finds it there when no other
    /// variable has the name. So `${MAKEFLAGS}` is what sub-makes get (S1-31).
    package func setEnvironment(_ name: Bytes, _ value: Bytes) {
        guard !Self.usersOwn.contains(name), !language.dialect.keepsToItself(name) else { return }
        let id = language.names.intern(name)
        if environment.value(name) == value, environmentScope[id]?.value == value { return }
        environment.set(name, value)
        environmentScope[id] = Variable(name: id, value: value)
    }

    package func removeFromEnvironment(_ name: Bytes) {
        environment.remove(name)
        environmentScope[language.names.intern(name)] = nil
    }

    /// `.unexport-env`: only the level of this make stays.
    func clearEnvironment() {
        let level = language.names.intern(Self.level)
        let kept = environmentScope[level]
        environment.clear(keeping: [Self.level])
        environmentScope = Scope()
        environmentScope[level] = kept
    }

    /// Commands see the level that make counts, whatever a makefile makes of it.
    private static let level = Bytes("MAKELEVEL")
    private static let neverExported: [Bytes] =
        [Bytes("@"), Bytes("%"), Bytes("*"), Bytes("!"), level] + usersOwn
    /// Where targets are built is the user's choice; a makefile cannot make it for the makes below either.
    private static let usersOwn: [Bytes] = [Bytes("DISTMAKE_HOSTS"), Bytes("DISTMAKE_SSH"), Bytes("DISTMAKE_CACHE")]

    private static func isExportable(_ name: Bytes) -> Bool {
        guard let first = name.first else { return false }
        return first != Ascii.dot && first != Ascii.minus && !neverExported.contains(name)
    }

    /// Exports a global variable; what the command line set is exported already, or not to be.
    package func export(_ name: Bytes, _ mode: ExportMode) {
        guard Self.isExportable(name), let variable = globals[language.names.intern(name)] else { return }
        switch mode {
        case .literal: setEnvironment(name, variable.value)
        case .once: setEnvironment(name, expandedValue(of: variable))
        case .tracked:
            variable.isExported = true
            export(variable)
            append(exportedNames, name, in: .global)
        }
    }

    /// `.MAKE.EXPORTED` was assigned: what is defined of it is exported from now on (S3-23).
    func exportNoted(_ names: Bytes) {
        for name in quotedWords(names) where Self.isExportable(name) {
            guard let variable = globals[language.names.intern(name)] else { continue }
            variable.isExported = true
            export(variable)
        }
    }

    /// Exports the present value of a variable that is marked; one with expressions waits for the next command.
    func export(_ variable: Variable) {
        exportsSome = true
        variable.isTracked = variable.value.contains(Ascii.dollar)
        if !variable.isTracked {
            setEnvironment(language.names.bytes(of: variable.name), variable.value)
        }
    }

    /// A bare `.export`: all there is, now and before each command.
    package func exportAll() {
        exportsEverything = true
        refreshAll()
    }

    package func unexport(_ name: Bytes) {
        guard let variable = globals[language.names.intern(name)] else { return }
        if variable.isExported, !variable.isTracked { removeFromEnvironment(name) }
        variable.isExported = false
        let rest = (globals[exportedNames]?.value ?? []).split(separator: Ascii.space).filter { $0 != name[...] }
        set(exportedNames, Bytes(rest.joined(separator: [Ascii.space])), in: .global)
    }

    /// A bare `.unexport` takes back what was named; what a bare `.export` exports stays.
    package func unexportAll() {
        for name in (globals[exportedNames]?.value ?? []).split(separator: Ascii.space) { unexport(Bytes(name)) }
        globals[exportedNames] = nil
    }

    /// The environment for the next command, exported variables brought up to date (S3-50).
    package func commandEnvironment() -> [Bytes] {
        if exportsEverything {
            refreshAll()
        } else if exportsSome, let names = globals[exportedNames]?.value {
            for name in quotedWords(names) where Self.isExportable(name) {
                if let variable = globals[language.names.intern(name)] { refresh(variable, name) }
            }
        }
        return environment.block()
    }

    /// Commands may find programs elsewhere than make itself does: the makefile exports PATH, or has changed it or taken it
    /// away. What is exported with expressions has its value only when a command is about to run.
    package var mayChangePath: Bool {
        let path = Bytes("PATH")
        if let variable = globals[language.names.intern(path)], exportsEverything || variable.isExported { return true }
        let value = environment.value(path)
        return value == nil || value != environment.initial.last { $0.name == path }?.value
    }

    private func refreshAll() {
        for variable in globals.all {
            let name = language.names.bytes(of: variable.name)
            if Self.isExportable(name) { refresh(variable, name) }
        }
    }

    private func refresh(_ variable: Variable, _ name: Bytes) {
        // An assignment exported it; what was appended since is not exported before the next.
        if variable.isExported, !variable.isTracked { return }
        if !variable.value.contains(Ascii.dollar) {
            setEnvironment(name, variable.value)
        } else if !variable.isBeingExpanded {
            setEnvironment(name, expandedValue(of: variable))
        }
    }

    private func expandedValue(of variable: Variable) -> Bytes {
        var out: Bytes = []
        appendValue(of: variable, to: &out, nil, .plain)
        return out
    }
}
