package import Text

/// The words of a command line as sh splits it, without any expansion; nil if a quote is not closed.
package func shellWords(_ line: Bytes) -> [Bytes]? {
    var reader = WordReader(line)
    var words: [Bytes] = []
    while let word = reader.next() {
        if word.isUnterminated { return nil }
        words.append(word.value)
    }
    return words
}

/// Reads words that are quoted like in sh, and `#` comments, and knows where each one began.
struct WordReader {
    struct Word {
        /// Without quotes.
        var value: Bytes
        /// Both count from 1; the column counts bytes.
        var line: Int
        var column: Int
        /// Some of it was quoted, so that it is not a number and no comment.
        var isQuoted = false
        /// The file ended inside quotes.
        var isUnterminated = false
    }

    private let text: Bytes
    private var position = 0
    private var line = 1
    private var lineStart = 0

    init(_ text: Bytes) { self.text = text }

    mutating func next() -> Word? {
        skipBlanks()
        guard position < text.count else { return nil }
        var word = Word(value: [], line: line, column: position - lineStart + 1)
        while position < text.count, !text[position].isSpace {
            switch text[position] {
            case Ascii.apostrophe: readQuoted(by: Ascii.apostrophe, into: &word)
            case Ascii.quote: readQuoted(by: Ascii.quote, into: &word)
            case Ascii.backslash: readEscape(into: &word)
            default: word.value.append(take())
            }
        }
        return word
    }

    private mutating func skipBlanks() {
        while position < text.count {
            if text[position] == Ascii.hash {
                while position < text.count, text[position] != Ascii.newline { position += 1 }
            } else if text[position].isSpace {
                _ = take()
            } else {
                return
            }
        }
    }

    private mutating func take() -> UInt8 {
        let byte = text[position]
        position += 1
        if byte == Ascii.newline {
            line += 1
            lineStart = position
        }
        return byte
    }

    private mutating func readEscape(into word: inout Word) {
        position += 1
        word.isQuoted = true
        guard position < text.count else {
            word.isUnterminated = true
            return
        }
        let byte = take()
        if byte != Ascii.newline { word.value.append(byte) }
    }

    private mutating func readQuoted(by quote: UInt8, into word: inout Word) {
        position += 1
        word.isQuoted = true
        while position < text.count {
            let byte = take()
            if byte == quote { return }
            // In double quotes a backslash is itself, except before what it protects.
            if byte == Ascii.backslash, quote == Ascii.quote, position < text.count,
                Bytes("\"\\$`\n").contains(text[position])
            {
                let protected = take()
                if protected != Ascii.newline { word.value.append(protected) }
            } else {
                word.value.append(byte)
            }
        }
        word.isUnterminated = true
    }
}
