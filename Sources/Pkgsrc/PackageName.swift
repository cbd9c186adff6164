package import Text

/// The name of a package with its version: `py312-zebrafmt-4.1nb2`. The version begins behind the last `-`.
package struct PackageName: Hashable, Sendable {
    package let text: Bytes
    /// How many bytes stand before the last `-`; nil if there is none.
    package let baseCount: Int?
    package let version: PackageVersion

    package init(_ text: Bytes) {
        self.text = text
        baseCount = text.lastIndex(of: Ascii.minus)
        version = PackageVersion(text, in: (baseCount.map { $0 + 1 } ?? text.count)..<text.count)
    }

    /// The name without the version; the whole name if it has none.
    package var base: Bytes { Bytes(text[..<(baseCount ?? text.count)]) }

    package static func == (left: PackageName, right: PackageName) -> Bool { left.text.isSame(as: right.text) }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }

    /// What is wrong with it as the name of a package and of the directory that its logs are kept in; nil if nothing is.
    package var fault: String? {
        if text.count < 4 { return "it has fewer than four bytes" }
        if baseCount == nil || baseCount == 0 { return "there is no `-' between name and version" }
        if text.first == Ascii.dot || text.first == Ascii.minus { return "it begins with `.' or `-'" }
        if text.contains(where: { $0 <= Ascii.space || $0 == 0x7F || $0 == Ascii.slash }) {
            return "it has a blank, a slash or a control character"
        }
        return nil
    }
}
