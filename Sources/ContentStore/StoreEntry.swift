/// A file of a store on a host, which outlives builds: its name tells its content, its time and whether it can be
/// executed, since names for one file have these in common.
///
/// `aa/<the other digits>-<seconds>[x]`, all in hexadecimal. A file whose time or size is another was written to, or
/// never completed, and counts for nothing.
package struct StoreEntry: Hashable, Sendable {
    package var digest: Digest
    /// Modification time, in seconds since the epoch.
    package var modified: Int64
    package var isExecutable: Bool

    package init(digest: Digest, modified: Int64, isExecutable: Bool) {
        (self.digest, self.modified, self.isExecutable) = (digest, modified, isExecutable)
    }

    /// Relative to the store's directory of contents.
    package var name: [UInt8] {
        Self.prefix(of: digest) + [UInt8](String(modified, radix: 16).utf8) + (isExecutable ? [UInt8(ascii: "x")] : [])
    }

    /// What all names of a content begin with.
    package static func prefix(of digest: Digest) -> [UInt8] {
        let hex = digest.hex
        return hex[..<2] + [UInt8(ascii: "/")] + hex[2...] + [UInt8(ascii: "-")]
    }

    /// The entry of a content with this name; nil if it is no name of it.
    package init?(name: [UInt8], of digest: Digest) {
        let prefix = Self.prefix(of: digest)
        guard name.starts(with: prefix) else { return nil }
        var rest = name[prefix.count...]
        let isExecutable = rest.last == UInt8(ascii: "x")
        if isExecutable { rest.removeLast() }
        guard (1...9).contains(rest.count),
            let modified = Int64(String(decoding: rest, as: UTF8.self), radix: 16)
        else { return nil }
        self.init(digest: digest, modified: modified, isExecutable: isExecutable)
        guard Self.times.contains(modified), self.name == name else { return nil }
    }

    /// Times that a name can tell.
    package static let times: Range<Int64> = 0..<1 << 36
}
