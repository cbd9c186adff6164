internal import MakeLanguage
package import Text

/// Members of archives as targets (make-language.md 6.7).
extension Graph {
    /// The archive that holds a member, and the member's entry in its table of contents.
    private func entry(of id: NodeID) -> (path: Bytes, entry: ArchiveIndex.Member?)? {
        guard let archive = nodes[id.index].archive, let member = nodes[id.index].member else { return nil }
        let path = find(archive, suffixPath: false)?.path ?? archive
        guard let text = world.contents(of: path), let index = try? ArchiveIndex(text) else { return nil }
        return (path, index.member(Bytes(member[(member.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...])))
    }

    /// The names of an archive's members; none if there is no such archive.
    func archiveMembers(of archive: Bytes) -> [Bytes] {
        let path = find(archive, suffixPath: false)?.path ?? archive
        guard let text = world.contents(of: path), let index = try? ArchiveIndex(text) else { return [] }
        return index.members.map(\.name)
    }

    /// Members are dated by the archive's own table of contents (S6-35).
    func archiveMemberTime(_ id: NodeID) -> FileTime {
        guard let found = entry(of: id) else { return .missing }
        if evaluator.debugFlags.contains(.archives) {
            let question = Bytes("Looking for ") + (nodes[id.index].member ?? []) + Bytes(" in ") + found.path
            evaluator.trace(.archives, question + Bytes(found.entry == nil ? "...not there" : "...found"))
        }
        guard let entry = found.entry else { return .missing }
        return .modified(Int64(entry.modified) * 1_000_000_000)
    }

    /// Where in which file the date of a member stands, 12 bytes long (S6-38); nil if there is no such member.
    package func dateField(of id: NodeID) -> (path: Bytes, offset: Int)? {
        guard let found = entry(of: id), let entry = found.entry else { return nil }
        return (found.path, entry.headerOffset + 16)
    }

    /// Tables of contents know whole seconds only, so a source within the second of a member is not newer.
    func comparable(_ time: Int64, to node: Node) -> Int64 {
        node.attributes.contains(.archiveMember) && time != .max ? time / 1_000_000_000 * 1_000_000_000 : time
    }
}
