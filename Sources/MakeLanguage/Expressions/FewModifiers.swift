internal import Text

/// The modifiers of dialects that have only these: `E H T R M N S C L U Q QL sh old=new` (make-language.md S9-14, S9-15).
extension ModifierScanner {
    func fewModifiers() -> (Modifier, next: Int) {
        if let found = oneOfFew() {
            // What is not finished takes all the text; and what has been compiled is not looked at in another way. One
            // inside of the other, such attempts would multiply.
            if found.0.isInvalid || isEnd(found.next) { return found }
            if byte(start) == UInt8(ascii: "S") || byte(start) == UInt8(ascii: "C") { return foreign(from: found.next) }
        }
        return stemSubstitution() ?? foreign(from: start)
    }

    private func foreign(from begin: Int) -> (Modifier, next: Int) {
        let end = endByBraces(from: begin)
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

    /// Where the modifier ends, or an `=` that comes before; expressions are passed over by their braces, for they are
    /// compiled once only.
    private func endByBraces(from begin: Int, orAt stop: UInt8? = nil) -> Int {
        let text = compiler.text
        var index = begin
        while !isEnd(index), text[index] != stop {
            let following = byte(index + 1)
            guard text[index] == Ascii.dollar, following == Ascii.leftBrace || following == Ascii.leftParen else {
                index += text[index] == Ascii.backslash && index + 1 < text.count ? 2 : 1
                continue
            }
            let closing = following == Ascii.leftBrace ? Ascii.rightBrace : Ascii.rightParen
            var level = 0
            index += 1
            repeat {
                if text[index] == following { level += 1 }
                if text[index] == closing { level -= 1 }
                index += 1
            } while level > 0 && index < text.count
        }
        return min(index, text.count)
    }

    /// `:old=new`, which ends where any modifier does.
    private func stemSubstitution() -> (Modifier, next: Int)? {
        let end = endByBraces(from: start)
        let equals = endByBraces(from: start, orAt: Ascii.equals)
        guard equals < end else { return nil }
        return (.substituteStem(old: template(start..<equals), new: template((equals + 1)..<end)), end)
    }

    /// A part of the text, without the backslashes that kept it together.
    private func template(_ range: Range<Int>) -> Template {
        var text: Bytes = []
        var index = range.lowerBound
        while index < range.upperBound {
            let following = index + 1 < range.upperBound ? compiler.text[index + 1] : 0
            let isEscape = following == Ascii.colon || following == Ascii.equals || following == close
            if compiler.text[index] == Ascii.backslash, isEscape { index += 1 }
            text.append(compiler.text[index])
            index += 1
        }
        return TemplateCompiler.compile(text, compiler.language, depth: compiler.depth + 1)
    }
}

extension Modifier {
    fileprivate var isInvalid: Bool {
        if case .invalid = self { return true }
        return false
    }
}
