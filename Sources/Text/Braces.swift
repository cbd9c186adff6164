/// More words than these, or more bytes, are no list that somebody wants but a mistake or an attack.
private enum Limit {
    static let words = 1 << 18
    static let bytes = 1 << 26
}

/// The words that `{a,b}` in a word stands for, nested groups included, in the order in which they are written
/// (make-language.md S6-07). A word with unbalanced braces or brackets stands for itself, as in bmake.
/// Alternatives may be empty, and so may words of the result. Nil if the result would exceed all reason.
package func braceExpansion(of word: Bytes) -> [Bytes]? {
    guard isBalanced(word) else { return [word] }
    var results: [Bytes] = []
    /// What is still to be done, last first; before the offset there is no group left.
    var pending: [(word: Bytes, offset: Int)] = [(word, 0)]
    var work = 0
    while let (word, offset) = pending.popLast() {
        work += word.count
        if work > Limit.bytes || results.count + pending.count >= Limit.words { return nil }
        guard let open = word[offset...].firstIndex(of: Ascii.leftBrace) else {
            results.append(word)
            continue
        }
        let (alternatives, close) = group(of: word, at: open)
        if work + (word.count - (close - open)) * alternatives.count > Limit.bytes { return nil }
        for alternative in alternatives.reversed() {
            var longer = Bytes(word[..<open])
            longer += word[alternative]
            longer += word[(close + 1)...]
            pending.append((longer, open))
        }
    }
    return results
}

/// The ranges between the commas of the group that starts at `open`, and the place of its closing brace.
private func group(of word: Bytes, at open: Int) -> (alternatives: [Range<Int>], close: Int) {
    var alternatives: [Range<Int>] = []
    var start = open + 1
    var depth = 0
    var index = start
    while index < word.count {
        switch word[index] {
        case Ascii.leftBrace:
            depth += 1
        case Ascii.rightBrace:
            if depth == 0 {
                alternatives.append(start..<index)
                return (alternatives, index)
            }
            depth -= 1
        case Ascii.comma where depth == 0:
            alternatives.append(start..<index)
            start = index + 1
        default:
            break
        }
        index += 1
    }
    preconditionFailure("the braces of a balanced word match")
}

private func isBalanced(_ word: Bytes) -> Bool {
    var braces = 0
    var brackets = 0
    for byte in word {
        switch byte {
        case Ascii.leftBrace: braces += 1
        case Ascii.rightBrace: braces -= 1
        case Ascii.leftBracket: brackets += 1
        case Ascii.rightBracket: brackets -= 1
        default: break
        }
        if braces < 0 || brackets < 0 { return false }
    }
    return braces == 0 && brackets == 0
}
