package import MakeLanguage
package import Text

/// What few nodes have.
final class RareParts {
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
        get { row.pointee.rare?.cohorts ?? [] }
        nonmutating set { madeRare.cohorts = newValue }
    }
    /// The node whose cohort this is.
    package var leader: NodeID? {
        get { row.pointee.rare?.leader }
        nonmutating set { madeRare.leader = newValue }
    }
    /// Targets of `.ORDER` that come before this one, and after it.
    package var predecessors: [NodeID] {
        get { row.pointee.rare?.predecessors ?? [] }
        nonmutating set { madeRare.predecessors = newValue }
    }
    package var successors: [NodeID] {
        get { row.pointee.rare?.successors ?? [] }
        nonmutating set { madeRare.successors = newValue }
    }
    /// Where the file was found, if not under its own name.
    package var path: Bytes? {
        get { row.pointee.rare?.path }
        nonmutating set { madeRare.path = newValue }
    }
    /// The source that a suffix rule was found for.
    package var impliedSource: NodeID? {
        get { row.pointee.rare?.impliedSource }
        nonmutating set { madeRare.impliedSource = newValue }
    }
    /// The name without its suffix (`.PREFIX`), if a suffix rule decided on it.
    package var prefix: Bytes? {
        get { row.pointee.rare?.prefix }
        nonmutating set { madeRare.prefix = newValue }
    }
    /// Variables of its recipe; made when they are first needed.
    package var scope: TargetScope? {
        get { row.pointee.rare?.scope }
        nonmutating set { madeRare.scope = newValue }
    }
    /// For `lib.a(member)`: the two names.
    package var archive: Bytes? {
        get { row.pointee.rare?.archive }
        nonmutating set { madeRare.archive = newValue }
    }
    package var member: Bytes? {
        get { row.pointee.rare?.member }
        nonmutating set { madeRare.member = newValue }
    }

    private var madeRare: RareParts {
        if let rare = row.pointee.rare { return rare }
        let made = RareParts()
        row.pointee.rare = made
        return made
    }
}
