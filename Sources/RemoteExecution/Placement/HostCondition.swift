package import Text

/// A word of `.DIST.HOSTS`: what a label of a host has to be (Documentation/placement.md).
package struct HostCondition: Hashable, Sendable {
    let key: Bytes
    /// nil: any value.
    let pattern: Bytes?
    let isNegated: Bool

    /// Nil if it is no condition.
    package init?(_ word: Bytes) {
        isNegated = word.first == Ascii.exclamation
        let text = isNegated ? word.dropFirst() : word[...]
        let equals = text.firstIndex(of: Ascii.equals) ?? text.endIndex
        key = Bytes(text[..<equals])
        let isKey =
            key.first?.isAlpha == true && key.allSatisfy { $0.isAlphanumeric || Bytes("_-.").contains($0) }
        guard isKey else { return nil }
        guard equals < text.endIndex else {
            pattern = nil
            return
        }
        let value = Bytes(text[(equals + 1)...])
        pattern = HostFacts.isWithoutCase(key) ? value.map(\.lowercased) : value
    }

    /// The label that it asks for, if it asks for no value.
    package var bareKey: Bytes? { pattern == nil ? key : nil }

    /// Whether a host with this label meets it.
    /// - Parameter value: nil if the host has no such label.
    func holds(_ value: Bytes?) -> Bool {
        let isMet = value.map { value in pattern.map { Glob($0).matches(value) } ?? true } ?? false
        return isMet != isNegated
    }
}

/// What an action asks of its host.
package struct Demand: Hashable, Sendable {
    /// All of them have to hold.
    package var conditions: [HostCondition] = []
    /// Compilers that have to be the same there as here.
    package var programs: [Bytes] = []
    package var reach = Reach.tree

    /// What its recipe names by absolute paths.
    package enum Reach: Hashable, Sendable {
        /// Nothing, or files of the tree where they can be named otherwise.
        case tree
        /// Files of the tree, by names that have to be the same there as here.
        case sameTree
        /// What only this machine has.
        case thisMachine
    }

    package init(conditions: [HostCondition] = [], programs: [Bytes] = []) {
        self.conditions = conditions
        self.programs = programs
    }
}
