package import Text

/// The known suffixes and the rules between them (make-language.md 6.5).
package struct SuffixTable {
    struct Suffix {
        let name: Bytes
        /// Directories of `.PATH.suffix`.
        var path = SearchPath()
        var hasPath = false
        var isInclude = false
        var isLibrary = false
    }

    /// In the order of `.SUFFIXES`.
    private(set) var suffixes: [Suffix] = []
    /// Suffix rules by source and target suffix; a target of "" is a single-suffix rule.
    private(set) var rules: [Key: NodeID] = [:]
    /// `.LIBS` names one.
    var hasLibraries = false
    /// `.NULL`
    var nullSuffix: Bytes?
    /// For each target suffix, the source suffixes that have a rule; kept in the order of `.SUFFIXES`.
    private var sources: [Bytes: [Bytes]] = [:]

    struct Key: Hashable {
        let source: Bytes
        let target: Bytes
    }

    /// The names, for the variable `.SUFFIXES`.
    package var names: [Bytes] { suffixes.map(\.name) }

    func contains(_ name: Bytes) -> Bool { suffixes.contains { $0.name == name } }

    mutating func add(_ name: Bytes) {
        guard !contains(name) else { return }
        suffixes.append(Suffix(name: name))
        sources = [:]
    }

    /// A bare `.SUFFIXES:`. Rules stay, and hold again when their suffixes are added again.
    mutating func clear() {
        suffixes = []
        sources = [:]
    }

    mutating func update(_ name: Bytes, _ change: (inout Suffix) -> Void) -> Bool {
        guard let index = suffixes.firstIndex(where: { $0.name == name }) else { return false }
        change(&suffixes[index])
        return true
    }

    func path(of name: Bytes) -> SearchPath? {
        suffixes.first { $0.name == name && $0.hasPath }?.path
    }

    mutating func setRule(_ key: Key, _ rule: NodeID) {
        rules[key] = rule
        sources = [:]
    }

    mutating func removeRule(_ key: Key) {
        rules[key] = nil
        sources = [:]
    }

    /// How a target's name divides into two known suffixes, or one and nothing; nil if it is no suffix rule (S6-19).
    func transformation(_ name: Bytes) -> Key? {
        if contains(name) { return Key(source: name, target: []) }
        for suffix in suffixes where suffix.name.count < name.count && name.hasPrefix(suffix.name) {
            let rest = Bytes(name[suffix.name.count...])
            if contains(rest) { return Key(source: suffix.name, target: rest) }
        }
        return nil
    }

    /// Of several known suffixes of a name the shortest one is taken off for `.PREFIX`, not the first of `.SUFFIXES`.
    var prefersShortSuffixes = false

    /// The suffix without which a name is its prefix, if no rule says so (S6-27); nil if it has none that is known.
    func ownSuffix(of name: Bytes) -> Bytes? {
        let known = suffixes(of: name)
        return prefersShortSuffixes ? known.min { $0.count < $1.count } : known.first
    }

    /// Suffixes from which a rule leads to `target`, in the order of `.SUFFIXES`.
    mutating func sourceSuffixes(of target: Bytes) -> [Bytes] {
        if let known = sources[target] { return known }
        let found = suffixes.map(\.name).filter { rules[Key(source: $0, target: target)] != nil }
        sources[target] = found
        return found
    }

    /// Known suffixes that a name ends with, in the order of `.SUFFIXES`; a name that is nothing but the suffix counts.
    func suffixes(of name: Bytes) -> [Bytes] {
        suffixes.lazy.map(\.name).filter { name.hasSuffix($0) }
    }
}

extension SuffixTable {
    /// True for names with a suffix of `.LIBS`.
    func isLibrary(_ name: Bytes) -> Bool {
        hasLibraries && suffixes.contains { $0.isLibrary && name.hasSuffix($0.name) }
    }

    /// True if any suffix has a search path of its own.
    var hasPaths: Bool { suffixes.contains(where: \.hasPath) }
}
