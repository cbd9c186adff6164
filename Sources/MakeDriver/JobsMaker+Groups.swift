internal import BuildGraph
internal import Platform
internal import Text

/// Target groups: one recipe that makes several files never runs twice at once (make-language.md S9-06).
struct TargetGroups {
    /// The member that is being made, by the number of its group, and its recipe.
    private var running: [Int32: (node: NodeID, script: Bytes)] = [:]
    private var waiting: [Int32: [NodeID]] = [:]
    /// Groups whose targets are no files: their members have nothing to do with each other.
    private var apart: Set<Int32> = []

    /// True if the node has to wait: the same recipe is running for another member.
    mutating func holds(_ id: NodeID, of group: Int32, script: Bytes) -> Bool {
        guard group != 0, !apart.contains(group) else { return false }
        guard let other = running[group] else {
            running[group] = (id, script)
            return false
        }
        guard other.node != id, other.script == script else { return false }
        waiting[group, default: []].append(id)
        return true
    }

    /// A member is done; those that waited for it.
    mutating func leave(_ id: NodeID, of group: Int32, madeFile: Bool) -> [NodeID] {
        guard let other = running[group], other.node == id else { return [] }
        running[group] = nil
        if !madeFile { apart.insert(group) }
        return waiting.removeValue(forKey: group) ?? []
    }
}

extension JobsMaker {
    /// True if the node is to be looked at again when another member of its group is done.
    /// - Parameter script: what the recipe is for this member; members with the same one hold each other back.
    func waitsForGroup(_ id: NodeID, _ script: Bytes) -> Bool {
        let group = graph[id].group
        guard group != 0, groups.holds(id, of: group, script: script) else { return false }
        graph[id].state = .requested
        return true
    }

    /// The others are looked at once more: what made this one may have made them.
    func leaveGroup(_ id: NodeID) {
        let group = graph[id].group
        guard group != 0 else { return }
        let madeFile = fileStatus(graph[id].fileName) != nil
        for member in groups.leave(id, of: group, madeFile: madeFile).reversed() {
            graph[member].time = .unknown
            front.append(member)
        }
    }
}
