internal import Text

/// What turns text in a here-document into bytes on the far side.
enum Decoder: Equatable {
    /// A program that decodes base64 from standard input.
    case base64(Bytes)
    /// printf(1), which every sh has, at four characters for a byte.
    case octal

    /// From the lifeline's report, and only if it is a program that its script may name.
    init(reported: Bytes) {
        let known: [StaticString] = ["base64 -d", "base64 -D", "openssl base64 -d", "b64decode -r -p"]
        self = known.contains { Bytes($0) == reported } ? .base64(reported) : .octal
    }
}

/// How bytes get through the text of a script.
struct Encoding: Equatable {
    var decoder = Decoder.octal
    /// The shell and its printf keep every byte of a quoted word but NUL as it is.
    var isEightBitClean = false
}

/// Commands that create or replace a file with this content; on failure they set the variable `e`.
///
/// Most shells have printf built in, so that it needs no process; where it is none, its arguments are small.
/// - Parameter path: a word of the shell, quoted.
func hereFile(_ content: Bytes, at path: Bytes, cookie: Cookie, encoding: Encoding) -> Bytes {
    if content.isEmpty { return Bytes("true >") + path + Bytes(" || e=1\n") }
    if content.allSatisfy({ ($0 >= Ascii.space && $0 < 0x7F) || $0 == Ascii.newline || $0 == Ascii.tab }) {
        return printed(content, at: path) { part in Bytes("printf %s ") + shellQuoted(Bytes(part)) }
    }
    if encoding.isEightBitClean { return printed(content, at: path, printfFormat) }
    if case .base64(let program) = encoding.decoder {
        let mark = Bytes("E_") + cookie.text
        return program + Bytes(" >") + path + Bytes(" <<'") + mark + Bytes("' || e=1\n") + base64(content) + mark
            + [Ascii.newline]
    }
    return printed(content, at: path, size: 512) { part in
        part.reduce(into: Bytes("printf '")) { $0 += octalEscape($1) } + [Ascii.apostrophe]
    }
}

/// A byte as printf's format has it.
func octalEscape(_ byte: UInt8) -> Bytes {
    [Ascii.backslash, Ascii.zero + (byte >> 6), Ascii.zero + (byte >> 3 & 7), Ascii.zero + (byte & 7)]
}

private let pieceSize = 16384

private func printed(
    _ content: Bytes, at path: Bytes, size: Int = pieceSize, _ command: (ArraySlice<UInt8>) -> Bytes
) -> Bytes {
    let redirection = Bytes(" >") + path + Bytes(" || e=1\n")
    if content.count <= size { return command(content[...]) + redirection }
    var text = Bytes("{ ")
    for start in stride(from: 0, to: content.count, by: size) {
        if start > 0 { text += Bytes(" && ") }
        text += command(content[start..<min(start + size, content.count)])
    }
    return text + Bytes("; }") + redirection
}

/// printf with the bytes as its format, as they are but for those that have a meaning there or in a quoted word.
func printfFormat(_ part: ArraySlice<UInt8>) -> Bytes {
    var text = Bytes("printf '")
    text.reserveCapacity(part.count * 5 / 4 + 16)
    for (index, byte) in part.enumerated() {
        switch byte {
        // It would look like an option.
        case Ascii.minus where index == 0: text += Bytes("\\055")
        case 0: text += Bytes("\\000")
        case Ascii.backslash: text += Bytes("\\\\")
        case Ascii.percent: text += Bytes("%%")
        case Ascii.apostrophe: text += Bytes("'\\''")
        // Some shells drop it where it ends a line.
        case Ascii.carriageReturn: text += Bytes("\\015")
        default: text.append(byte)
        }
    }
    return text + [Ascii.apostrophe]
}

/// Base64 in lines of 76 characters, as the decoders of all systems accept it.
func base64(_ content: Bytes) -> Bytes {
    let alphabet = Bytes("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text: Bytes = []
    text.reserveCapacity(content.count / 57 * 78 + 80)
    var index = 0
    while index < content.count {
        let left = content.count - index
        let first = UInt32(content[index]) << 16
        let second = left > 1 ? UInt32(content[index + 1]) << 8 : 0
        let third = left > 2 ? UInt32(content[index + 2]) : 0
        let group = first | second | third
        text.append(alphabet[Int(group >> 18)])
        text.append(alphabet[Int(group >> 12 & 63)])
        text.append(left > 1 ? alphabet[Int(group >> 6 & 63)] : Ascii.equals)
        text.append(left > 2 ? alphabet[Int(group & 63)] : Ascii.equals)
        index += 3
        if index % 57 == 0 || index >= content.count { text.append(Ascii.newline) }
    }
    return text
}

/// A time as `touch -t` wants it, in UTC; nil outside the years 1970 to 9999.
func touchStamp(_ nanoseconds: Int64) -> Bytes? {
    let seconds = nanoseconds / 1_000_000_000
    guard seconds >= 0, seconds < 253_402_300_800 else { return nil }
    let days = seconds / 86400
    let rest = seconds % 86400
    // The civil date of a day number, by the 400-year cycle that begins on 1 March of the year 0.
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func two(_ number: Int64) -> Bytes { [Ascii.zero + UInt8(number / 10 % 10), Ascii.zero + UInt8(number % 10)] }
    return two(year / 100) + two(year % 100) + two(month) + two(day) + two(rest / 3600) + two(rest / 60 % 60)
        + [Ascii.dot] + two(rest % 60)
}
