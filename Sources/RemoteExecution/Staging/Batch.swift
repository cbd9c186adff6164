internal import ContentStore
internal import Text

/// What has to get into a host's stage for one action.
struct Batch {
    struct File {
        /// Normalised absolute local path, which the stage mirrors.
        var path: Bytes
        var content: Bytes
        var stamp: Stamp
        /// What the store is to keep it as.
        var entry: StoreEntry?
        /// The stage has a link under its path, through which nothing may be written.
        var replacesLink = false
    }

    /// A file whose content the host has already.
    struct Copy {
        var source: Source
        var path: Bytes
        var stamp: Stamp
        /// Its permissions come along.
        var sourceIsExecutable: Bool
    }

    enum Source {
        /// Elsewhere in the stage.
        case tree(Bytes)
        case store(StoreEntry)

        /// Seen from STAGE/tree.
        var path: Bytes {
            switch self {
            case .tree(let path): stagePath(path)
            case .store(let entry): Bytes("../../cas/") + entry.name
            }
        }
    }

    /// A file that the store has as it should be.
    struct Link {
        var entry: StoreEntry
        var path: Bytes
    }

    /// What a file has besides its content.
    struct Stamp: Hashable {
        /// Nanoseconds since the epoch.
        var modified: Int64
        var isExecutable: Bool
    }

    var files: [File] = []
    /// To be made after `files`, since they may be their sources.
    var copies: [Copy] = []
    var links: [Link] = []
    /// Files that are there, and get the time that they have here.
    var stamps: [(path: Bytes, stamp: Stamp)] = []
    /// Bytes of `files`.
    var size = 0

    /// What the copies are made from.
    var sources: [Bytes] { copies.compactMap { if case .tree(let path) = $0.source { path } else { nil } } }
    /// Paths that are links into the store afterwards.
    var linkedPaths: [Bytes] { links.map(\.path) + files.filter { $0.entry != nil }.map(\.path) }
    var usesStore: Bool { !links.isEmpty || files.contains { $0.entry != nil } }

    /// Its files and links, for the far side's tar: in STAGE/tree, or in the store if that is used.
    ///
    /// - Parameter stage: the path of the stage.
    func archive(stage: Bytes) -> Bytes {
        var archive = TarArchive()
        let name = stage.lastIndex(of: Ascii.slash).map { Bytes(stage[($0 + 1)...]) } ?? stage
        let tree = usesStore ? name + Bytes("/tree") : [Ascii.dot]
        for file in files {
            let mode = file.entry == nil ? 0o644 : 0o444
            archive.add(
                file.content, name: tree + file.path, modified: file.stamp.modified,
                mode: file.stamp.isExecutable ? mode | 0o111 : mode)
            // The name in the store comes last, when the file is complete.
            if let entry = file.entry { archive.addLink(name: Bytes("cas/") + entry.name, to: tree + file.path) }
        }
        for link in links { archive.addLink(name: tree + link.path, to: Bytes("cas/") + link.entry.name) }
        archive.finish()
        return archive.bytes
    }
}
