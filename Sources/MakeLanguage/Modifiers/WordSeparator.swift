import Text

/// The argument of `:ts`, with the place where the next modifier begins.
struct WordSeparator: Equatable {
    /// Nil: nothing is written between words.
    let separator: UInt8?
    /// The place of the `:` or of the closing brace behind the argument.
    let end: Int

    /// Reads what follows `:ts` in `text` at `start`: nothing, one byte, `\n`, `\t`, `\xHH` or `\OOO`, and then `:` or
    /// `closing`, or the end of the text (make-language.md section 4.2). Nil if it is anything else.
    init?(_ text: Bytes, at start: Int, closing: UInt8) {
        func isEnd(_ place: Int) -> Bool {
            place >= text.count || text[place] == closing || text[place] == Ascii.colon
        }
        if start >= text.count || text[start] == closing {
            self.init(nil, end: start)
        } else if isEnd(start + 1) {
            self.init(text[start], end: start + 1)
        } else if text[start] == Ascii.colon {
            self.init(nil, end: start)
        } else if text[start] == Ascii.backslash {
            let kind = text[start + 1]
            if kind == 0x6E || kind == 0x74 {
                guard isEnd(start + 2) else { return nil }
                self.init(kind == 0x6E ? Ascii.newline : Ascii.tab, end: start + 2)
            } else {
                let isHexadecimal = kind == 0x78
                var position = isHexadecimal ? start + 2 : start + 1
                let firstDigit = position
                var value = 0
                while position < text.count, let digit = digit(text[position], base: isHexadecimal ? 16 : 8) {
                    value = min(value * (isHexadecimal ? 16 : 8) + digit, 256)
                    position += 1
                }
                guard position > firstDigit, isEnd(position), value < 256 else { return nil }
                self.init(value == 0 ? nil : UInt8(value), end: position)
            }
        } else {
            return nil
        }
    }

    private init(_ separator: UInt8?, end: Int) {
        self.separator = separator
        self.end = end
    }
}
