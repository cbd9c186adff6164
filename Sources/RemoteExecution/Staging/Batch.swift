internal import ContentStore
internal import Text

/// What has to get into a host's stage for one action.
struct Batch {
    struct File {
        /// Normalised absolute local path, which the stage mirrors.
        var path: Bytes
        var content: Bytes
        var stamp: Stamp
    }

    /// A file whose content the host has under another path.
    struct Copy {
        var source: Bytes
        var path: Bytes
        var stamp: Stamp
        /// Its permissions come along.
        var sourceIsExecutable: Bool
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
    /// Bytes of `files`.
    var size = 0

    /// What the copies are made from.
    var sources: [Bytes] { copies.map(\.source) }
    var isEmpty: Bool { files.isEmpty && copies.isEmpty }

    /// Its files, for the far side's tar in STAGE/tree.
    func archive() -> Bytes {
        var archive = TarArchive()
        for file in files {
            archive.add(
                file.content, name: stagePath(file.path), modified: file.stamp.modified,
                isExecutable: file.stamp.isExecutable)
        }
        archive.finish()
        return archive.bytes
    }
}
