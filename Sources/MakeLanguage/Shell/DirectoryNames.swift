internal import Text

/// What directories hold, as long as they do not change.
struct DirectoryNames {
    private struct Listing {
        var names: Bytes?
        var modified: Int64
        /// When it was read.
        var time: Int64

        /// Times of files may be as coarse as this, in nanoseconds: a directory that had just changed may have changed
        /// again without a sign of it.
        static let coarseness: Int64 = 2_000_000_000

        func holds(_ now: Int64?) -> Bool { modified == now && modified < time - Self.coarseness }
    }

    private var listings: [Bytes: Listing] = [:]

    /// The names in a directory, each with a zero byte behind it; nil if it cannot be read.
    mutating func names(in directory: Bytes, _ world: any World) -> Bytes? {
        guard let modified = world.modificationTime(of: directory) else { return nil }
        if let listing = listings[directory], listing.holds(modified) { return listing.names }
        let time = world.now()
        let names = world.names(in: directory, limit: .max) ?? world.entries(of: directory).map(Self.joined)
        listings[directory] = Listing(names: names, modified: modified, time: time)
        return names
    }

    private static func joined(_ names: [Bytes]) -> Bytes {
        var text: Bytes = []
        for name in names {
            text += name
            text.append(0)
        }
        return text
    }
}
