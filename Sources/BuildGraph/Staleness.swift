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
        let node = nodes[id.index]
        if node.attributes.hasAny(.macro) { return .upToDate }
        if node.attributes.contains(.join) { return node.hasMadeSource ? .joined : .upToDate }
        if node.dependency == .force || node.attributes.hasAny(.exec | .phony) { return .always }
        let time = time(of: id)
        if isLibrary(node) {
            if case .modified(let own) = time, own > world.now(), isArchive(node.fileName) { return .olderThanSource }
            if time == .missing, !node.children.isEmpty { return .missing }
        }
        if let youngest = node.youngestSource {
            switch time {
            case .modified(let own): return own < comparable(youngest, to: node) ? .olderThanSource : .upToDate
            case .missing, .unknown: return youngest > 0 ? .missing : .upToDate
            }
        }
        if node.dependency == .independent { return .independent }
        if time == .missing, !node.attributes.contains(.optional) {
            // A member that nothing makes is the business of its archive.
            return node.attributes.contains(.archiveMember) && node.commands.isEmpty ? .upToDate : .missing
        }
        return .upToDate
    }

    private func isArchive(_ path: Bytes) -> Bool {
        world.contents(of: path)?.starts(with: Bytes("!<arch>\n")) ?? false
    }

    /// `-lname`, or a name with a suffix of `.LIBS`: a date in the future is no date, and a missing one is made even if
    /// its members are missing too (S6-37).
    private func isLibrary(_ node: Node) -> Bool {
        node.attributes.contains(.library) || suffixes.isLibrary(node.name)
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
        let node = nodes[source.index]
        guard !node.attributes.hasAny(.wait | .use | .useBefore) else { return }
        let parent = nodes[target.index]
        if node.state == .made { parent.hasMadeSource = true }
        let time: Int64
        switch node.time == .unknown ? self.time(of: source) : node.time {
        case .modified(let own): time = own
        case .missing, .unknown:
            // Made, but still not there: it is as new as can be (S7-02).
            time = node.state == .made ? .max : 0
        }
        parent.youngestSource = max(parent.youngestSource ?? 0, time)
    }

    /// After a recipe, or after pretending to run one (S7-04).
    package func didMake(_ id: NodeID) {
        if pretends, !nodes[id.index].attributes.hasAny(.make) {
            let now = world.now()
            nodes[id.index].time = .modified(now)
            // What was touched has its date from a coarser clock; other files of this moment must not seem newer.
            let name = nodes[id.index].fileName
            if let own = world.modificationTime(of: name), own < now, now - own < 1_000_000_000 {
                nodes[id.index].time = .modified(own)
            }
            return
        }
        forgetTime(of: id)
        // Some archivers give a date of 0 to all members.
        let time = time(of: id)
        if time == .missing || time == .modified(0) { nodes[id.index].time = .modified(world.now()) }
        guard language.dialect.raisesTimes, let youngest = nodes[id.index].youngestSource else { return }
        if case .modified(let own) = nodes[id.index].time, own < youngest {
            nodes[id.index].time = .modified(youngest)
        }
    }
}
