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

/// A target or a source: a place in the table of a graph, and no longer of use than that. What most nodes have is read
/// and written there without anything being copied or counted; what few have is in an object of its own.
public struct Node: Equatable {
    @usableFromInline let row: UnsafeMutablePointer<NodeRow>
    @inlinable init(row: UnsafeMutablePointer<NodeRow>) { self.row = row }

    package var name: Bytes { row.pointee.name }
    /// The name has an expression or a wildcard, which is looked at when it is a source.
    var isPattern: Bool { row.pointee.isPattern }
    /// The name under which the file is known to commands.
    package var fileName: Bytes { path ?? name }
    package var isTarget: Bool { dependency != .none }
    /// The name may be `lib.a(member)`.
    var mayBeMember: Bool { name.last == Ascii.rightParen }
}

/// What a node has in its table; never copied.
@usableFromInline struct NodeRow: ~Copyable {
    let name: Bytes
    let isPattern: Bool
    @usableFromInline var children: [NodeID] = []
    @usableFromInline var parents: [NodeID] = []
    var commands: [RecipeLine] = []
    var location: SourceLocation?
    @usableFromInline var unmadeCount = 0
    @usableFromInline var youngestSource: Int64?
    @usableFromInline var dependency = DependencyOperator.none
    @usableFromInline var state = MakeState.unmade
    var hasScript = false
    var isExpanded = false
    var hasMadeSource = false
    var time = FileTime.unknown
    @usableFromInline var attributes: Attributes = []
    var group: Int32 = 0
    var rare: RareParts?

    init(name: Bytes, isPattern: Bool) {
        self.name = name
        self.isPattern = isPattern
    }

    init(name: Bytes) {
        let isPattern = name.contains {
            $0 == Ascii.dollar || $0 == Ascii.star || $0 == Ascii.question || $0 == Ascii.leftBracket
        }
        self.init(name: name, isPattern: isPattern)
    }
}

extension Node {
    /// Sources, in order; a barrier is the graph's `waitNode`.
    @inlinable public var children: [NodeID] {
        get { row.pointee.children }
        nonmutating _modify { yield &row.pointee.children }
    }
    /// Nodes whose sources include this one, while they are being made.
    @inlinable public var parents: [NodeID] {
        get { row.pointee.parents }
        nonmutating _modify { yield &row.pointee.parents }
    }
    package var commands: [RecipeLine] {
        get { row.pointee.commands }
        nonmutating _modify { yield &row.pointee.commands }
    }
    /// Where its first rule with a recipe, or its first rule, stands.
    package var location: SourceLocation? {
        get { row.pointee.location }
        nonmutating _modify { yield &row.pointee.location }
    }
    /// How many sources are still being waited for, in jobs mode.
    @inlinable public var unmadeCount: Int {
        get { row.pointee.unmadeCount }
        nonmutating _modify { yield &row.pointee.unmadeCount }
    }
    /// Newest modification time among its sources; nil if it has none that count.
    @inlinable public var youngestSource: Int64? {
        get { row.pointee.youngestSource }
        nonmutating _modify { yield &row.pointee.youngestSource }
    }
    @inlinable public var dependency: DependencyOperator {
        get { row.pointee.dependency }
        nonmutating _modify { yield &row.pointee.dependency }
    }
    @inlinable public var state: MakeState {
        get { row.pointee.state }
        nonmutating _modify { yield &row.pointee.state }
    }
    /// The rule's recipe is complete: another one would be a duplicate.
    var hasScript: Bool {
        get { row.pointee.hasScript }
        nonmutating _modify { yield &row.pointee.hasScript }
    }
    /// Sources were completed by suffix rules and wildcards.
    package var isExpanded: Bool {
        get { row.pointee.isExpanded }
        nonmutating _modify { yield &row.pointee.isExpanded }
    }
    /// A source was made (for `.JOIN`, and for `.OODATE`).
    package var hasMadeSource: Bool {
        get { row.pointee.hasMadeSource }
        nonmutating _modify { yield &row.pointee.hasMadeSource }
    }
    package var time: FileTime {
        get { row.pointee.time }
        nonmutating _modify { yield &row.pointee.time }
    }
    @inlinable public var attributes: Attributes {
        get { row.pointee.attributes }
        nonmutating _modify { yield &row.pointee.attributes }
    }
    /// Targets of one rule whose recipe mentions none of them have the same number here; 0: none such.
    package var group: Int32 {
        get { row.pointee.group }
        nonmutating _modify { yield &row.pointee.group }
    }
}
