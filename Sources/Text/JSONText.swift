/// A string of JSON, with its quotes. What is not UTF-8 becomes U+FFFD, since JSON knows nothing but Unicode.
package func jsonString(_ text: Bytes) -> Bytes {
    var out: Bytes = []
    out.reserveCapacity(text.count + 2)
    out.append(Ascii.quote)
    // Plain ASCII needs neither a look at its encoding nor escapes.
    if text.allSatisfy({ $0 >= Ascii.space && $0 < 0x7F && $0 != Ascii.quote && $0 != Ascii.backslash }) {
        out += text
    } else {
        for byte in text.text.utf8 { appendEscaped(byte, to: &out) }
    }
    out.append(Ascii.quote)
    return out
}

private func appendEscaped(_ byte: UInt8, to out: inout Bytes) {
    switch byte {
    case Ascii.quote, Ascii.backslash: out += [Ascii.backslash, byte]
    case Ascii.newline: out += Bytes("\\n")
    case Ascii.tab: out += Bytes("\\t")
    case 0..<Ascii.space, 0x7F: out += Bytes("\\u00") + hexDigits(byte)
    default: out.append(byte)
    }
}

/// Two hexadecimal digits, small letters.
package func hexDigits(_ byte: UInt8) -> Bytes {
    func digit(_ value: UInt8) -> UInt8 { value < 10 ? Ascii.zero + value : UInt8(ascii: "a") + value - 10 }
    return [digit(byte >> 4), digit(byte & 15)]
}
