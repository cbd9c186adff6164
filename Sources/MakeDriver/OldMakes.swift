internal import Text

/// Where bmakes of older days did otherwise, as far as makefiles of those days need it. What is said here was seen in
/// bmake 20200710, and no more in 20220116.
enum OldMakes {
    private static let change = Bytes("20210101")

    private static func isOld(_ version: Bytes) -> Bool { version.lexicographicallyPrecedes(change) }

    /// Mistakes of which nothing was said.
    static func overlookedMessages(_ version: Bytes) -> Set<Bytes> {
        guard isOld(version) else { return [] }
        return [
            Bytes("The .else directive does not take arguments"),
            Bytes("The .endif directive does not take arguments"),
        ]
    }

    /// `.MAKE.MAKEFILES` got a file again that was its last word: a search for the name did not reach the end.
    static func repeatsLastMakefile(_ version: Bytes) -> Bool { isOld(version) }
}
