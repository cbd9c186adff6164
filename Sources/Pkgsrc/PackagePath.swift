package import Text

/// Where a package is in the tree: `category/directory`.
package struct PackagePath: Hashable, Sendable {
    package let text: Bytes

    /// Nil if that is no path of two names: such a path is never used to reach a directory.
    package init?(_ text: Bytes) {
        let parts = text.split(separator: Ascii.slash, omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy(isSafeName) else { return nil }
        self.text = text
    }

    package var category: Bytes { Bytes(text.prefix { $0 != Ascii.slash }) }
    package var directory: Bytes { Bytes(text[(category.count + 1)...]) }
}

private func isSafeName(_ name: ArraySlice<UInt8>) -> Bool {
    guard let first = name.first, first != Ascii.dot, first != Ascii.minus else { return false }
    return name.allSatisfy { $0 > Ascii.space && $0 != 0x7F && $0 != Ascii.colon && $0 != Ascii.semicolon }
}

/// One `pattern:../../category/directory` of a record (bulk-building.md 2.1).
package struct DependencyEntry: Equatable, Sendable {
    package let pattern: Bytes
    /// A hint: what matches the pattern counts, wherever it is.
    package let path: PackagePath

    package init(pattern: Bytes, path: PackagePath) { (self.pattern, self.path) = (pattern, path) }

    /// Nil if it is not written so.
    package init?(_ text: Bytes) {
        guard let colon = text.firstIndex(of: Ascii.colon), colon > 0 else { return nil }
        let way = Bytes(text[(colon + 1)...])
        let up = Bytes("../../")
        guard way.hasPrefix(up), let path = PackagePath(Bytes(way[up.count...])) else { return nil }
        self.init(pattern: Bytes(text[..<colon]), path: path)
    }
}
