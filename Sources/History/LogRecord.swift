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
        let host = host.map { $0 == [Ascii.minus] ? Bytes("%2d") : encodedWord($0) } ?? [Ascii.minus]
        rest += host + [Ascii.space] + hex(command) + [Ascii.space]
        rest += encodedWord(directory) + [Ascii.space] + encodedWord(target)
        return Checksum(rest).hex + [Ascii.space] + rest + [Ascii.newline]
    }

    /// Reads a line without its newline; nil if anything about it is wrong.
    package init?(_ line: UnsafeBufferPointer<UInt8>) {
        guard line.count > 17, line[16] == Ascii.space, let sum = hexadecimal(Field(rebasing: line[..<16])) else {
            return nil
        }
        var fields = Fields(rest: Field(rebasing: line[17...]))
        guard Checksum(fields.rest).value == sum else { return nil }
        guard let start = fields.next().flatMap(decimal), let duration = fields.next().flatMap(decimal),
            let status = fields.next().flatMap(decimal).flatMap({ Int32(exactly: $0) }), let host = fields.next(),
            let command = fields.next().flatMap(hexadecimal), let directory = fields.next().flatMap(decoded),
            let target = fields.next().flatMap(decoded), fields.isAtEnd
        else { return nil }
        if host.count == 1, host[0] == Ascii.minus {
            self.host = nil
        } else {
            guard let host = decoded(host) else { return nil }
            self.host = host
        }
        self.start = start
        self.duration = duration
        self.status = status
        self.command = command
        self.directory = directory
        self.target = target
    }

    package init?(_ line: ArraySlice<UInt8>) {
        guard let record = line.withUnsafeBufferPointer({ LogRecord($0) }) else { return nil }
        self = record
    }
}

// MARK: Fields

typealias Field = UnsafeBufferPointer<UInt8>

/// What stands between single blanks.
struct Fields {
    private(set) var rest: Field
    private(set) var isAtEnd = false

    init(rest: Field) { self.rest = rest }

    /// Nil behind the last one.
    mutating func next() -> Field? {
        guard !isAtEnd else { return nil }
        guard let blank = rest.firstIndex(of: Ascii.space) else {
            isAtEnd = true
            return rest
        }
        defer { rest = Field(rebasing: rest[(blank + 1)...]) }
        return Field(rebasing: rest[..<blank])
    }
}

/// The name; nil if the field is no `encodedWord`.
func decoded(_ field: Field) -> Bytes? {
    guard !field.isEmpty else { return nil }
    guard field.contains(Ascii.percent) else { return Bytes(field) }
    return decodedWord(Bytes(field))
}

func hex(_ value: UInt64) -> Bytes {
    stride(from: 56, through: 0, by: -8).reduce(into: []) {
        $0 += hexDigits(UInt8(truncatingIfNeeded: value >> UInt64($1)))
    }
}

/// A number that is not negative, in digits only.
private func decimal(_ field: Field) -> Int64? {
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
func hexadecimal(_ field: Field) -> UInt64? {
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
