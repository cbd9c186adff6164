package import Text

/// What all evaluations that share parsed files have in common; immutable but for the growing table of names.
package final class Language: Sendable {
    package let dialect: Dialect
    /// `--warn=dialect`: expressions that look as if they were written for the other dialect are told of.
    package let warnsOfOtherDialect: Bool
    package let names: NameTable

    package init(dialect: Dialect = .netbsd, warnsOfOtherDialect: Bool = false) {
        self.dialect = dialect
        self.warnsOfOtherDialect = warnsOfOtherDialect
        names = NameTable(reserved: LocalName.reserved)
    }
}

/// The per-target variables; their names have the first ids of every `NameTable` (make-language.md 3.4).
package enum LocalName {
    package static let target = NameID(raw: 0)
    package static let member = NameID(raw: 1)
    package static let prefix = NameID(raw: 2)
    package static let archive = NameID(raw: 3)
    package static let impliedSource = NameID(raw: 4)
    package static let outOfDate = NameID(raw: 5)
    package static let allSources = NameID(raw: 6)

    /// Short names, then the long ones in the same order.
    static let reserved: [Bytes] = [
        Bytes("@"), Bytes("%"), Bytes("*"), Bytes("!"), Bytes("<"), Bytes("?"), Bytes(">"),
        Bytes(".TARGET"), Bytes(".MEMBER"), Bytes(".PREFIX"), Bytes(".ARCHIVE"), Bytes(".IMPSRC"), Bytes(".OODATE"),
        Bytes(".ALLSRC"),
    ]
    static let count: UInt32 = 7

    /// The short name's id for a long name's id; other ids as they are.
    static func canonical(_ id: NameID) -> NameID {
        id.raw >= count && id.raw < 2 * count ? NameID(raw: id.raw - count) : id
    }

    /// The long name of one that stays as it is written outside of a target; nil for others.
    static func longForm(_ id: NameID) -> Bytes? { isDynamic(id) ? reserved[Int(id.raw + count)] : nil }

    /// True for the names that stay as they are written outside of a target's scope (make-language.md S3-32).
    static func isDynamic(_ id: NameID) -> Bool { id.raw < 4 }
}
