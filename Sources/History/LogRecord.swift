package import Text

/// A line of the build log: that a recipe ran, and how long.
///
///     SUM START DURATION STATUS HOST COMMAND DIRECTORY TARGET
///
/// SUM is the `Checksum` of all that stands behind the blank after it. HOST is `-` for the machine of the make. In HOST,
/// DIRECTORY and TARGET, what is no printing ASCII character, a blank or a `%` is `%` and two hexadecimal digits, and
/// an empty name is `%-`.
package struct LogRecord: Equatable, Sendable {
    /// Nanoseconds since the epoch.
    package var start: Int64
    /// Nanoseconds; never negative.
    package var duration: Int64
    /// The recipe's status; 128 and the number for a signal.
    package var status: Int32
    /// Nil is the machine of the make.
    package var host: Bytes?
    /// The digest of the expanded recipe.
    package var command: UInt64
    /// .OBJDIR, relative to the directory of the log if it is below that.
    package var directory: Bytes
    /// The name of the target in `directory`.
    package var target: Bytes

    package init(
        start: Int64, duration: Int64, status: Int32, host: Bytes?, command: UInt64, directory: Bytes, target: Bytes
    ) {
        self.start = start
        self.duration = duration
        self.status = status
        self.host = host
        self.command = command
        self.directory = directory
        self.target = target
    }

    /// The line, with its newline.
    package var line: Bytes {
        var rest = Bytes("\(start) \(duration) \(status) ")
        let host = host.map { $0 == [Ascii.minus] ? Bytes("%2d") : encoded($0) } ?? [Ascii.minus]
        rest += host + [Ascii.space] + hex(command) + [Ascii.space]
        rest += encoded(directory) + [Ascii.space] + encoded(target)
        return Checksum(rest).hex + [Ascii.space] + rest + [Ascii.newline]
    }

    /// Reads a line without its newline; nil if anything about it is wrong.
    package init?(_ line: ArraySlice<UInt8>) {
        guard line.count > 17, let sum = number(hex: line.prefix(16)),
            line[line.startIndex + 16] == Ascii.space
        else { return nil }
        let rest = line.dropFirst(17)
        guard Checksum(rest).value == sum else { return nil }
        let fields = rest.split(separator: Ascii.space, omittingEmptySubsequences: false)
        guard fields.count == 7, let start = number(fields[0]), let duration = number(fields[1]),
            let status = number(fields[2]).flatMap({ Int32(exactly: $0) }), let host = decoded(fields[3]),
            let command = number(hex: fields[4]), let directory = decoded(fields[5]), let target = decoded(fields[6])
        else { return nil }
        self.start = start
        self.duration = duration
        self.status = status
        self.host = fields[3].elementsEqual([Ascii.minus]) ? nil : host
        self.command = command
        self.directory = directory
        self.target = target
    }
}

// MARK: Fields

private func encoded(_ name: Bytes) -> Bytes {
    if name.isEmpty { return Bytes("%-") }
    if name.allSatisfy({ $0 > Ascii.space && $0 < 0x7F && $0 != Ascii.percent }) { return name }
    return name.reduce(into: []) { out, byte in
        if byte > Ascii.space, byte < 0x7F, byte != Ascii.percent {
            out.append(byte)
        } else {
            out += [Ascii.percent] + hexDigits(byte)
        }
    }
}

private func decoded(_ field: ArraySlice<UInt8>) -> Bytes? {
    guard !field.isEmpty else { return nil }
    if field.elementsEqual([Ascii.percent, Ascii.minus]) { return [] }
    guard field.contains(Ascii.percent) else { return Bytes(field) }
    var out: Bytes = []
    var rest = field
    while let byte = rest.popFirst() {
        guard byte == Ascii.percent else {
            out.append(byte)
            continue
        }
        guard rest.count >= 2, let value = number(hex: rest.prefix(2)) else { return nil }
        out.append(UInt8(truncatingIfNeeded: value))
        rest = rest.dropFirst(2)
    }
    return out
}

private func hex(_ value: UInt64) -> Bytes {
    stride(from: 56, through: 0, by: -8).reduce(into: []) {
        $0 += hexDigits(UInt8(truncatingIfNeeded: value >> UInt64($1)))
    }
}

/// A number that is not negative, in digits only.
private func number(_ field: ArraySlice<UInt8>) -> Int64? {
    guard !field.isEmpty else { return nil }
    var value: Int64 = 0
    for byte in field {
        guard byte.isDigit else { return nil }
        let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
        let (sum, isTooLargeNow) = product.addingReportingOverflow(Int64(byte - Ascii.zero))
        guard !isTooLarge, !isTooLargeNow else { return nil }
        value = sum
    }
    return value
}

/// Small hexadecimal digits, 16 at most.
private func number(hex field: ArraySlice<UInt8>) -> UInt64? {
    guard !field.isEmpty, field.count <= 16 else { return nil }
    var value: UInt64 = 0
    for byte in field {
        switch byte {
        case Ascii.zero...UInt8(ascii: "9"): value = value << 4 | UInt64(byte - Ascii.zero)
        case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(byte - UInt8(ascii: "a") + 10)
        default: return nil
        }
    }
    return value
}
