/// What one host's stage holds, so that each content crosses the wire once per host.
///
/// Pure bookkeeping: paths are absolute local paths, which the stage mirrors. A path is in flight from the moment its
/// content is sent until the host said that it is stored; nobody else may use or send it meanwhile.
package struct StageMap {
    /// A file as an action wants to see it.
    package struct File: Equatable, Sendable {
        package var path: [UInt8]
        package var digest: Digest
        package var isExecutable: Bool

        package init(path: [UInt8], digest: Digest, isExecutable: Bool) {
            self.path = path
            self.digest = digest
            self.isExecutable = isExecutable
        }
    }

    private struct Content: Equatable {
        var digest: Digest
        var isExecutable: Bool
    }

    private var files: [[UInt8]: Content] = [:]
    /// Where each content was put last; it may be gone from there since.
    private var places: [Digest: [UInt8]] = [:]
    /// Paths that are being copied from, and how often.
    private var held: [[UInt8]: Int] = [:]
    /// Paths that recipes are making now, which may write to them at any time, and how many of them do.
    private var making: [[UInt8]: Int] = [:]
    private var directories: Set<[UInt8]> = []
    private var inFlight: Set<[UInt8]> = []

    package init() {}

    /// The indices of those files that have to be sent; nil while one of them is in flight for another action, or being
    /// made by a recipe that nobody waits for any more.
    package func missing(_ wanted: [File]) -> [Int]? {
        var indices: [Int] = []
        for (index, file) in wanted.enumerated() {
            if inFlight.contains(file.path) || making[file.path] != nil { return nil }
            if files[file.path] != Content(digest: file.digest, isExecutable: file.isExecutable) {
                indices.append(index)
            }
        }
        return indices
    }

    /// How many of those files the host has, or is getting.
    package func knownCount(of wanted: [File]) -> Int {
        wanted.count { inFlight.contains($0.path) || files[$0.path]?.digest == $0.digest }
    }

    /// A path under which the host has this content.
    package func place(of digest: Digest) -> (path: [UInt8], isExecutable: Bool)? {
        guard let path = places[digest], let content = files[path], content.digest == digest else { return nil }
        return (path, content.isExecutable)
    }

    /// The paths are copied from; nothing may replace them meanwhile.
    package mutating func hold(_ paths: [[UInt8]]) {
        for path in paths { held[path, default: 0] += 1 }
    }

    package mutating func release(_ paths: [[UInt8]]) {
        for path in paths {
            let count = held[path] ?? 0
            held[path] = count > 1 ? count - 1 : nil
        }
    }

    package func isHeld(_ paths: [[UInt8]]) -> Bool { !held.isEmpty && paths.contains { held[$0] != nil } }

    /// A recipe begins that makes these.
    package mutating func beganMaking(_ paths: [[UInt8]]) {
        for path in paths { making[path, default: 0] += 1 }
        forget(paths)
    }

    /// It is over, whatever it made.
    package mutating func endedMaking(_ paths: [[UInt8]]) {
        for path in paths {
            let count = making[path] ?? 0
            making[path] = count > 1 ? count - 1 : nil
        }
    }

    package func isMaking(_ paths: [[UInt8]]) -> Bool { !making.isEmpty && paths.contains { making[$0] != nil } }

    package func hasDirectory(_ path: [UInt8]) -> Bool { directories.contains(path) }

    /// The files are being sent; whatever the host had under these paths is gone.
    package mutating func began(_ sent: [File]) {
        for file in sent {
            files[file.path] = nil
            inFlight.insert(file.path)
        }
    }

    /// The host stored the files, and the directories exist.
    package mutating func stored(_ sent: [File], directories made: [[UInt8]]) {
        for file in sent {
            inFlight.remove(file.path)
            files[file.path] = Content(digest: file.digest, isExecutable: file.isExecutable)
            places[file.digest] = file.path
        }
        directories.formUnion(made)
    }

    /// The files did not arrive, or nobody knows.
    package mutating func failed(_ sent: [File]) {
        for file in sent {
            inFlight.remove(file.path)
            files[file.path] = nil
        }
    }

    /// Nobody knows what the host has under these paths. What is in flight stays so.
    package mutating func forget(_ paths: [[UInt8]]) {
        for path in paths { files[path] = nil }
    }

    /// The host lost directories that it had; they will be made again where needed.
    package mutating func forgetDirectories() { directories.removeAll() }
}
