/// A number of bytes as people write it: digits, and K, M, G or T; nil for anything else and above 1000T.
package func byteCount(_ text: Bytes) -> Int? {
    var digits = text[...]
    let units = Bytes("KMGT")
    var shift = 0
    if let last = digits.last, let unit = units.firstIndex(of: last.uppercased) {
        shift = 10 * (unit + 1)
        digits.removeLast()
    }
    guard (1...15).contains(digits.count), digits.allSatisfy(\.isDigit), let number = Int(Bytes(digits).text),
        number <= (1000 << 40) >> shift
    else { return nil }
    return number << shift
}
