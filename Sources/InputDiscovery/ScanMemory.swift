package import ContentStore
package import Text

/// What scans found, by the contents that they read: as long as all of them are the same, the answer is.
///
/// A header that appears in a directory which the compiler looks through earlier is not seen by this; within one build a
/// file that a rule makes is awaited, and anything else appears by somebody's hand.
package struct ScanMemory {
    /// A file that a scan read, and what was in it; nil if it did not exist (`-MG` names those too).
    package struct Source: Equatable, Sendable {
        package var path: Bytes
        package var digest: Digest?

        package init(path: Bytes, digest: Digest?) {
            self.path = path
            self.digest = digest
        }
    }

    private var answers: [Digest: [Source]] = [:]

    package init() {}

    /// Names a question: the scan's command and the directory in which it runs.
    package static func key(arguments: [Bytes], directory: Bytes) -> Digest {
        // NUL separates, since no argument has one.
        Digest(of: Bytes(([directory] + arguments).joined(separator: [0])))
    }

    /// The files that the scan would name; nil if it has to be run.
    ///
    /// - Parameter now: the digest of a file as it is, nil if it does not exist.
    package func sources(for key: Digest, now: (Bytes) -> Digest?) -> [Bytes]? {
        guard let known = answers[key], known.allSatisfy({ now($0.path) == $0.digest }) else { return nil }
        return known.map(\.path)
    }

    package mutating func record(_ sources: [Source], for key: Digest) { answers[key] = sources }
}
