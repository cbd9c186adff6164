internal import CText
import Text

/// `:H`: each word up to its last slash, `.` if it has none (make-language.md section 4.2).
func headOfWords(_ value: Bytes, _ mode: WordMode) -> Bytes {
    mapWords(value, mode) { bytes, word, output in
        if let slash = lastIndex(of: Ascii.slash, in: bytes, word) {
            output.append(bytes, word.lowerBound..<slash)
        } else {
            output.append(Ascii.dot)
        }
    }
}

/// `:T`: each word after its last slash.
func tailOfWords(_ value: Bytes, _ mode: WordMode) -> Bytes {
    mapWords(value, mode) { bytes, word, output in
        let start = lastIndex(of: Ascii.slash, in: bytes, word).map { $0 + 1 } ?? word.lowerBound
        output.append(bytes, start..<word.upperBound)
    }
}

/// `:E`: each word after its last dot; words without a dot vanish.
func suffixOfWords(_ value: Bytes, _ mode: WordMode) -> Bytes {
    mapWords(value, mode) { bytes, word, output in
        if let dot = lastIndex(of: Ascii.dot, in: bytes, word) { output.append(bytes, (dot + 1)..<word.upperBound) }
    }
}

/// `:R`: each word up to its last dot, even if a slash follows that.
func rootOfWords(_ value: Bytes, _ mode: WordMode) -> Bytes {
    mapWords(value, mode) { bytes, word, output in
        let end = lastIndex(of: Ascii.dot, in: bytes, word) ?? word.upperBound
        output.append(bytes, word.lowerBound..<end)
    }
}

@inline(__always)
private func lastIndex(of byte: UInt8, in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var end = range.upperBound
    // Sixteen at once, what stands before the range included.
    while end >= 16, end > range.lowerBound {
        let found = bytes.withUnsafeBufferPointer { ct_equal($0.baseAddress.unsafelyUnwrapped + (end - 16), byte) }
        if found != 0 {
            let index = end + 47 - found.leadingZeroBitCount
            return index >= range.lowerBound ? index : nil
        }
        end -= 16
    }
    while end > range.lowerBound {
        end -= 1
        if bytes[unchecked: end] == byte { return end }
    }
    return nil
}
