package import MakeLanguage
package import Text

/// Identifies a target or source of one graph; dense, in the order of first mention.
package struct NodeID: Hashable, Sendable {
    package let raw: UInt32
    package init(raw: UInt32) { self.raw = raw }
    init(_ index: Int) { raw = UInt32(index) }
    package var index: Int { Int(raw) }
}

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
    /// `.CHEAP` and `.EXPENSIVE`: what is thought of its commands with `-j` (S9-03).
    @inlinable package static var cheap: Attributes { Attributes(rawValue: 1 << 24) }
    @inlinable package static var expensive: Attributes { Attributes(rawValue: 1 << 25) }
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

/// How a target depends on its sources (make-language.md S6-03).
package enum DependencyOperator: Sendable {
    case none
    /// `:`
    case normal
    /// `!`
    case force
    /// `::`
    case independent
}

/// A line of a recipe.
package struct RecipeLine: Sendable {
    package let command: LazyTemplate
    package let location: SourceLocation

    package init(command: LazyTemplate, location: SourceLocation) {
        self.command = command
        self.location = location
    }
}

/// When a file was last modified, as far as is known.
package enum FileTime: Equatable, Sendable {
    case unknown
    case missing
    /// Nanoseconds since the epoch.
    case modified(Int64)
}

/// What became of a node in this run of make.
package enum MakeState: Sendable {
    case unmade
    /// In the queue, or its sources are being made.
    case requested
    case beingMade
    case made
    case upToDate
    /// Its recipe failed, or there is none.
    case failed
    /// Something that it depends on failed.
    case aborted

    package var isDone: Bool { self == .made || self == .upToDate }
    package var isOver: Bool { isDone || self == .failed || self == .aborted }
}

/// A target or a source.
package final class Node {
    package let name: Bytes
    package var attributes: Attributes = []
    package var dependency = DependencyOperator.none
    /// Sources, in order; a barrier is the graph's `waitNode`.
    package var children: [NodeID] = []
    /// Nodes whose sources include this one, while they are being made.
    package var parents: [NodeID] = []
    package var commands: [RecipeLine] = []
    /// The rules of a `::` target behind the first one.
    package var cohorts: [NodeID] = []
    /// The node whose cohort this is.
    package var leader: NodeID?
    /// Targets of `.ORDER` that come before this one, and after it.
    package var predecessors: [NodeID] = []
    package var successors: [NodeID] = []
    /// Where the file was found, if not under its own name.
    package var path: Bytes?
    package var time = FileTime.unknown
    package var state = MakeState.unmade
    /// The rule's recipe is complete: another one would be a duplicate.
    var hasScript = false
    /// Sources were completed by suffix rules and wildcards.
    package var isExpanded = false
    /// The source that a suffix rule was found for.
    package var impliedSource: NodeID?
    /// The name without its suffix (`.PREFIX`).
    package var prefix: Bytes?
    /// Newest modification time among its sources; nil if it has none that count.
    package var youngestSource: Int64?
    /// A source was made (for `.JOIN`, and for `.OODATE`).
    package var hasMadeSource = false
    /// How many sources are still being waited for, in jobs mode.
    package var unmadeCount = 0
    /// Variables of its recipe; made when they are first needed.
    package var scope: TargetScope?
    /// Targets of one rule whose recipe mentions none of them have the same number here; 0: none such.
    package var group: Int32 = 0
    /// Where its first rule with a recipe, or its first rule, stands.
    package var location: SourceLocation?
    /// For `lib.a(member)`: the two names.
    package var archive: Bytes?
    package var member: Bytes?

    /// The name has an expression or a wildcard, which is looked at when it is a source.
    let isPattern: Bool

    init(name: Bytes) {
        self.name = name
        isPattern = name.contains {
            $0 == Ascii.dollar || $0 == Ascii.star || $0 == Ascii.question || $0 == Ascii.leftBracket
        }
    }

    /// The name under which the file is known to commands.
    package var fileName: Bytes { path ?? name }
    package var isTarget: Bool { dependency != .none }
}
