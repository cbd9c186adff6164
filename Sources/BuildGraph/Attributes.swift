/// What special sources and special targets say of a node (make-language.md 6.3), and what its name makes it.
package struct Attributes: OptionSet, Sendable {
    package let rawValue: UInt32
    @inlinable package init(rawValue: UInt32) { self.rawValue = rawValue }

    @inlinable package static var optional: Attributes { Attributes(rawValue: 1 << 0) }
    @inlinable package static var use: Attributes { Attributes(rawValue: 1 << 1) }
    @inlinable package static var useBefore: Attributes { Attributes(rawValue: 1 << 2) }
    @inlinable package static var exec: Attributes { Attributes(rawValue: 1 << 3) }
    @inlinable package static var ignore: Attributes { Attributes(rawValue: 1 << 4) }
    @inlinable package static var precious: Attributes { Attributes(rawValue: 1 << 5) }
    @inlinable package static var silent: Attributes { Attributes(rawValue: 1 << 6) }
    @inlinable package static var make: Attributes { Attributes(rawValue: 1 << 7) }
    @inlinable package static var join: Attributes { Attributes(rawValue: 1 << 8) }
    @inlinable package static var invisible: Attributes { Attributes(rawValue: 1 << 9) }
    @inlinable package static var notMain: Attributes { Attributes(rawValue: 1 << 10) }
    @inlinable package static var noPath: Attributes { Attributes(rawValue: 1 << 11) }
    @inlinable package static var phony: Attributes { Attributes(rawValue: 1 << 12) }
    @inlinable package static var made: Attributes { Attributes(rawValue: 1 << 13) }
    @inlinable package static var meta: Attributes { Attributes(rawValue: 1 << 14) }
    @inlinable package static var noMeta: Attributes { Attributes(rawValue: 1 << 15) }
    @inlinable package static var noMetaCompare: Attributes { Attributes(rawValue: 1 << 16) }
    /// The barrier `.WAIT` between sources.
    @inlinable package static var wait: Attributes { Attributes(rawValue: 1 << 17) }
    /// A suffix rule.
    @inlinable package static var transformation: Attributes { Attributes(rawValue: 1 << 18) }
    /// `.BEGIN`, `.END` and the other targets that make runs by itself.
    @inlinable package static var special: Attributes { Attributes(rawValue: 1 << 19) }
    /// `lib.a(member.o)`
    @inlinable package static var archiveMember: Attributes { Attributes(rawValue: 1 << 20) }
    /// Its suffix is one of `.LIBS`, or it is `-lname`.
    @inlinable package static var library: Attributes { Attributes(rawValue: 1 << 21) }
    /// Stood as a target in a file like `.depend`.
    @inlinable package static var fromDepend: Attributes { Attributes(rawValue: 1 << 22) }
    /// `...` stood in its recipe: what follows is done at `.END`.
    @inlinable package static var savesCommands: Attributes { Attributes(rawValue: 1 << 23) }
    /// What goes from a `.USE` source to its parent.
    static let merged: Attributes = [.optional, .exec, .ignore, .precious, .silent, .make, .notMain, .noPath, .phony]
    /// `.USE` or `.USEBEFORE`
    @inlinable package static var macro: Attributes { Attributes(rawValue: 1 << 1 | 1 << 2) }

    /// Joins sets at compile time; a literal of a set is put together anew at each use.
    @inlinable package static func | (left: Attributes, right: Attributes) -> Attributes {
        Attributes(rawValue: left.rawValue | right.rawValue)
    }

    /// True if any of these is set.
    @inlinable package func hasAny(_ others: Attributes) -> Bool { rawValue & others.rawValue != 0 }
}
