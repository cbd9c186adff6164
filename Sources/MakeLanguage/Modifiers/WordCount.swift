import Text

/// The number of words; 0 for a value that has none.
func wordCount(_ value: Bytes) -> Int {
    var count = 0
    var words = WordCursor()
    while words.next(in: value.span) != nil { count += 1 }
    return count
}

/// `:range` and `:range=N`: `1 2 ... n`, with n the number of words unless given (make-language.md section 4.2).
/// Nil for a number beyond reason, which would only fill the memory.
func rangeOfWords(_ value: Bytes, count: Int = 0) -> Bytes? {
    let count = count <= 0 ? max(1, wordCount(value)) : count
    guard count <= 1 << 22 else { return nil }
    var output = Bytes()
    output.reserveCapacity(count * 4)
    for number in 1...count {
        if number > 1 { output.append(Ascii.space) }
        output += decimal(number)
    }
    return output
}
