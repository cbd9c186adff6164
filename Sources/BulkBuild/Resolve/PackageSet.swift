package import Pkgsrc
package import Text

/// A number of a package in a `PackageSet`.
package typealias PackageNumber = Int

/// Everything that was scanned, as far as dependencies are concerned, with small numbers instead of names.
package struct PackageSet: Sendable {
    package internal(set) var packages: [ScannedPackage] = []
    /// The words of ALL_DEPENDS of all packages behind each other, as numbers of distinct words.
    var entries: [UInt32] = []
    var words = Interner()
    /// The names of the files, for messages.
    package internal(set) var sources: [Bytes] = []

    package init() {}

    func location(_ number: PackageNumber) -> SourceLocation {
        SourceLocation(file: sources[packages[number].source], line: packages[number].line)
    }

    /// The text of a word of ALL_DEPENDS.
    func word(_ entry: UInt32) -> Bytes { words.name(NameID(raw: entry)) }
}

/// What is kept of a record.
package struct ScannedPackage: Sendable {
    package var name: PackageName
    /// As it is written; empty if the record has none.
    package var path: Bytes = []
    /// Which of the files, the number of its first line there, and where it is.
    package var source: Int
    package var line: Int
    package var extent: Range<Int64>
    /// Where the value of PKG_FAIL_REASON is.
    var failReason: Range<Int64>?
    /// Which of the entries of the set.
    var entries: Range<Int>
    /// The names in the DEPENDS of a record that was resolved before.
    package var resolved: [Bytes]?
    package var isSkipped = false
    package var isFailed = false
    package var weight: Int?
}
