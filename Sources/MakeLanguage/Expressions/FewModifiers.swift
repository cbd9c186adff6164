internal import Text

/// The modifiers of dialects that have only these: `E H T R M N S C L U Q QL sh old=new` (make-language.md S9-14, S9-15).
extension ModifierScanner {
    func fewModifiers() -> (Modifier, next: Int) {
        if let found = oneOfFew(), !found.0.isInvalid, isEnd(found.next) { return found }
        if let found = stemSubstitution() { return found }
        var end = start
        while !isEnd(end) {
            end = compiler.text[end] == Ascii.dollar ? compiler.expression(at: end)?.end ?? end + 1 : end + 1
        }
        return (.invalid(.foreign(Bytes(compiler.text[start..<end]))), end)
    }

    private func oneOfFew() -> (Modifier, next: Int)? {
        switch byte(start) {
        case UInt8(ascii: "H"): return (.head, start + 1)
        case UInt8(ascii: "T"): return (.tail, start + 1)
        case UInt8(ascii: "E"): return (.suffix, start + 1)
        case UInt8(ascii: "R"): return (.root, start + 1)
        case UInt8(ascii: "L"): return (.lower, start + 1)
        case UInt8(ascii: "U"): return (.upper, start + 1)
        case UInt8(ascii: "Q"):
            return byte(start + 1) == UInt8(ascii: "L") ? (.quoteKeepingBlanks, start + 2) : (.quote, start + 1)
        case UInt8(ascii: "M"): return literalMatch(keep: true)
        case UInt8(ascii: "N"): return literalMatch(keep: false)
        case UInt8(ascii: "S"): return substitution()
        case UInt8(ascii: "C"): return regex()
        case UInt8(ascii: "s"): return byte(start + 1) == UInt8(ascii: "h") ? (.valueAsCommand, start + 2) : nil
        default: return nil
        }
    }

    /// `:Mpattern`: no expressions, and `\` before a colon, a closing brace or itself (S9-15). `[!` negates as `[^` does.
    private func literalMatch(keep: Bool) -> (Modifier, next: Int) {
        let text = compiler.text
        var index = start + 1
        var level = 0
        var pattern: Bytes = []
        while index < text.count {
            let current = text[index]
            let following = byte(index + 1)
            if current == Ascii.backslash, index + 1 < text.count {
                let isEscape =
                    following == Ascii.colon || following == Ascii.rightBrace || following == Ascii.rightParen
                if !isEscape { pattern.append(current) }
                pattern.append(following)
                index += 2
                continue
            }
            if level == 0, current == Ascii.colon || current == close { break }
            if current == Ascii.leftParen || current == Ascii.leftBrace { level += 1 }
            if current == Ascii.rightParen || current == Ascii.rightBrace { level -= 1 }
            let negates = current == Ascii.exclamation && pattern.last == Ascii.leftBracket
            pattern.append(negates ? Ascii.caret : current)
            index += 1
        }
        return (.matchFixed(Glob(pattern), keep: keep), index)
    }

    /// `:old=new`, which ends where any modifier does.
    private func stemSubstitution() -> (Modifier, next: Int)? {
        guard let old = part(from: start, delimiter: Ascii.equals), !endsBefore(old.next - 1) else { return nil }
        let colon = part(from: old.next, delimiter: Ascii.colon)
        let closing = close.flatMap { part(from: old.next, delimiter: $0) }
        guard let new = [colon, closing].compactMap({ $0 }).min(by: { $0.next < $1.next }) else { return nil }
        return (.substituteStem(old: old.template, new: new.template), new.next - 1)
    }

    /// True if the modifier ends before an index: what stands there belongs to another one.
    private func endsBefore(_ index: Int) -> Bool {
        var position = start
        while position < index {
            if compiler.text[position] == Ascii.dollar, let end = compiler.expression(at: position)?.end {
                position = end
                continue
            }
            if compiler.text[position] == Ascii.backslash {
                position += 2
                continue
            }
            if isEnd(position) { return true }
            position += 1
        }
        return false
    }
}

extension Modifier {
    fileprivate var isInvalid: Bool {
        if case .invalid = self { return true }
        return false
    }
}
