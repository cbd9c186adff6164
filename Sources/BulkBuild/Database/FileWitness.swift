internal import ContentStore
internal import Platform
package import Text

/// Answers questions about files by looking.
package struct FileWitness: Sendable {
    /// Files that were changed at or after this time may change once more without another time; nanoseconds since the epoch.
    private let now: Int64

    package init(now: Int64) { self.now = now }

    package func content(_ path: Bytes, known: (answer: Bytes, stamp: Stamp?)) -> (answer: Bytes, stamp: Stamp?) {
        guard let status = fileStatus(path), !status.isDirectory else { return ([], nil) }
        let stamp = Stamp(modified: status.modified, size: status.size, inode: status.inode)
        if known.stamp == stamp { return known }
        guard let text = try? readFile(path) else { return ([], nil) }
        return (Digest(of: text).hex, isSettled(status, path) ? stamp : nil)
    }

    package func kind(_ path: Bytes) -> Bytes {
        guard let status = fileStatus(path) else { return [] }
        return Bytes(status.isDirectory ? "d" : "f")
    }

    package func names(_ path: Bytes) -> Bytes {
        guard let names = directoryEntries(path) else { return [] }
        return Self.digest(ofNames: names)
    }

    package func link(_ path: Bytes) -> Bytes { realPath(path) ?? [] }

    package static func digest(of content: Bytes) -> Bytes { Digest(of: content).hex }

    /// - Parameter names: sorted.
    package static func digest(ofNames names: [Bytes]) -> Bytes {
        Digest(of: Bytes(names.joined(separator: [0]))).hex
    }

    /// The stamp of a file whose content was just read.
    package func stamp(_ path: Bytes) -> Stamp? {
        guard let status = fileStatus(path), isSettled(status, path) else { return nil }
        return Stamp(modified: status.modified, size: status.size, inode: status.inode)
    }

    /// Two seconds are the coarsest times of file systems.
    private func isSettled(_ status: FileStatus, _ path: Bytes) -> Bool { status.modified < now - 2_000_000_000 }
}
