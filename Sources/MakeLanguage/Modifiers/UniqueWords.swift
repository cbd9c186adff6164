import Text

/// `:u`: of equal neighbours the first, with single blanks between words, whatever the mode of the chain
/// (make-language.md section 4.2).
func uniqueWords(_ value: Bytes) -> Bytes {
    var output = Bytes()
    output.reserveCapacity(value.count)
    let bytes = value.span
    var previous = 0..<0
    var words = Words(of: value)
    while let word = words.next() {
        if equal(word, previous, in: bytes) { continue }
        if !output.isEmpty { output.append(Ascii.space) }
        output.append(bytes, word)
        previous = word
    }
    return output
}

private func equal(_ first: Range<Int>, _ second: Range<Int>, in bytes: Span<UInt8>) -> Bool {
    guard first.count == second.count else { return false }
    for offset in 0..<first.count where bytes[first.lowerBound + offset] != bytes[second.lowerBound + offset] {
        return false
    }
    return true
}
