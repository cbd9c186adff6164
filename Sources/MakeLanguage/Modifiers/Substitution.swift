import Text

/// The parts of a `:S` modifier (make-language.md section 4.2).
struct Substitution: Equatable {
    /// The text to look for, without the anchors.
    let old: Bytes
    /// What takes its place; where `&` stood, `old` is already in it, for nothing else can have been matched.
    let new: Bytes
    /// `^`: only at the beginning of a word.
    var anchoredStart = false
    /// `$`: only at the end of a word.
    var anchoredEnd = false
    /// Flag `g`: everywhere in a word.
    var global = false
    /// Flag `1`: only in the first word that has it.
    var firstOnly = false
    /// Flag `W`: the value is one word.
    var wholeValue = false

    /// `pieces` are the texts between the `&` of the right side: one more than there are of these.
    init(
        old: Bytes, pieces: [Bytes], anchoredStart: Bool = false, anchoredEnd: Bool = false, global: Bool = false,
        firstOnly: Bool = false, wholeValue: Bool = false
    ) {
        self.old = old
        new = Bytes(pieces.joined(separator: old))
        self.anchoredStart = anchoredStart
        self.anchoredEnd = anchoredEnd
        self.global = global
        self.firstOnly = firstOnly
        self.wholeValue = wholeValue
    }
}

/// `:S`: replaces text in words. An empty text is found only at an anchor (make-language.md section 4.2).
func substitute(_ value: Bytes, _ substitution: Substitution, _ mode: WordMode) -> Bytes {
    var mode = mode
    if substitution.wholeValue { mode.isOneWord = true }
    var replacer = Replacer(value: value, substitution: substitution)
    return mapWords(value, mode, extra: substitution.new.count) { word, output in replacer.append(word, to: &output) }
}

/// Carries the memory of flag `1` from word to word.
private struct Replacer {
    let value: Bytes
    let substitution: Substitution
    /// A word with the text has been seen.
    var hasReplaced = false

    mutating func append(_ word: Range<Int>, to output: inout Bytes) {
        let old = substitution.old.count
        if hasReplaced && substitution.firstOnly || word.count < old {
            output += value[word]
        } else if substitution.anchoredStart {
            if found(at: word.lowerBound) && (!substitution.anchoredEnd || word.count == old) {
                replace(&output)
                output += value[(word.lowerBound + old)..<word.upperBound]
            } else {
                output += value[word]
            }
        } else if substitution.anchoredEnd {
            if found(at: word.upperBound - old) {
                output += value[word.lowerBound..<(word.upperBound - old)]
                replace(&output)
            } else {
                output += value[word]
            }
        } else {
            appendReplacingInside(word, to: &output)
        }
    }

    private mutating func appendReplacingInside(_ word: Range<Int>, to output: inout Bytes) {
        guard let first = substitution.old.first else {
            output += value[word]
            return
        }
        let old = substitution.old.count
        var copied = word.lowerBound
        var position = copied
        while position + old <= word.upperBound {
            if value[position] == first && found(at: position) {
                output += value[copied..<position]
                replace(&output)
                position += old
                copied = position
                if !substitution.global { break }
            } else {
                position += 1
            }
        }
        output += value[copied..<word.upperBound]
    }

    private mutating func replace(_ output: inout Bytes) {
        output += substitution.new
        hasReplaced = true
    }

    private func found(at position: Int) -> Bool {
        for offset in 0..<substitution.old.count where value[position + offset] != substitution.old[offset] {
            return false
        }
        return true
    }
}
