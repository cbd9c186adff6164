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
        /// Those names that may be asked for.
        var names: Interner?
        /// The suffixes that occur among them, as bits of the table of suffixes.
        var suffixes: UInt64 = 0
    }

    /// The world's, when the listings were made.
    private var period: Int?
    /// Directories, with the slash behind them.
    private var directories = Interner()
    private var listings: [Listing] = []

    /// The suffixes that files in the directory of a path have, if that is known: bits of the table of suffixes.
    mutating func suffixes(beside path: Bytes, _ world: any World) -> UInt64? {
        guard let (number, _) = place(of: path, world), listings[number].names != nil else { return nil }
        return listings[number].suffixes
    }

    /// Whether there is a file of that path, which has one of the suffixes from which a rule leads.
    mutating func contains(_ path: Bytes, _ world: any World, _ suffixes: SuffixTable) -> Bool {
        guard let (number, base) = place(of: path, world) else { return world.modificationTime(of: path) != nil }
        if listings[number].names != nil { return listings[number].names?.find(path, base..<path.count) != nil }
        if world.modificationTime(of: path) != nil { return true }
        listings[number].misses += 1
        if listings[number].misses == listings[number].patience {
            let directory = base == 0 ? [Ascii.dot] : Bytes(path[..<base])
            read(directory, number, world, suffixes)
        }
        return false
    }

    /// The listing of a path's directory, and where the name begins; nil if nothing can be kept now.
    private mutating func place(of path: Bytes, _ world: any World) -> (number: Int, base: Int)? {
        guard let now = world.quietPeriod else { return nil }
        if now != period {
            period = now
            directories = Interner()
            listings = []
        }
        let base = path.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0
        let number = Int(directories.intern(path, 0..<base).raw)
        if number == listings.count { listings.append(Listing()) }
        return (number, base)
    }

    private mutating func read(_ directory: Bytes, _ number: Int, _ world: any World, _ suffixes: SuffixTable) {
        guard let text = world.names(in: directory, limit: listings[number].patience * 16) else {
            // It is too large as yet, or cannot be read.
            listings[number].patience *= 4
            return
        }
        var names = Interner()
        var start = 0
        for index in text.indices where text[index] == 0 {
            let bits = suffixes.bits(of: text, start..<index)
            if bits != 0 { _ = names.intern(text, start..<index) }
            listings[number].suffixes |= bits
            start = index + 1
        }
        listings[number].names = names
    }
}
