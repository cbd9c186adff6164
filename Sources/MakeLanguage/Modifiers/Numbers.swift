import Text

/// The decimal digits of a number.
func decimal(_ number: Int) -> Bytes {
    var digits = Bytes()
    var rest = number.magnitude
    repeat {
        digits.append(Ascii.zero + UInt8(truncatingIfNeeded: rest % 10))
        rest /= 10
    } while rest > 0
    if number < 0 { digits.append(Ascii.minus) }
    digits.reverse()
    return digits
}

/// An integer as strtol(3) reads it with base 0: white space, sign, `0x` for 16, `0` for 8, else 10. Stops at the first
/// other byte and gives its place. Nil if there is no digit. What is too large becomes the largest.
func prefixedInteger(_ text: Bytes, at start: Int) -> (value: Int, end: Int)? {
    prefixedInteger(text, in: start..<text.count)
}

func prefixedInteger(_ text: Bytes, in range: Range<Int>) -> (value: Int, end: Int)? {
    var position = range.lowerBound
    while position < range.upperBound && text[position].isSpace { position += 1 }
    var isNegative = false
    if position < range.upperBound && (text[position] == Ascii.plus || text[position] == Ascii.minus) {
        isNegative = text[position] == Ascii.minus
        position += 1
    }
    var base = 10
    if position < range.upperBound && text[position] == Ascii.zero {
        base = 8
        if position + 2 < range.upperBound && text[position + 1].lowercased == 0x78
            && digit(text[position + 2], base: 16) != nil
        {
            base = 16
            position += 2
        }
    }
    let firstDigit = position
    var value = 0
    while position < range.upperBound, let digit = digit(text[position], base: base) {
        let (product, overflow) = value.multipliedReportingOverflow(by: base)
        let (sum, carry) = product.addingReportingOverflow(digit)
        value = overflow || carry ? Int.max : sum
        position += 1
    }
    return position == firstDigit ? nil : (isNegative ? -value : value, position)
}

/// The value of a digit in a base up to 36, nil if it is none.
func digit(_ byte: UInt8, base: Int) -> Int? {
    let value: Int
    if byte.isDigit {
        value = Int(byte - Ascii.zero)
    } else if byte.isAlpha {
        value = Int(byte.lowercased - 0x61) + 10
    } else {
        return nil
    }
    return value < base ? value : nil
}
