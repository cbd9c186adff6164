/// A name as one word of printing ASCII characters: all else, blanks and `%` are `%` and two hexadecimal digits; an empty name
/// is `%-`.
package func encodedWord(_ name: Bytes) -> Bytes {
    if name.isEmpty { return Bytes("%-") }
    if name.allSatisfy({ $0 > Ascii.space && $0 < 0x7F && $0 != Ascii.percent }) { return name }
    let digits = Bytes("0123456789abcdef")
    return name.reduce(into: []) { out, byte in
        if byte > Ascii.space, byte < 0x7F, byte != Ascii.percent {
            out.append(byte)
        } else {
            out += [Ascii.percent, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
}

/// The name; nil if the word is no such one.
package func decodedWord(_ word: Bytes) -> Bytes? {
    if word == Bytes("%-") { return [] }
    var out: Bytes = []
    var index = 0
    while index < word.count {
        guard word[index] == Ascii.percent else {
            out.append(word[index])
            index += 1
            continue
        }
        guard index + 2 < word.count, let high = hexadecimal(word[index + 1]), let low = hexadecimal(word[index + 2])
        else { return nil }
        out.append(high << 4 | low)
        index += 3
    }
    return out
}

private func hexadecimal(_ digit: UInt8) -> UInt8? {
    if digit.isDigit { return digit - Ascii.zero }
    return (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(digit) ? digit - UInt8(ascii: "a") + 10 : nil
}
