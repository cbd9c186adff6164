internal import Text

/// The facts that a make has asked for, by their numbers. Belongs to one thread.
final class ScanTrace {
    private(set) var facts: Set<UInt32> = []
    /// The directory of the package, without links. Makes look there for a hundred names that are not there: one fact tells all of
    /// its names instead.
    let home: Bytes

    init(home: Bytes) { self.home = home }

    func note(_ fact: UInt32) { facts.insert(fact) }
    func note(_ others: some Sequence<UInt32>) { facts.formUnion(others) }
}
