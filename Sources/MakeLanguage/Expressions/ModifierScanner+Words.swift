internal import Text

/// `:O`, `:t` and `:ts`.
extension ModifierScanner {
    func order() -> (Modifier, next: Int)? {
        if isEnd(start + 1) { return (.sort(.ascending), start + 1) }
        var end = start + 1
        while !isEnd(end) { end += 1 }
        switch Bytes(text[start + 1..<end]) {
        case Bytes("r"): return (.sort(.descending), end)
        case Bytes("x"): return (.sort(.random), end)
        case Bytes("n"): return (.sort(.numeric), end)
        case Bytes("nr"), Bytes("rn"): return (.sort(.numericDescending), end)
        default: return bad(goesOnAt: start + 2)
        }
    }

    /// `:tA :tl :tu :ts :tW :tw`.
    func conversion() -> (Modifier, next: Int)? {
        let kind = byte(start + 1)
        if kind == UInt8(ascii: "s"), start + 1 < text.count { return separator() }
        guard isEnd(start + 2), start + 1 < text.count, !isEnd(start + 1) else {
            return bad(goesOnAt: start + 2)
        }
        switch kind {
        case UInt8(ascii: "A"): return (.realPath, start + 2)
        case UInt8(ascii: "l"): return (.lower, start + 2)
        case UInt8(ascii: "u"): return (.upper, start + 2)
        case UInt8(ascii: "W"): return (.asOneWord, start + 2)
        case UInt8(ascii: "w"): return (.asWords, start + 2)
        default: return bad(goesOnAt: start + 2)
        }
    }

    func separator() -> (Modifier, next: Int) {
        let index = start + 2
        if index < text.count, text[index] != close, isEnd(index + 1) { return (.separator(text[index]), index + 1) }
        if isEnd(index) { return (.separator(nil), index) }
        var end = index
        while !isEnd(end) { end += 1 }
        guard text[index] == Ascii.backslash, let byte = escapedByte(text[index + 1..<end]) else {
            let following = byte(index + 1)
            if text[index] == Ascii.backslash, following.isDigit || following == UInt8(ascii: "x") {
                let number = following.isDigit ? index + 1 : index + 2
                return (.invalid(.invalidCharacter(rest(from: number))), start + 2)
            }
            return bad(goesOnAt: start + 2)
        }
        return (.separator(byte), end)
    }

    /// `n`, `t`, `xHH` or octal digits.
    func escapedByte(_ escape: ArraySlice<UInt8>) -> UInt8? {
        if escape.elementsEqual(Bytes("n")) { return Ascii.newline }
        if escape.elementsEqual(Bytes("t")) { return Ascii.tab }
        let isHex = escape.first == UInt8(ascii: "x")
        let digits = String(decoding: isHex ? escape.dropFirst() : escape, as: UTF8.self)
        guard digits.utf8.allSatisfy({ $0.isAlphanumeric }), !digits.isEmpty else { return nil }
        return UInt8(digits, radix: isHex ? 16 : 8)
    }
}
