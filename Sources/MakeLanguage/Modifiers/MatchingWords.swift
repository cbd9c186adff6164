import Text

/// Whether a word of the value matches the pattern.
func anyWord(of value: Bytes, matches pattern: Glob) -> Bool {
    let bytes = value.span
    var words = WordCursor()
    while let word = words.next(in: bytes) {
        if pattern.matches(bytes, in: word) { return true }
    }
    return false
}

/// `:M` (keep) and `:N` (drop): the words that match the pattern, or the others (make-language.md section 4.2).
func matchingWords(_ value: Bytes, _ pattern: Glob, keep: Bool, _ mode: WordMode) -> Bytes {
    var mode = mode
    // Words that are not wanted are gone in every dialect.
    mode.keepsEmptyWords = false
    return mapWords(value, mode) { bytes, word, output in
        if pattern.matches(bytes, in: word) == keep { output.append(bytes, word) }
    }
}
