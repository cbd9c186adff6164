package import Text

/// Something that does not keep to its format: where, what was found, what was expected, and how to mend it.
package struct FormatMistake: Error, Equatable, Sendable {
    package var location: SourceLocation
    package var found: String
    package var expected: String
    package var mend: String

    package init(_ location: SourceLocation, found: String, expected: String, mend: String) {
        (self.location, self.found, self.expected, self.mend) = (location, found, expected, mend)
    }

    /// `file:line: found; expected ... (mend)`
    package var description: String {
        "\(shown(location.file)):\(location.line): \(found); expected \(expected) (\(mend))"
    }
}

/// Bytes of a foreign file in a message: nothing that a terminal would act on, and not more than a line of it.
package func shown(_ bytes: Bytes) -> String {
    let most = 160
    let text = bytes.prefix(most).map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 }
    return Bytes(text).text + (bytes.count > most ? "..." : "")
}
