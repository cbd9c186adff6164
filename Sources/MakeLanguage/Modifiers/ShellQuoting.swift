internal import CText
import Text

/// `:Q`: a backslash before every byte that means something to the shell; a newline becomes what the shell takes for
/// a newline (`.SHELL: newline=`, make-language.md S7-32). As in bmake a byte above 127 counts as its low seven bits.
func quoted(_ value: Bytes, newline: Bytes = Bytes("'\n'")) -> Bytes {
    quoted(value, newline: newline, dollar: Bytes("\\$"))
}

/// `:q`: the same, and with `$` doubled, so that one more expansion by make leaves the text of `:Q`.
func quotedForMake(_ value: Bytes, newline: Bytes = Bytes("'\n'")) -> Bytes {
    quoted(value, newline: newline, dollar: Bytes("\\$\\$"))
}

/// `:QL`: as `:Q`, but blanks stay, so that the words stay apart.
func quotedKeepingBlanks(_ value: Bytes) -> Bytes {
    var output = Bytes()
    output.reserveCapacity(value.count + value.count / 8)
    for byte in value {
        if isShellMeta(byte & 0x7F), !byte.isSpace { output.append(Ascii.backslash) }
        output.append(byte)
    }
    return output
}

private func quoted(_ value: Bytes, newline: Bytes, dollar: Bytes) -> Bytes {
    collected(capacity: value.count + value.count / 8) { output in
        let bytes = value.span
        var start = 0
        var place = 0
        /// Of what stands at `place` to here it is known where anything can mean something.
        var known = 0
        var doubtful: UInt64 = 0
        while true {
            if doubtful == 0 {
                place = known
                guard place < bytes.count else { break }
                let isLong = place + 64 <= bytes.count
                known = isLong ? place + 64 : place + 1
                doubtful =
                    isLong
                    ? bytes.withUnsafeBufferPointer { ct_not_plain($0.baseAddress.unsafelyUnwrapped + place) } : 1
                if doubtful == 0 { continue }
            }
            let index = place + doubtful.trailingZeroBitCount
            doubtful &= doubtful - 1
            let byte = bytes[unchecked: index]
            guard isShellMeta(byte & 0x7F) else { continue }
            output.append(bytes, start..<index)
            start = index + 1
            if byte == Ascii.dollar {
                output += dollar
            } else if byte == Ascii.newline {
                output += newline
            } else {
                output.append(Ascii.backslash)
                output.append(byte)
            }
        }
        output.append(bytes, start..<bytes.count)
    }
}

/// Of the ASCII bytes: NUL, white space, and ``!"#$&'()*;<>?[\]^`{|}~``.
private func isShellMeta(_ byte: UInt8) -> Bool {
    let low: UInt64 = 0xD800_07DF_0000_3E01
    let high: UInt64 = 0x7800_0001_7800_0000
    return (byte < 64 ? low >> UInt64(byte) : high >> UInt64(byte - 64)) & 1 != 0
}
