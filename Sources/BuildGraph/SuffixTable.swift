package import Text

/// The known suffixes and the rules between them (make-language.md 6.5).
package final class SuffixTable {
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
    /// Bytes with which suffixes begin, and end: most names are told apart by them.
    private var firstBytes = ByteSet()
    fileprivate var lastBytes = ByteSet()
    /// Suffix rules by source and target suffix; a target of "" is a single-suffix rule.
    private(set) var rules: [Key: NodeID] = [:]
    /// `.LIBS` names one.
    var hasLibraries = false
    /// `.NULL`
    var nullSuffix: Bytes?
    /// For each target suffix, the source suffixes that have a rule; kept in the order of `.SUFFIXES`.
    private var sources: [Bytes: [Bytes]] = [:]
    /// The same through several rules.
    private var farSources: [Bytes: [FarSource]] = [:]
    /// Suffixes from which any rule leads, once they were needed.
    private var allSources: [FarSource]?

    /// A suffix from which rules lead somewhere.
    struct FarSource {
        let name: Bytes
        let bit: UInt64
    }

    struct Key: Hashable {
        let source: Bytes
        let target: Bytes
    }

    /// The names, for the variable `.SUFFIXES`.
    package var names: [Bytes] { suffixes.map(\.name) }

    func contains(_ name: Bytes) -> Bool { suffixes.contains { $0.name == name } }

    func add(_ name: Bytes) {
        guard !contains(name) else { return }
        suffixes.append(Suffix(name: name))
        firstBytes.insert(name.first ?? 0)
        lastBytes.insert(name.last ?? 0)
        forget()
    }

    /// A bare `.SUFFIXES:`. Rules stay, and hold again when their suffixes are added again.
    func clear() {
        suffixes = []
        firstBytes = ByteSet()
        lastBytes = ByteSet()
        forget()
    }

    func update(_ name: Bytes, _ change: (inout Suffix) -> Void) -> Bool {
        guard let index = suffixes.firstIndex(where: { $0.name == name }) else { return false }
        change(&suffixes[index])
        return true
    }

    func path(of name: Bytes) -> SearchPath? {
        suffixes.first { $0.name == name && $0.hasPath }?.path
    }

    func setRule(_ key: Key, _ rule: NodeID) {
        rules[key] = rule
        forget()
    }

    func removeRule(_ key: Key) {
        rules[key] = nil
        forget()
    }

    /// How a target's name divides into two known suffixes, or one and nothing; nil if it is no suffix rule (S6-19).
    func transformation(_ name: Bytes) -> Key? {
        guard let first = name.first, firstBytes.contains(first) else { return nil }
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
    func sourceSuffixes(of target: Bytes) -> [Bytes] {
        if let known = sources[target] { return known }
        let found = suffixes.map(\.name).filter { rules[Key(source: $0, target: target)] != nil }
        sources[target] = found
        return found
    }

    /// Suffixes from which one or several rules lead to `target`.
    func farSources(of target: Bytes) -> [FarSource] {
        if let known = farSources[target] { return known }
        var found: [Bytes] = []
        var pending = [target]
        while let next = pending.popLast() {
            for source in sourceSuffixes(of: next) where !found.contains(source) {
                found.append(source)
                pending.append(source)
            }
        }
        let sources = found.map { FarSource(name: $0, bit: bit(of: $0)) }
        farSources[target] = sources
        return sources
    }

    /// A bit for each suffix; those far behind share one.
    private func bit(of suffix: Bytes) -> UInt64 {
        1 << UInt64(min(suffixes.firstIndex { $0.name == suffix } ?? 63, 63))
    }

    /// The bits of the suffixes with which a name ends, of those from which any rule leads.
    func bits(of text: Bytes, _ range: Range<Int>) -> UInt64 {
        guard let last = text[range].last, lastBytes.contains(last) else { return 0 }
        let sources =
            allSources
            ?? Set(rules.keys.lazy.map(\.source)).filter(contains).map { FarSource(name: $0, bit: bit(of: $0)) }
        allSources = sources
        var bits: UInt64 = 0
        for source in sources where Self.ends(text, range, with: source.name) { bits |= source.bit }
        return bits
    }

    private static func ends(_ text: Bytes, _ range: Range<Int>, with suffix: Bytes) -> Bool {
        let start = range.upperBound - suffix.count
        guard start >= range.lowerBound else { return false }
        for index in suffix.indices.reversed() where text[start + index] != suffix[index] { return false }
        return true
    }

    private func forget() {
        sources = [:]
        farSources = [:]
        allSources = nil
    }

    /// Known suffixes that a name ends with, in the order of `.SUFFIXES`; a name that is nothing but the suffix counts.
    func suffixes(of name: Bytes) -> [Bytes] {
        guard let last = name.last, lastBytes.contains(last) else { return [] }
        var found: [Bytes] = []
        for index in suffixes.indices where Self.ends(name, 0..<name.count, with: suffixes[index].name) {
            found.append(suffixes[index].name)
        }
        return found
    }
}

extension SuffixTable {
    /// True if there is no rule, so that none can be found for any name.
    var hasNoRules: Bool { rules.isEmpty }

    /// True for names with a suffix of `.LIBS`.
    func isLibrary(_ name: Bytes) -> Bool {
        guard hasLibraries, let last = name.last, lastBytes.contains(last) else { return false }
        return suffixes.contains { $0.isLibrary && name.hasSuffix($0.name) }
    }

    /// True if any suffix has a search path of its own.
    var hasPaths: Bool { suffixes.contains(where: \.hasPath) }
}

/// A set of bytes.
private struct ByteSet {
    private var words = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))

    func contains(_ byte: UInt8) -> Bool {
        let word =
            switch byte >> 6 {
            case 0: words.0
            case 1: words.1
            case 2: words.2
            default: words.3
            }
        return word >> UInt64(byte & 63) & 1 != 0
    }

    mutating func insert(_ byte: UInt8) {
        let bit = UInt64(1) << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: words.0 |= bit
        case 1: words.1 |= bit
        case 2: words.2 |= bit
        default: words.3 |= bit
        }
    }
}
