internal import Text

extension PlainScriptParser {
    /// One word, which does not begin with a blank.
    mutating func word() -> PlainWord? {
        var parts: [PlainWord.Part] = []
        var plain: Bytes = []
        let start = position
        func flush() {
            if !plain.isEmpty { parts.append(.text(plain, isQuoted: false)) }
            plain.removeAll()
        }
        while let byte = next, !Self.endsWord[Int(byte)] {
            guard Self.hasMeaning[Int(byte)] else {
                plain.append(byte)
                position += 1
                continue
            }
            switch byte {
            case Ascii.apostrophe:
                let end = text.index(of: Ascii.apostrophe, from: position + 1)
                guard end < text.count else { return nil }
                flush()
                parts.append(.text(Bytes(text[position + 1..<end]), isQuoted: true))
                position = end + 1
            case Ascii.quote:
                flush()
                guard quoted(&parts) else { return nil }
            case Ascii.backslash:
                guard position + 1 < text.count else { return nil }
                flush()
                parts.append(.text([text[position + 1]], isQuoted: true))
                position += 2
            case Ascii.backquote, Ascii.dollar:
                flush()
                guard let node = substitution() else { return nil }
                parts.append(.output(node, isQuoted: false))
            case Ascii.star:
                flush()
                parts.append(.star)
                position += 1
            case Ascii.hash where position > start, Ascii.exclamation:
                plain.append(byte)
                position += 1
            case Ascii.leftBracket, Ascii.rightBracket:
                // The name of a command, and its last word.
                let end = position + 1
                guard position == start, end == text.count || Self.endsWord[Int(text[end])] else { return nil }
                plain.append(byte)
                position += 1
            default: return nil
            }
        }
        flush()
        let word = PlainWord(parts: parts)
        return word.parts.isEmpty || !PathnamePattern.isClear(word) ? nil : word
    }

    /// In double quotes.
    private mutating func quoted(_ parts: inout [PlainWord.Part]) -> Bool {
        var plain: Bytes = []
        var isEmpty = true
        position += 1
        while let byte = next {
            switch byte {
            case Ascii.quote:
                position += 1
                if !plain.isEmpty || isEmpty { parts.append(.text(plain, isQuoted: true)) }
                return true
            case Ascii.backslash:
                guard position + 1 < text.count else { return false }
                let escaped = text[position + 1]
                let isEscape =
                    escaped == Ascii.quote || escaped == Ascii.backslash || escaped == Ascii.dollar
                    || escaped == Ascii.backquote
                if !isEscape { plain.append(byte) }
                plain.append(escaped)
                position += 2
            case Ascii.backquote, Ascii.dollar:
                if !plain.isEmpty { parts.append(.text(plain, isQuoted: true)) }
                plain.removeAll()
                guard let node = substitution() else { return false }
                parts.append(.output(node, isQuoted: true))
                isEmpty = false
            default:
                plain.append(byte)
                position += 1
            }
        }
        return false
    }

    /// `` `script` `` or `$(script)`.
    private mutating func substitution() -> PlainNode? {
        if next == Ascii.backquote {
            let end = text.index(of: Ascii.backquote, from: position + 1)
            guard end < text.count else { return nil }
            var inner = PlainScriptParser(
                Bytes(text[position + 1..<end]), isInBackquotes: true, depth: depth)
            position = end + 1
            return inner.script()
        }
        guard position + 2 < text.count, text[position + 1] == Ascii.leftParen, text[position + 2] != Ascii.leftParen
        else { return nil }
        position += 2
        guard let node = list(), next == Ascii.rightParen else { return nil }
        position += 1
        return node
    }
}
