internal import MakeLanguage
internal import Text

/// What has to be known before anything is read: the dialect, and whether the other one is warned of
/// (Documentation/dialects.md).
struct Start {
    /// What recipes are told of the dialect; nil if it is not an option's choice.
    static let environmentName = Bytes("DISTMAKE_DIALECT")

    let dialect: Dialect
    /// The dialect comes from the command line.
    let isOption: Bool
    let warnsOfOtherDialect: Bool
    /// A dialect that nobody knows.
    let unknown: Bytes?

    /// - Parameter words: those of the command line, without the program's.
    /// - Parameter program: the last component of the program's name.
    init(words: ArraySlice<Bytes>, environment: [Bytes], program: Bytes) {
        var chosen: Bytes?
        var warns = false
        for word in words.prefix(while: { $0 != Bytes("--") }) {
            if word.hasPrefix(Bytes("--dialect=")) { chosen = Bytes(word[10...]) }
            if word == Bytes("--warn=dialect") { warns = true }
        }
        isOption = chosen != nil
        warnsOfOtherDialect = warns
        let entry = Self.environmentName + [Ascii.equals]
        if chosen == nil, let found = environment.first(where: { $0.hasPrefix(entry) }), found.count > entry.count {
            chosen = Bytes(found[entry.count...])
        }
        if let chosen {
            dialect = Dialect(name: chosen) ?? .netbsd
            unknown = Dialect(name: chosen) == nil ? chosen : nil
        } else {
            dialect = program.hasPrefix(Bytes("omake")) ? .openbsd : .netbsd
            unknown = nil
        }
    }
}
