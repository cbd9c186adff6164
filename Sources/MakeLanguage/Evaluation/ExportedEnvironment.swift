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

    /// The same, for commands of this machine only: hosts do not get it.
    package mutating func setHere(_ name: Bytes, _ value: Bytes) {
        set(name, value)
        changedNames.removeAll { $0 == name }
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
