internal import Platform
internal import TestSupport
package import Text

/// All that a directory holds.
package struct Tree: Equatable {
    package struct Entry: Equatable {
        var mode: UInt32
        var content: Bytes
    }

    package private(set) var entries: [String: Entry] = [:]

    package init(at root: Bytes) { add(root, "") }

    private mutating func add(_ directory: Bytes, _ prefix: String) {
        for name in directoryEntries(directory) ?? [] {
            let path = directory + [Ascii.slash] + name
            guard let status = fileStatus(path, followLinks: false) else { continue }
            let content = status.isRegular ? (try? readFile(path)) ?? [] : status.isLink ? Self.target(of: path) : []
            entries[prefix + name.text] = Entry(mode: status.mode, content: content)
            if status.isDirectory { add(path, prefix + name.text + "/") }
        }
    }

    private static func target(of link: Bytes) -> Bytes {
        var buffer = Bytes(repeating: 0, count: 4096)
        let count = withCString(link) { readlink($0, &buffer, buffer.count) }
        return Bytes(buffer[..<max(count, 0)])
    }

    /// How another one differs from this, in words.
    package func differences(from other: Tree) -> [String] {
        Set(entries.keys).union(other.entries.keys).sorted().compactMap { name in
            guard let wanted = entries[name] else { return "\(name) is left" }
            guard let found = other.entries[name] else { return "\(name) is missing" }
            if found.content != wanted.content { return "\(name) has another content" }
            return found.mode == wanted.mode ? nil : "\(name) has mode \(String(found.mode, radix: 8))"
        }
    }
}
