internal import MakeLanguage
internal import Text

/// Is a target out of date? (make-language.md 7.1)
extension Graph {
    /// Why a recipe has to run.
    package enum Staleness: Equatable, Sendable {
        case upToDate
        /// `!`, .EXEC, .PHONY
        case always
        case missing
        case olderThanSource
        /// `::` without sources.
        case independent
        /// Its commands are not those that made it, or files that they used have changed (S7-43).
        case recordsDiffer
        /// .JOIN with a source that was made.
        case joined

        package var isStale: Bool { self != .upToDate }
    }

    /// To be asked when all sources are done.
    package func staleness(of id: NodeID) -> Staleness {
        let attributes = nodes[id.index].attributes
        let dependency = nodes[id.index].dependency
        if attributes.hasAny(.macro) { return .upToDate }
        if attributes.contains(.join) { return nodes[id.index].hasMadeSource ? .joined : .upToDate }
        if dependency == .force || attributes.hasAny(.exec | .phony) { return .always }
        let time = time(of: id)
        if let youngest = nodes[id.index].youngestSource {
            switch time {
            case .modified(let own): return own < comparable(youngest, to: id) ? .olderThanSource : .upToDate
            case .missing, .unknown: return youngest > 0 ? .missing : .upToDate
            }
        }
        if dependency == .independent { return .independent }
        if time == .missing, !attributes.contains(.optional) { return .missing }
        return .upToDate
    }

    /// The source that was modified last, as far as it is known.
    package func youngestSource(of id: NodeID) -> NodeID? {
        func time(_ source: NodeID) -> Int64 {
            if nodes[source.index].state == .made { return .max }
            if case .modified(let time) = nodes[source.index].time { return time }
            return 0
        }
        // The first one, if several are as new.
        return nodes[id.index].children.filter { $0 != waitNode }.max { time($0) < time($1) }
    }

    /// Tells a target that one of its sources is done.
    package func note(source: NodeID, doneFor target: NodeID) {
        guard !nodes[source.index].attributes.hasAny(.wait | .use | .useBefore) else { return }
        let wasMade = nodes[source.index].state == .made
        if wasMade { nodes[target.index].hasMadeSource = true }
        let youngest =
            switch time(of: source) {
            case .modified(let time): time
            // Made, but still not there: it is as new as can be (S7-02).
            case .missing, .unknown: wasMade ? Int64.max : 0
            }
        nodes[target.index].youngestSource = max(nodes[target.index].youngestSource ?? 0, youngest)
    }

    /// After a recipe, or after pretending to run one (S7-04).
    package func didMake(_ id: NodeID) {
        if pretends, !nodes[id.index].attributes.hasAny(.make) {
            nodes[id.index].time = .modified(world.now())
            return
        }
        forgetTime(of: id)
        // Some archivers give a date of 0 to all members.
        let time = time(of: id)
        if time == .missing || time == .modified(0) { nodes[id.index].time = .modified(world.now()) }
    }
}
