internal import Text

/// One argument of a command while its words are expanded.
struct PlainField {
    enum Piece {
        case text(Bytes)
        /// Output of a command that stands without quotes: what looks like a pattern is one.
        case output(Bytes)
        case star
    }

    var pieces: [Piece] = []

    /// The argument; nil if it is a pattern.
    var text: Bytes? {
        var text: Bytes = []
        for piece in pieces {
            switch piece {
            case .text(let bytes): text += bytes
            case .output(let bytes):
                if bytes.contains(where: Self.isSpecial) { return nil }
                text += bytes
            case .star: return nil
            }
        }
        return text
    }

    /// As a pattern of which nothing but stars is special; nil if there is more in it.
    var pattern: PathnamePattern? {
        var bits: [Bytes?] = []
        for piece in pieces {
            switch piece {
            case .text(let bytes): bits.append(bytes)
            case .output(let bytes):
                if bytes.contains(where: Self.isSpecial) { return nil }
                bits.append(bytes)
            case .star: bits.append(nil)
            }
        }
        return PathnamePattern(bits)
    }

    /// For a shell.
    var script: Bytes {
        var script: Bytes = []
        for piece in pieces {
            switch piece {
            case .text(let bytes): script += shellQuoted(bytes)
            case .star: script.append(Ascii.star)
            case .output(let bytes):
                for byte in bytes {
                    if byte == Ascii.star || byte == Ascii.question || byte == Ascii.leftBracket
                        || byte == Ascii.rightBracket || byte.isAlphanumeric
                    {
                        script.append(byte)
                    } else {
                        script += shellQuoted([byte])
                    }
                }
            }
        }
        return script
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == Ascii.star || byte == Ascii.question || byte == Ascii.leftBracket || byte == Ascii.backslash
    }
}
