package import Text

/// The environment of the commands that make runs.
package struct ExportedEnvironment {
    /// What make was started with.
    let initial: [(name: Bytes, value: Bytes)]
    private var values: [(name: Bytes, value: Bytes)]
    private var index: [Bytes: Int] = [:]
    /// `NAME=value` entries, until something changes.
    private var entries: [Bytes]?
    /// Names that make or the makefile set, in order.
    package private(set) var changedNames: [Bytes] = []

    init(_ initial: [(name: Bytes, value: Bytes)]) {
        self.initial = initial
        values = initial
        for (position, entry) in initial.enumerated() { index[entry.name] = position }
    }

    package func value(_ name: Bytes) -> Bytes? { index[name].map { values[$0].value } }

    package mutating func set(_ name: Bytes, _ value: Bytes) {
        if !changedNames.contains(name) { changedNames.append(name) }
        if let position = index[name] {
            if values[position].value == value { return }
            values[position].value = value
        } else {
            index[name] = values.count
            values.append((name, value))
        }
        entries = nil
    }

    package mutating func remove(_ name: Bytes) {
        guard let position = index.removeValue(forKey: name) else { return }
        values.remove(at: position)
        for (key, other) in index where other > position { index[key] = other - 1 }
        changedNames.removeAll { $0 == name }
        entries = nil
    }

    /// `.unexport-env`: nothing is left but what is named.
    package mutating func clear(keeping names: [Bytes]) {
        let kept = names.compactMap { name in value(name).map { (name, $0) } }
        values = []
        index = [:]
        changedNames = []
        entries = nil
        for (name, value) in kept { set(name, value) }
    }

    package mutating func block() -> [Bytes] {
        if let entries { return entries }
        let block = values.map { $0.name + [Ascii.equals] + $0.value }
        entries = block
        return block
    }
}

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
        let level = language.names.intern(Bytes("MAKELEVEL"))
        let kept = environmentScope[level]
        environment.clear(keeping: [Bytes("MAKELEVEL")])
        environmentScope = Scope()
        environmentScope[level] = kept
    }

    private static let neverExported: [Bytes] = [Bytes("@"), Bytes("%"), Bytes("*"), Bytes("!")] + usersOwn
    /// Where targets are built is the user's choice; a makefile cannot make it for the makes below either.
    private static let usersOwn: [Bytes] = [Bytes("DISTMAKE_HOSTS"), Bytes("DISTMAKE_SSH")]

    package func export(_ name: Bytes, _ mode: ExportMode) {
        guard let first = name.first, first != Ascii.dot, first != Ascii.minus, !Self.neverExported.contains(name)
        else { return }
        let id = language.names.intern(name)
        guard let variable = globals[id] ?? commandLine[id] else { return }
        switch mode {
        case .literal:
            setEnvironment(name, variable.value)
        case .once:
            setEnvironment(name, expand(variable.value))
        case .tracked:
            export(variable)
            guard !variable.isExported else { return }
            variable.isExported = true
            append(".MAKE.EXPORTED", name)
        }
    }

    /// Exports the present value of a variable that is marked; one with expressions waits for the next command.
    func export(_ variable: Variable) {
        let name = language.names.bytes(of: variable.name)
        if variable.value.contains(Ascii.dollar) {
            if !tracked.contains(variable.name) { tracked.append(variable.name) }
        } else {
            tracked.removeAll { $0 == variable.name }
            setEnvironment(name, variable.value)
        }
    }

    package func exportAll() { exportsEverything = true }

    package func unexport(_ name: Bytes) {
        let id = language.names.intern(name)
        guard let variable = globals[id] ?? commandLine[id] else { return }
        if variable.isExported { removeFromEnvironment(name) }
        variable.isExported = false
        tracked.removeAll { $0 == id }
        let rest = (rawValue(Bytes(".MAKE.EXPORTED")) ?? []).split(separator: Ascii.space).filter { $0 != name[...] }
        set(".MAKE.EXPORTED", Bytes(rest.joined(separator: [Ascii.space])))
    }

    package func unexportAll() {
        for name in (rawValue(Bytes(".MAKE.EXPORTED")) ?? []).split(separator: Ascii.space) { unexport(Bytes(name)) }
        exportsEverything = false
    }

    /// The environment for the next command, exported variables brought up to date (S3-50).
    package func commandEnvironment() -> [Bytes] {
        if exportsEverything {
            for variable in globals.all {
                let name = language.names.bytes(of: variable.name)
                guard let first = name.first, first != Ascii.dot, first != Ascii.minus,
                    !Self.neverExported.contains(name)
                else { continue }
                setEnvironment(name, expand(variable.value))
            }
        }
        for id in tracked {
            guard let variable = globals[id] ?? commandLine[id], !variable.isBeingExpanded else { continue }
            setEnvironment(language.names.bytes(of: id), expand(variable.value))
        }
        return environment.block()
    }
}
