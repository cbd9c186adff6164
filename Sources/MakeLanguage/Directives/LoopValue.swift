internal import Text

/// What the variables of the running `.for` loops stand for, where the body of a loop is read once for all items.
///
/// In the text of such a body four bytes that no makefile has stand for the item of a variable: three fixed ones and one
/// that tells which. They stand where the item would, behind a `:U`, and become a part of the template there. Wherever
/// text leaves the iteration - values, recipes, messages - `Evaluator.written` puts the item in their place.
enum LoopValue {
    /// Variables of loops inside each other; their numbers are bytes from 0x80 on.
    static let limit = 100
    static let length = 4
    /// The first byte of a mark.
    static let first: UInt8 = 0x01

    static func mark(_ number: Int) -> Bytes { [first, 0xFE, 0x02, 0x80 | UInt8(truncatingIfNeeded: number)] }

    /// The number of the mark at `index`.
    static func number(in text: Span<UInt8>, at index: Int) -> Int? {
        guard index + length <= text.count, text[index] == first, text[index + 1] == 0xFE, text[index + 2] == 0x02,
            text[index + 3] >= 0x80
        else { return nil }
        return Int(text[index + 3] & 0x7F)
    }

    /// True if text around the item reads the same whatever the item is: it is of letters, digits and `%*+,-./?@^_~`, none
    /// of which means anything to a line, a condition or an expression behind `:U`, or has to be escaped there.
    static func isPlain(_ item: Bytes) -> Bool {
        for byte in item where byte >= 0x80 || (byte < 64 ? low >> UInt64(byte) : high >> UInt64(byte - 64)) & 1 == 0 {
            return false
        }
        return true
    }

    private static let low = bits(of: "%*+,-./0123456789?", from: 0)
    private static let high = bits(of: "@ABCDEFGHIJKLMNOPQRSTUVWXYZ^_abcdefghijklmnopqrstuvwxyz~", from: 64)

    private static func bits(of bytes: StaticString, from first: UInt8) -> UInt64 {
        bytes.withUTF8Buffer { $0.reduce(0) { $0 | 1 << UInt64($1 - first) } }
    }
}

extension Evaluator {
    func appendLoopValue(_ number: Int, to out: inout Bytes) {
        out += number < loopValues.count ? loopValues[number] : LoopValue.mark(number)
    }

    /// The text as it would stand in the body of the loop for the present item.
    func written(_ text: Bytes) -> Bytes {
        guard !loopValues.isEmpty else { return text }
        var place = text.index(of: LoopValue.first, from: 0)
        guard place < text.count else { return text }
        var out: Bytes = []
        out.reserveCapacity(text.count + 32)
        let bytes = text.span
        var start = 0
        while place < bytes.count {
            if let number = LoopValue.number(in: bytes, at: place), number < loopValues.count {
                out.append(bytes, start..<place)
                out += loopValues[number]
                place += LoopValue.length
                start = place
            } else {
                place += 1
            }
            place = text.index(of: LoopValue.first, from: place)
        }
        out.append(bytes, start..<bytes.count)
        return out
    }

    func written(_ lazy: LazyTemplate) -> LazyTemplate {
        guard !loopValues.isEmpty, lazy.contains(LoopValue.first) else { return lazy }
        return LazyTemplate(written(lazy.source))
    }
}

extension Array {
    /// Removes what stands at `index` and behind it.
    mutating func removeLast(from index: Int) {
        if index < count { removeLast(count - index) }
    }
}
