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
    collected(capacity: value.count) { output in
        let bytes = value.span
        for index in words.indices {
            if index > 0 { output.append(Ascii.space) }
            output.append(bytes, words[reversed ? words.count - 1 - index : index])
        }
    }
}

/// A word, by its number, with eight of its bytes as a number.
private struct KeyedWord {
    var key: UInt64
    let word: UInt32
}

/// Compares numbers, not texts: sorts by eight bytes, then those with equal ones by the next eight, and so on.
private func sortedByBytes(_ value: Bytes, _ words: [Range<Int>]) -> [Range<Int>] {
    let bytes = value.span
    var keyed = words.indices.map { KeyedWord(key: 0, word: UInt32($0)) }
    /// Ranges of words that are alike up to an offset.
    var pending = [(group: keyed.indices, offset: sharedPrefix(bytes, words))]
    while let (group, offset) = pending.popLast() {
        for index in group { keyed[index].key = key(of: words[Int(keyed[index].word)], behind: offset, in: bytes) }
        // A slice of the array itself would be sorted in a copy.
        keyed.withUnsafeMutableBufferPointer { all in
            var part = UnsafeMutableBufferPointer(rebasing: all[group])
            if part.count < smallestForDigits { part.sort { $0.key < $1.key } } else { sortByDigits(part) }
        }
        var start = group.lowerBound
        while start < group.upperBound {
            var end = start + 1
            while end < group.upperBound && keyed[end].key == keyed[start].key { end += 1 }
            // A last byte of zero says that the words with this key end within it.
            if end - start > 1 && keyed[start].key & 0xFF != 0 { pending.append((start..<end, offset + 8)) }
            start = end
        }
    }
    return keyed.map { words[Int($0.word)] }
}

/// From so many words on counting is faster than comparing.
private let smallestForDigits = 1 << 11

/// By the last byte of the keys, then by the one before it and so on; bytes that all have in common are left out.
private func sortByDigits(_ words: UnsafeMutableBufferPointer<KeyedWord>) {
    var differing: UInt64 = 0
    for word in words { differing |= word.key ^ words[0].key }
    withUnsafeTemporaryAllocation(of: KeyedWord.self, capacity: words.count) { room in
        var (from, to) = (words, room)
        for shift in stride(from: UInt64(0), to: 64, by: 8) where differing >> shift & 0xFF != 0 {
            withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { places in
                places.initialize(repeating: 0)
                for word in from { places[Int(word.key >> shift & 0xFF)] += 1 }
                var sum = 0
                for digit in 0..<256 { (places[digit], sum) = (sum, sum + places[digit]) }
                for word in from {
                    let digit = Int(word.key >> shift & 0xFF)
                    to[places[digit]] = word
                    places[digit] += 1
                }
            }
            swap(&from, &to)
        }
        if from.baseAddress != words.baseAddress { _ = words.update(fromContentsOf: from) }
    }
}

private func sharedPrefix(_ bytes: Span<UInt8>, _ words: [Range<Int>]) -> Int {
    guard let first = words.first else { return 0 }
    var length = first.count
    for word in words {
        let limit = min(length, word.count)
        length = 0
        while length < limit && bytes[word.lowerBound + length] == bytes[first.lowerBound + length] { length += 1 }
    }
    return length
}

/// Smaller numbers for smaller texts; no byte of a value is zero (make-language.md S0-01).
private func key(of word: Range<Int>, behind offset: Int, in bytes: Span<UInt8>) -> UInt64 {
    let place = word.lowerBound + offset
    let count = word.upperBound - place
    if count <= 0 { return 0 }
    if place + 8 <= bytes.count {
        let eight = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt64.self) }.bigEndian
        return count >= 8 ? eight : eight & ~(UInt64.max >> UInt64(8 * count))
    }
    var key: UInt64 = 0
    for index in 0..<min(count, 8) { key |= UInt64(bytes[place + index]) << UInt64(56 - 8 * index) }
    return key
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
