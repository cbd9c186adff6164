/// What special sources and special targets say of a node (make-language.md 6.3), and what its name makes it.
public struct Attributes: OptionSet, Sendable {
    public let rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    @inlinable public static var optional: Attributes { Attributes(rawValue: 1 << 0) }
    @inlinable public static var use: Attributes { Attributes(rawValue: 1 << 1) }
    @inlinable public static var useBefore: Attributes { Attributes(rawValue: 1 << 2) }
    @inlinable public static var exec: Attributes { Attributes(rawValue: 1 << 3) }
    @inlinable public static var ignore: Attributes { Attributes(rawValue: 1 << 4) }
    @inlinable public static var precious: Attributes { Attributes(rawValue: 1 << 5) }
    @inlinable public static var silent: Attributes { Attributes(rawValue: 1 << 6) }
    @inlinable public static var make: Attributes { Attributes(rawValue: 1 << 7) }
    @inlinable public static var join: Attributes { Attributes(rawValue: 1 << 8) }
    @inlinable public static var invisible: Attributes { Attributes(rawValue: 1 << 9) }
    @inlinable public static var notMain: Attributes { Attributes(rawValue: 1 << 10) }
    @inlinable public static var noPath: Attributes { Attributes(rawValue: 1 << 11) }
    @inlinable public static var phony: Attributes { Attributes(rawValue: 1 << 12) }
    @inlinable public static var made: Attributes { Attributes(rawValue: 1 << 13) }
    @inlinable public static var meta: Attributes { Attributes(rawValue: 1 << 14) }
    @inlinable public static var noMeta: Attributes { Attributes(rawValue: 1 << 15) }
    @inlinable public static var noMetaCompare: Attributes { Attributes(rawValue: 1 << 16) }
    /// The barrier `.WAIT` between sources.
    @inlinable public static var wait: Attributes { Attributes(rawValue: 1 << 17) }
    /// A suffix rule.
    @inlinable public static var transformation: Attributes { Attributes(rawValue: 1 << 18) }
    /// `.BEGIN`, `.END` and the other targets that make runs by itself.
    @inlinable public static var special: Attributes { Attributes(rawValue: 1 << 19) }
    /// `lib.a(member.o)`
    @inlinable public static var archiveMember: Attributes { Attributes(rawValue: 1 << 20) }
    /// Its suffix is one of `.LIBS`, or it is `-lname`.
    @inlinable public static var library: Attributes { Attributes(rawValue: 1 << 21) }
    /// Stood as a target in a file like `.depend`.
    @inlinable public static var fromDepend: Attributes { Attributes(rawValue: 1 << 22) }
    /// `...` stood in its recipe: what follows is done at `.END`.
    @inlinable public static var savesCommands: Attributes { Attributes(rawValue: 1 << 23) }
    /// `.CHEAP` and `.EXPENSIVE`: what is thought of its commands with `-j` (S9-03).
    @inlinable public static var cheap: Attributes { Attributes(rawValue: 1 << 24) }
    @inlinable public static var expensive: Attributes { Attributes(rawValue: 1 << 25) }
    /// What goes from a `.USE` source to its parent.
    static let merged: Attributes = [.optional, .exec, .ignore, .precious, .silent, .make, .notMain, .noPath, .phony]
    /// `.USE` or `.USEBEFORE`
    @inlinable public static var macro: Attributes { Attributes(rawValue: 1 << 1 | 1 << 2) }

    /// Joins sets at compile time; a literal of a set is put together anew at each use.
    @inlinable public static func | (left: Attributes, right: Attributes) -> Attributes {
        Attributes(rawValue: left.rawValue | right.rawValue)
    }

    /// True if any of these is set.
    @inlinable public func hasAny(_ others: Attributes) -> Bool { rawValue & others.rawValue != 0 }
}
