package import Pkgsrc
package import Text

/// Which of several packages of equal versions satisfies a dependency.
package enum TieBreak: Sendable {
    /// The name that comes last in the order of bytes, as for pbulk.
    case largerName
    /// The name that comes first, as for pkg_add(1).
    case smallerName
}

/// What the packages of a scan need, by number.
package struct Resolution: Sendable {
    package let set: PackageSet
    /// Which packages are part of the result, in the order of the files.
    package internal(set) var chosen: [PackageNumber] = []
    /// The packages that each package needs, in the order in which it names them; nothing for one that is not part of the result.
    package internal(set) var dependencies: [[PackageNumber]]
    package internal(set) var duplicates: [Duplicate] = []
    package internal(set) var misplaced: [Misplaced] = []
    package internal(set) var missing: [Missing] = []
    package internal(set) var cycles: [Cycle] = []
    /// Those of which a dependency is missing.
    package internal(set) var isUnresolved: [Bool]

    /// A package whose name is taken by one that came before.
    package struct Duplicate: Sendable {
        package let first: PackageNumber
        package let other: PackageNumber
    }

    /// A dependency that was satisfied by a package from another place than it says.
    package struct Misplaced: Sendable {
        package let word: Bytes
        package let chosen: PackageNumber
        package internal(set) var users: [PackageNumber]
    }

    /// A dependency that no package satisfies.
    package struct Missing: Sendable {
        package let word: Bytes
        /// Nil where the word is not even a dependency.
        package let entry: DependencyEntry?
        /// What is wrong with the word or its pattern; nil where nothing is.
        package let mistake: String?
        package internal(set) var users: [PackageNumber]
    }

    /// Packages that need each other.
    package struct Cycle: Sendable {
        /// Each needs the next, and the last the first: a shortest way round.
        package let chain: [PackageNumber]
        /// All that could not be built before themselves.
        package let members: [PackageNumber]
    }

    init(_ set: PackageSet) {
        self.set = set
        dependencies = [[PackageNumber]](repeating: [], count: set.packages.count)
        isUnresolved = [Bool](repeating: false, count: set.packages.count)
    }

    package func name(_ number: PackageNumber) -> Bytes { set.packages[number].name.text }
}
