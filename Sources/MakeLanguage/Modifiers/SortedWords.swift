import Text

/// The orders of `:O` (make-language.md section 4.2).
struct WordOrder: Equatable {
    /// `n`: by the numbers that the words begin with.
    var isNumeric = false
    /// `r`: the last first.
    var isReversed = false
}

/// `:O :Or :On :Onr`: sorted words with single blanks between them, whatever the mode of the chain.
func sortWords(_ value: Bytes, _ order: WordOrder) -> Bytes {
    let words = wordRanges(value)
    let sorted = order.isNumeric ? sortedByNumber(value, words) : sortedByBytes(value, words)
    return joined(value, sorted, reversed: order.isReversed)
}

/// `:Ox`: the words in random order. The state is that of a SplitMix64 generator, which the caller seeds and keeps.
func shuffleWords(_ value: Bytes, using state: inout UInt64) -> Bytes {
    var words = wordRanges(value)
    for index in words.indices.dropFirst() {
        words.swapAt(index, Int(nextRandom(&state) % UInt64(index + 1)))
    }
    return joined(value, words, reversed: false)
}

private func joined(_ value: Bytes, _ words: [Range<Int>], reversed: Bool) -> Bytes {
    var output = Bytes()
    output.reserveCapacity(value.count)
    let bytes = value.span
    for index in words.indices {
        if index > 0 { output.append(Ascii.space) }
        output.append(bytes, words[reversed ? words.count - 1 - index : index])
    }
    return output
}

/// A word with its first eight bytes behind those that all words share: most comparisons need no more.
private struct KeyedWord {
    let key: UInt64
    let word: Range<Int>
}

private func sortedByBytes(_ value: Bytes, _ words: [Range<Int>]) -> [Range<Int>] {
    let shared = sharedPrefix(value, words)
    var keyed = words.map { KeyedWord(key: key(of: $0, behind: shared, in: value), word: $0) }
    keyed.sort { first, second in
        if first.key != second.key { return first.key < second.key }
        return isLess(first.word, second.word, behind: shared, in: value)
    }
    return keyed.map(\.word)
}

private func sharedPrefix(_ value: Bytes, _ words: [Range<Int>]) -> Int {
    guard let first = words.first else { return 0 }
    var length = first.count
    for word in words {
        var equal = 0
        while equal < min(length, word.count) && value[word.lowerBound + equal] == value[first.lowerBound + equal] {
            equal += 1
        }
        length = equal
    }
    return length
}

private func key(of word: Range<Int>, behind shared: Int, in value: Bytes) -> UInt64 {
    var key: UInt64 = 0
    let start = word.lowerBound + shared
    for place in start..<min(start + 8, word.upperBound) {
        key |= UInt64(value[place]) << UInt64(56 - 8 * (place - start))
    }
    return key
}

private func isLess(_ first: Range<Int>, _ second: Range<Int>, behind shared: Int, in value: Bytes) -> Bool {
    var offset = shared
    while offset < first.count && offset < second.count {
        let (left, right) = (value[first.lowerBound + offset], value[second.lowerBound + offset])
        if left != right { return left < right }
        offset += 1
    }
    return first.count < second.count
}

/// Equal numbers keep their order.
private func sortedByNumber(_ value: Bytes, _ words: [Range<Int>]) -> [Range<Int>] {
    let numbers = words.map { sortingNumber(value, $0) }
    let order = words.indices.sorted { numbers[$0] != numbers[$1] ? numbers[$0] < numbers[$1] : $0 < $1 }
    return order.map { words[$0] }
}

/// A number with an optional k, M or G for powers of 1024; 0 for what is none.
private func sortingNumber(_ value: Bytes, _ word: Range<Int>) -> Int {
    guard let (number, end) = prefixedInteger(value, in: word) else { return 0 }
    let scale =
        switch end < word.upperBound ? value[end].lowercased : 0 {
        case 0x6B: 1 << 10
        case 0x6D: 1 << 20
        case 0x67: 1 << 30
        default: 1
        }
    let (product, overflow) = number.multipliedReportingOverflow(by: scale)
    return overflow ? (number < 0 ? Int.min : Int.max) : product
}

private func nextRandom(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
}
