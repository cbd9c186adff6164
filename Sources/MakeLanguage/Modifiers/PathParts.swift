import Text

/// `:H`: each word up to its last slash, `.` if it has none (make-language.md section 4.2).
func headOfWords(_ value: Bytes, _ mode: WordMode) -> Bytes {
    mapWords(value, mode) { word, output in
        if let slash = lastIndex(of: Ascii.slash, in: value, word) {
            output += value[word.lowerBound..<slash]
        } else {
            output.append(Ascii.dot)
        }
    }
}

/// `:T`: each word after its last slash.
func tailOfWords(_ value: Bytes, _ mode: WordMode) -> Bytes {
    mapWords(value, mode) { word, output in
        let start = lastIndex(of: Ascii.slash, in: value, word).map { $0 + 1 } ?? word.lowerBound
        output += value[start..<word.upperBound]
    }
}

/// `:E`: each word after its last dot; words without a dot vanish.
func suffixOfWords(_ value: Bytes, _ mode: WordMode) -> Bytes {
    mapWords(value, mode) { word, output in
        if let dot = lastIndex(of: Ascii.dot, in: value, word) { output += value[(dot + 1)..<word.upperBound] }
    }
}

/// `:R`: each word up to its last dot, even if a slash follows that.
func rootOfWords(_ value: Bytes, _ mode: WordMode) -> Bytes {
    mapWords(value, mode) { word, output in
        let end = lastIndex(of: Ascii.dot, in: value, word) ?? word.upperBound
        output += value[word.lowerBound..<end]
    }
}

private func lastIndex(of byte: UInt8, in value: Bytes, _ range: Range<Int>) -> Int? {
    var index = range.upperBound
    while index > range.lowerBound {
        index -= 1
        if value[index] == byte { return index }
    }
    return nil
}
