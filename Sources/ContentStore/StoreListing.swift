/// What a host says that its store has of some contents: lines of `seconds size name`. None of it need be true; what is
/// taken from there has the name, the time and the size that it should have.
package struct StoreListing: Equatable, Sendable {
    private var entries: [Digest: [StoreEntry]] = [:]
    /// Names of files that are not what they should be.
    package private(set) var spoilt: [[UInt8]] = []

    /// - Parameter wanted: the contents that were asked for, and their sizes.
    package init(_ text: [UInt8], wanted: [Digest: Int64]) {
        var byPrefix: [[UInt8]: Digest] = [:]
        for digest in wanted.keys { byPrefix[StoreEntry.prefix(of: digest)] = digest }
        for line in text.split(separator: 0x0A) {
            let fields = line.split(separator: 0x20, omittingEmptySubsequences: false).map { [UInt8]($0) }
            // The digest ends with the name's only hyphen.
            guard fields.count == 3, let hyphen = fields[2].firstIndex(of: UInt8(ascii: "-")),
                let digest = byPrefix[[UInt8](fields[2][...hyphen])],
                let entry = StoreEntry(name: fields[2], of: digest)
            else { continue }
            let seconds = Int64(String(decoding: fields[0], as: UTF8.self))
            let size = Int64(String(decoding: fields[1], as: UTF8.self))
            if seconds == entry.modified, size == wanted[digest] {
                entries[digest, default: []].append(entry)
            } else {
                spoilt.append(fields[2])
            }
        }
    }

    /// How many of the contents it has.
    package var count: Int { entries.count }

    /// The file of exactly this content, time and mode, or else one of this content.
    package func best(for wanted: StoreEntry) -> StoreEntry? {
        guard let found = entries[wanted.digest] else { return nil }
        return found.contains(wanted) ? wanted : found.first
    }
}
