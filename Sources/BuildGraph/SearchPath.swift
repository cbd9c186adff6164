package import MakeLanguage
package import Text

/// The directories in which files are looked for (make-language.md 6.6).
package struct SearchPath: Sendable {
    /// Directories of `.PATH`, in order; the current directory is not among them.
    package var directories: [Bytes] = []
    /// The current directory comes last (`.DOTLAST`).
    package var dotLast = false

    package init() {}

    /// A file that is there.
    package struct Found {
        /// Where, if not under its own name.
        package let path: Bytes?
        /// When it was modified, in nanoseconds since the epoch.
        package let time: Int64
    }

    /// Where a file is, and when it was modified; nil if it is nowhere.
    package func find(_ name: Bytes, _ world: any World) -> Found? {
        guard !name.isEmpty else { return nil }
        if name[0] == Ascii.slash || !dotLast, let time = world.modificationTime(of: name) {
            return Found(path: nil, time: time)
        }
        if name[0] == Ascii.slash { return nil }
        for directory in directories {
            let path = directory == [Ascii.dot] ? name : Self.join(directory, name)
            if let time = world.modificationTime(of: path) { return Found(path: path == name ? nil : path, time: time) }
        }
        if dotLast, let time = world.modificationTime(of: name) { return Found(path: nil, time: time) }
        return nil
    }

    static func join(_ directory: Bytes, _ name: Bytes) -> Bytes {
        directory.last == Ascii.slash ? directory + name : directory + [Ascii.slash] + name
    }

    mutating func add(_ directory: Bytes) {
        if !directories.contains(directory) { directories.append(directory) }
    }

    /// Existing files that match a pattern whose last component has wildcards, sorted in each directory (S6-06).
    func expand(_ pattern: Bytes, _ world: any World) -> [Bytes] {
        let slash = pattern.lastIndex(of: Ascii.slash)
        let prefix = slash.map { Bytes(pattern[...$0]) } ?? []
        let glob = Glob(Bytes(pattern[(slash.map { $0 + 1 } ?? 0)...]))
        let showsHidden = pattern[(slash.map { $0 + 1 } ?? 0)...].first == Ascii.dot
        var found: [Bytes] = []
        func collect(_ directory: Bytes, _ spelled: Bytes) {
            for name in world.entries(of: directory) ?? []
            where (showsHidden || name.first != Ascii.dot) && glob.matches(name) {
                found.append(spelled + name)
            }
        }
        if !prefix.isEmpty {
            if prefix.contains(where: { $0 == Ascii.star || $0 == Ascii.question || $0 == Ascii.leftBracket }) {
                for directory in expand(Bytes(prefix.dropLast()), world) where world.isDirectory(directory) {
                    collect(directory, directory + [Ascii.slash])
                }
                return found
            }
            collect(prefix.count > 1 ? Bytes(prefix.dropLast()) : prefix, prefix)
            if prefix[0] == Ascii.slash { return found }
            for directory in directories where directory != [Ascii.dot] {
                collect(Self.join(directory, Bytes(prefix.dropLast())), Self.join(directory, prefix))
            }
            return found
        }
        if !dotLast { collect([Ascii.dot], []) }
        for directory in directories where directory != [Ascii.dot] {
            collect(directory, directory.last == Ascii.slash ? directory : directory + [Ascii.slash])
        }
        if dotLast { collect([Ascii.dot], []) }
        return found
    }
}

/// True if a name has wildcards: a `[` counts only with its `]`.
package func hasWildcards(_ name: Bytes) -> Bool {
    for (index, byte) in name.enumerated() {
        if byte == Ascii.star || byte == Ascii.question { return true }
        if byte == Ascii.leftBracket, name[index...].contains(Ascii.rightBracket) { return true }
    }
    return false
}
