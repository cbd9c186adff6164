internal import Text

/// A number as conditions read it (make-language.md S5-05); nil if the text is none. The empty text counts as 0.
///
/// The text is a whole number, hexadecimal behind `0x`, or, if what stops the whole number is a dot or an `e`, what
/// strtod(3) makes of it. So a sign goes with decimal numbers only, and not with a leading dot.
func conditionNumber(_ text: Bytes) -> Double? {
    guard !text.isEmpty else { return 0 }
    let isHexadecimal = text.count > 1 && text[1] == UInt8(ascii: "x")
    var index = 0
    while index < text.count, text[index].isSpace { index += 1 }
    let sign = index
    if index < text.count, text[index] == Ascii.minus || text[index] == Ascii.plus { index += 1 }
    if isHexadecimal, text[0] == Ascii.zero, text.count > 2, digit(text[2], base: 16) != nil { index = 2 }
    let firstDigit = index
    var value: UInt64 = 0
    var isTooLarge = false
    while index < text.count, let digit = digit(text[index], base: isHexadecimal ? 16 : 10) {
        let (product, overflow) = value.multipliedReportingOverflow(by: isHexadecimal ? 16 : 10)
        let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
        isTooLarge = isTooLarge || overflow || carry
        value = sum
        index += 1
    }
    if index == firstDigit { index = 0 }
    if index == text.count, !isTooLarge {
        guard text[sign] == Ascii.minus else { return Double(value) }
        // A negative number behind a blank is what strtoul(3) makes of it.
        return sign == 0 ? -Double(value) : Double(0 &- value)
    }
    guard index == text.count || text[index] == Ascii.dot || text[index].lowercased == UInt8(ascii: "e") else {
        return nil
    }
    return Double(String(decoding: text.drop(while: \.isSpace), as: UTF8.self))
}
