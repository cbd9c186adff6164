import Text

/// `:u`: of equal neighbours the first, with single blanks between words, whatever the mode of the chain
/// (make-language.md section 4.2).
func uniqueWords(_ value: Bytes) -> Bytes {
    collected(capacity: value.count) { output in
        let bytes = value.span
        /// Words with single blanks between them, which are put out together.
        var run = 0..<0
        var previous = 0..<0
        var words = WordCursor()
        while let word = words.next(in: bytes) {
            if areEqual(word, previous, in: bytes) { continue }
            if word.lowerBound == run.upperBound + 1, bytes[unchecked: run.upperBound] == Ascii.space, !run.isEmpty {
                run = run.lowerBound..<word.upperBound
            } else {
                output.appendWords(bytes, run)
                run = word
            }
            previous = word
        }
        output.appendWords(bytes, run)
    }
}

extension WordOutput {
    fileprivate mutating func appendWords(_ bytes: Span<UInt8>, _ run: Range<Int>) {
        if count > 0 { append(Ascii.space) }
        append(bytes, run)
    }
}

@inline(__always)
private func areEqual(_ first: Range<Int>, _ second: Range<Int>, in bytes: Span<UInt8>) -> Bool {
    let count = first.count
    guard count == second.count else { return false }
    return bytes.withUnsafeBytes { text in
        var offset = 0
        while offset + 8 <= count {
            let one = text.loadUnaligned(fromByteOffset: first.lowerBound + offset, as: UInt64.self)
            let other = text.loadUnaligned(fromByteOffset: second.lowerBound + offset, as: UInt64.self)
            if one != other { return false }
            offset += 8
        }
        while offset < count {
            if text[first.lowerBound + offset] != text[second.lowerBound + offset] { return false }
            offset += 1
        }
        return true
    }
}
