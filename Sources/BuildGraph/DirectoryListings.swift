internal import MakeLanguage
internal import Text

/// Which files there are, for a question that is asked often and nearly always answered with no: is there a source for
/// a suffix rule?
///
/// A directory in which much was looked for in vain is read as a whole. What was read holds until a command is started,
/// and nothing is kept while one runs.
struct DirectoryListings {
    private struct Listing {
        /// Files that were asked for and are not there.
        var misses = 0
        /// So many, and the directory is read; reading it costs less than what was spent on these.
        var patience = 32
        /// The names that may be asked for.
        var names: Interner?
    }

    /// The world's, when the listings were made.
    private var period: Int?
    /// Directories, with the slash behind them.
    private var directories = Interner()
    private var listings: [Listing] = []

    /// Whether there is a file of that path.
    ///
    /// - Parameter mayBeAskedFor: names for which it is false need not be kept.
    mutating func contains(_ path: Bytes, _ world: any World, mayBeAskedFor: (Bytes, Range<Int>) -> Bool) -> Bool {
        guard let now = world.quietPeriod else { return world.modificationTime(of: path) != nil }
        if now != period {
            period = now
            directories = Interner()
            listings = []
        }
        let base = path.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0
        let number = Int(directories.intern(path, 0..<base).raw)
        if number == listings.count { listings.append(Listing()) }
        if let names = listings[number].names {
            return names.count > 0 && names.find(path, base..<path.count) != nil
        }
        if world.modificationTime(of: path) != nil { return true }
        listings[number].misses += 1
        if listings[number].misses == listings[number].patience {
            let directory = base == 0 ? [Ascii.dot] : Bytes(path[..<base])
            read(directory, number, world, mayBeAskedFor)
        }
        return false
    }

    private mutating func read(
        _ directory: Bytes, _ number: Int, _ world: any World, _ mayBeAskedFor: (Bytes, Range<Int>) -> Bool
    ) {
        guard let text = world.names(in: directory, limit: listings[number].patience * 16) else {
            // It is too large as yet, or cannot be read.
            listings[number].patience *= 4
            return
        }
        var names = Interner()
        var start = 0
        for index in text.indices where text[index] == 0 {
            if mayBeAskedFor(text, start..<index) { _ = names.intern(text, start..<index) }
            start = index + 1
        }
        listings[number].names = names
    }
}
