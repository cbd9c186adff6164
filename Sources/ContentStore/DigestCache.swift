package import Platform

/// Digests of local files, so that an unchanged file is read once.
///
/// A file counts as unchanged while its inode, size and modification time (in nanoseconds) are the same.
package struct DigestCache {
    private struct Entry {
        var status: FileStatus
        var digest: Digest
    }

    private var entries: [[UInt8]: Entry] = [:]

    package init() {}

    /// What is known of the file in this state; nil means: read it.
    package func digest(of path: [UInt8], _ status: FileStatus) -> Digest? {
        guard let entry = entries[path], entry.status.isSameContent(as: status) else { return nil }
        return entry.digest
    }

    package mutating func record(_ digest: Digest, of path: [UInt8], _ status: FileStatus) {
        entries[path] = Entry(status: status, digest: digest)
    }
}

extension FileStatus {
    /// Whether a file that had this state and now has the other was left alone in between, as far as stat(2) can tell.
    package func isSameContent(as other: FileStatus) -> Bool {
        inode == other.inode && device == other.device && size == other.size && modified == other.modified
    }
}
