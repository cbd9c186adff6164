import Text

/// The text between the brackets of `:[...]` (make-language.md section 4.2).
enum WordSelection: Equatable {
    /// `#`: how many words there are.
    case count
    /// `*`, or `0`: from here on the value is one word.
    case oneWord
    /// `@`: from here on the value is words again.
    case words
    /// `N` and `A..B`: from one word to another, also backwards; -1 is the last.
    case span(Int, Int)

    /// Nil if malformed. Numbers have the base that their prefix says.
    init?(_ text: Bytes) {
        switch text {
        case [Ascii.hash]: self = .count
        case [Ascii.star]: self = .oneWord
        case [Ascii.at]: self = .words
        default:
            guard let (first, end) = prefixedInteger(text, at: 0) else { return nil }
            if end == text.count {
                self = first == 0 ? .oneWord : .span(first, first)
                return
            }
            guard end + 2 < text.count, text[end] == Ascii.dot, text[end + 1] == Ascii.dot,
                let (last, textEnd) = prefixedInteger(text, at: end + 2), textEnd == text.count
            else { return nil }
            if first == 0 && last == 0 {
                self = .oneWord
            } else if first == 0 || last == 0 {
                return nil
            } else {
                self = .span(first, last)
            }
        }
    }
}

/// `:[...]`: selects words, counts them, or changes the mode for the modifiers that follow. A value without words
/// counts as one empty word.
func selectWords(_ value: Bytes, _ selection: WordSelection, _ mode: inout WordMode) -> Bytes {
    switch selection {
    case .oneWord:
        mode.isOneWord = true
        return value
    case .words:
        mode.isOneWord = false
        return value
    case .count:
        return decimal(mode.isOneWord ? 1 : max(1, wordCount(value)))
    case .span(let first, let last):
        let words = mode.isOneWord ? [0..<value.count] : wordRanges(value)
        return joined(value, words, from: first, to: last, mode.separator)
    }
}

private func joined(_ value: Bytes, _ words: [Range<Int>], from first: Int, to last: Int, _ separator: UInt8?) -> Bytes
{
    let first = first < 0 ? first + words.count + 1 : first
    let last = last < 0 ? last + words.count + 1 : last
    let lower = max(min(first, last), 1)
    let upper = min(max(first, last), words.count)
    guard lower <= upper else { return [] }
    var output = Bytes()
    for offset in 0...(upper - lower) {
        if offset > 0, let separator { output.append(separator) }
        output += value[words[(first <= last ? lower + offset : upper - offset) - 1]]
    }
    return output
}
