package import Text

/// Something that the far side's sftp-server is to do, in several packets. All names are ours.
package enum SFTPTask: Equatable, Sendable {
    /// One after the other; whether they existed before does not matter. Later tasks wait for its end.
    case makeDirectories([Bytes])
    /// A file of this content, mode and time (seconds), which gets its name when it is complete.
    case put(Bytes, SFTPFile)
    /// The same, copied from a file there.
    case copy(Bytes, SFTPFile)
    /// Another name for a file there; an old file of that name goes.
    case link(from: Bytes, to: Bytes)
    /// The bytes of a regular file from an offset on; a file of more than `limit` bytes is refused.
    case get(Bytes, from: Int, limit: Int)
    case remove(Bytes)
}

/// A file that is to be there.
package struct SFTPFile: Equatable, Sendable {
    package var path: Bytes
    /// Its name until it is complete, on the same file system.
    package var temporary: Bytes
    package var mode: UInt32
    package var modified: UInt32

    package init(path: Bytes, temporary: Bytes, mode: UInt32, modified: UInt32) {
        (self.path, self.temporary, self.mode, self.modified) = (path, temporary, mode, modified)
    }
}
