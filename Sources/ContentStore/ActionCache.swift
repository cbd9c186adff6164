package import Platform

/// Results of actions in a directory that outlives builds: one file for each, DIR/aa/REST, named by the action's key.
///
/// Several builds may use it at the same time: a file appears whole, by rename, and one that vanishes is none. The time of a
/// file is that of its last use, and the longest unused go first when the whole becomes too large.
package final class ActionCache {
    /// Why a directory cannot be used.
    package enum Problem: Error, Equatable {
        case unusable(SystemError)
        case notADirectory
        /// Somebody else could put results there.
        case notPrivate
    }

    private let directory: [UInt8]
    private let limit: Int64
    private var hasRecorded = false
    private var names = 0

    /// Makes the directory if there is none, with access for its owner only.
    ///
    /// - Parameter limit: bytes that all results together may take at the end of a build.
    package init(directory: [UInt8], limit: Int64) throws(Problem) {
        self.directory = directory
        self.limit = limit
        _ = withCString(directory) { mkdir($0, 0o700) }
        guard let status = fileStatus(directory) else { throw .unusable(SystemError.last) }
        guard status.isDirectory else { throw .notADirectory }
        var raw = stat()
        guard withCString(directory, { stat($0, &raw) }) == 0, raw.st_uid == geteuid(), status.mode & 0o022 == 0 else {
            throw .notPrivate
        }
    }

    /// What an action of this key has made; nil if that is not known. What cannot be believed is removed.
    package func result(for key: Digest) -> CachedResult? {
        let path = path(of: key)
        guard let bytes = try? readFile(path) else { return nil }
        guard let result = CachedResult(bytes, for: key) else {
            _ = withCString(path) { unlink($0) }
            return nil
        }
        _ = touchFile(path)
        return result
    }

    /// Keeps a result. A cache that is full or gone keeps nothing, which is no failure of the build.
    package func record(_ result: CachedResult, for key: Digest) {
        let path = path(of: key)
        _ = withCString(parent(of: path)) { mkdir($0, 0o700) }
        names += 1
        let temporary = directory + [UInt8]("/new.\(getpid()).\(names)".utf8)
        guard (try? writeFile(temporary, result.bytes(for: key), mode: 0o600)) != nil else {
            _ = withCString(temporary) { unlink($0) }
            return
        }
        let moved = withCString(temporary) { from in withCString(path) { rename(from, $0) } }
        if moved != 0 { _ = withCString(temporary) { unlink($0) } }
        hasRecorded = true
    }

    /// At the end of a build that has recorded something: removes the longest unused results, and what killed builds have
    /// left behind, until a tenth of the limit is free.
    package func trim() {
        guard hasRecorded else { return }
        var kept: [(path: [UInt8], used: Int64, size: Int64)] = []
        var total: Int64 = 0
        let yesterday = wallClock() - 86_400_000_000_000
        for name in directoryEntries(directory) ?? [] {
            let path = directory + [0x2F] + name
            guard name.count == 2 else {
                if name.starts(with: [UInt8]("new.".utf8)), let status = fileStatus(path), status.modified < yesterday {
                    _ = withCString(path) { unlink($0) }
                }
                continue
            }
            for entry in directoryEntries(path) ?? [] {
                let file = path + [0x2F] + entry
                guard let status = fileStatus(file, followLinks: false), status.isRegular else { continue }
                kept.append((file, status.modified, status.size))
                total += status.size
            }
        }
        guard total > limit else { return }
        kept.sort { $0.used < $1.used }
        for entry in kept where total > limit - limit / 10 {
            _ = withCString(entry.path) { unlink($0) }
            total -= entry.size
        }
    }

    private func path(of key: Digest) -> [UInt8] {
        let hex = key.hex
        return directory + [0x2F] + hex[..<2] + [0x2F] + hex[2...]
    }

    private func parent(of path: [UInt8]) -> [UInt8] { Array(path[..<(path.lastIndex(of: 0x2F) ?? 0)]) }
}
