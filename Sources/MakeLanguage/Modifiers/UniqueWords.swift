import Text

/// `:u`: of equal neighbours the first, with single blanks between words, whatever the mode of the chain
/// (make-language.md section 4.2).
func uniqueWords(_ value: Bytes) -> Bytes {
    var output = Bytes()
    output.reserveCapacity(value.count)
    var previous = 0..<0
    var words = Words(of: value)
    while let word = words.next() {
        if equal(word, previous, in: value) { continue }
        if !output.isEmpty { output.append(Ascii.space) }
        output += value[word]
        previous = word
    }
    return output
}

private func equal(_ first: Range<Int>, _ second: Range<Int>, in value: Bytes) -> Bool {
    guard first.count == second.count else { return false }
    for offset in 0..<first.count where value[first.lowerBound + offset] != value[second.lowerBound + offset] {
        return false
    }
    return true
}
