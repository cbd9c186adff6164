package import MakeLanguage
package import Text

/// Identifies a target or source of one graph; dense, in the order of first mention.
public struct NodeID: Hashable, Sendable {
    public let raw: UInt32
    @inlinable public init(raw: UInt32) { self.raw = raw }
    init(_ index: Int) { raw = UInt32(index) }
    @inlinable public var index: Int { Int(raw) }
    @inlinable public static func == (left: NodeID, right: NodeID) -> Bool { left.raw == right.raw }
}

/// How a target depends on its sources (make-language.md S6-03).
public enum DependencyOperator: Sendable {
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
public enum FileTime: Equatable, Sendable {
    case unknown
    case missing
    /// Nanoseconds since the epoch.
    case modified(Int64)
}

/// What became of a node in this run of make.
public enum MakeState: Sendable {
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

    @inlinable public var isDone: Bool {
        switch self {
        case .made, .upToDate: true
        default: false
        }
    }

    @inlinable public var isOver: Bool {
        switch self {
        case .made, .upToDate, .failed, .aborted: true
        default: false
        }
    }
}

/// A target or a source: a row of the graph's table, used in its place and never copied.
///
/// What most nodes have is stored here; what few have is in `rare`, which exists from the first such thing on.
public struct Node: ~Copyable {
    package let name: Bytes
    /// Sources, in order; a barrier is the graph's `waitNode`.
    package var children: [NodeID] = []
    /// Nodes whose sources include this one, while they are being made.
    package var parents: [NodeID] = []
    package var commands: [RecipeLine] = []
    private var rare: RareParts?
    /// Where its first rule with a recipe, or its first rule, stands.
    package var location: SourceLocation?
    /// How many sources are still being waited for, in jobs mode.
    package var unmadeCount = 0
    /// Newest modification time among its sources; nil if it has none that count.
    package var youngestSource: Int64?
    package var dependency = DependencyOperator.none
    package var state = MakeState.unmade
    /// The rule's recipe is complete: another one would be a duplicate.
    var hasScript = false
    /// Sources were completed by suffix rules and wildcards.
    package var isExpanded = false
    /// A source was made (for `.JOIN`, and for `.OODATE`).
    package var hasMadeSource = false
    /// The name has an expression or a wildcard, which is looked at when it is a source.
    let isPattern: Bool
    package var time = FileTime.unknown
    package var attributes: Attributes = []
    /// Targets of one rule whose recipe mentions none of them have the same number here; 0: none such.
    package var group: Int32 = 0

    init(name: Bytes) {
        let isPattern = name.contains {
            $0 == Ascii.dollar || $0 == Ascii.star || $0 == Ascii.question || $0 == Ascii.leftBracket
        }
        self.init(name: name, isPattern: isPattern)
    }

    init(name: Bytes, isPattern: Bool) {
        self.name = name
        self.isPattern = isPattern
    }

    /// The name may be `lib.a(member)`.
    var mayBeMember: Bool { name.last == Ascii.rightParen }

    /// The name under which the file is known to commands.
    package var fileName: Bytes { path ?? name }
    package var isTarget: Bool { dependency != .none }
}

/// What few nodes have.
private final class RareParts {
    var cohorts: [NodeID] = []
    var leader: NodeID?
    var predecessors: [NodeID] = []
    var successors: [NodeID] = []
    var path: Bytes?
    var impliedSource: NodeID?
    var prefix: Bytes?
    var scope: TargetScope?
    var archive: Bytes?
    var member: Bytes?
}

extension Node {
    /// The rules of a `::` target behind the first one.
    package var cohorts: [NodeID] {
        get { rare?.cohorts ?? [] }
        set { madeRare.cohorts = newValue }
    }
    /// The node whose cohort this is.
    package var leader: NodeID? {
        get { rare?.leader }
        set { madeRare.leader = newValue }
    }
    /// Targets of `.ORDER` that come before this one, and after it.
    package var predecessors: [NodeID] {
        get { rare?.predecessors ?? [] }
        set { madeRare.predecessors = newValue }
    }
    package var successors: [NodeID] {
        get { rare?.successors ?? [] }
        set { madeRare.successors = newValue }
    }
    /// Where the file was found, if not under its own name.
    package var path: Bytes? {
        get { rare?.path }
        set { madeRare.path = newValue }
    }
    /// The source that a suffix rule was found for.
    package var impliedSource: NodeID? {
        get { rare?.impliedSource }
        set { madeRare.impliedSource = newValue }
    }
    /// The name without its suffix (`.PREFIX`), if a suffix rule decided on it.
    package var prefix: Bytes? {
        get { rare?.prefix }
        set { madeRare.prefix = newValue }
    }
    /// Variables of its recipe; made when they are first needed.
    package var scope: TargetScope? {
        get { rare?.scope }
        set { madeRare.scope = newValue }
    }
    /// For `lib.a(member)`: the two names.
    package var archive: Bytes? {
        get { rare?.archive }
        set { madeRare.archive = newValue }
    }
    package var member: Bytes? {
        get { rare?.member }
        set { madeRare.member = newValue }
    }

    private var madeRare: RareParts {
        mutating get {
            if let rare { return rare }
            let made = RareParts()
            rare = made
            return made
        }
    }
}
