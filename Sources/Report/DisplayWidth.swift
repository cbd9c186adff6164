package import Text

/// How many columns of a terminal a text takes, never fewer than it really does, so that a line cut by it does not wrap.
package enum DisplayWidth {
    /// - Parameter scalar: a character that is printed.
    static func columns(_ scalar: Unicode.Scalar) -> Int {
        // Everything behind Latin, Greek, Cyrillic and their neighbours may be wide.
        scalar.value < 0x1100 ? 1 : 2
    }

    /// The beginning of a text that fits, with nothing in it that acts on a terminal.
    package static func cut(_ text: Bytes, to width: Int) -> Bytes {
        var out = ""
        var left = width
        for scalar in text.text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            let shown = isControl ? "?" : scalar
            let columns = columns(shown)
            guard columns <= left else { break }
            left -= columns
            out.unicodeScalars.append(shown)
        }
        return Bytes(out)
    }

    package static func of(_ text: Bytes) -> Int { text.text.unicodeScalars.reduce(0) { $0 + columns($1) } }
}
