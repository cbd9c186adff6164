internal import Text

/// `:M`, `:N`, `:S`, `:C` and `:old=new`.
extension ModifierScanner {
    /// `:Mpattern`, `:Npattern` (S4-07).
    ///
    /// An escape never ends the pattern. Its backslash goes only if the first escape stands before the first `$`;
    /// otherwise all stay, for the expressions in the pattern have escapes of their own: `${V:N${:Ua\:b}}`.
    func match(keep: Bool) -> (Modifier, next: Int) {
        var index = start + 1
        var level = 0
        var pattern: Bytes = []
        var hasDollar = false
        var dropsBackslash = false
        while index < text.count {
            let current = text[index]
            let following = byte(index + 1)
            if current == Ascii.backslash, index + 1 < text.count,
                following == Ascii.colon || following == close || following == open
            {
                if !hasDollar { dropsBackslash = true }
                if !dropsBackslash { pattern.append(current) }
                pattern.append(following)
                index += 2
                continue
            }
            if level == 0, current == Ascii.colon || current == close { break }
            if current == Ascii.dollar { hasDollar = true }
            if current == Ascii.leftParen || current == Ascii.leftBrace { level += 1 }
            if current == Ascii.rightParen || current == Ascii.rightBrace {
                level -= 1
                if level < 0 { break }
            }
            pattern.append(current)
            index += 1
        }
        let template = TemplateCompiler.compile(pattern, compiler.language, depth: compiler.depth + 1)
        if let literal = template.literal { return (.matchFixed(Glob(literal), keep: keep), index) }
        return (.match(template, keep: keep), index)
    }

    func substitution() -> (Modifier, next: Int) {
        guard start + 1 < text.count else { return (.invalid(.missingDelimiter(UInt8(ascii: "S"))), text.count) }
        let delimiter = text[start + 1]
        var index = start + 2
        let atStart = byte(index) == Ascii.caret
        if atStart { index += 1 }
        guard let old = part(from: index, delimiter: delimiter, kind: .oldOfSubstitution),
            let new = part(from: old.next, delimiter: delimiter, kind: .newOfSubstitution)
        else { return unfinished(delimiter) }
        let (flags, next) = flags(from: new.next)
        if let fixed = old.template.literal, let pieces = literalPieces(new.template) {
            let substitution = Substitution(
                old: fixed, pieces: pieces, anchoredStart: atStart, anchoredEnd: old.anchored, global: flags.global,
                firstOnly: flags.firstOnly, wholeValue: flags.wholeValue)
            return (.substituteFixed(substitution), next)
        }
        return (
            .substitute(old: old.template, new: new.template, atStart: atStart, atEnd: old.anchored, flags), next
        )
    }

    /// The texts between the `&` of a right side; nil if it has expressions.
    func literalPieces(_ template: Template) -> [Bytes]? {
        var pieces: [Bytes] = [[]]
        for part in template.parts {
            switch part {
            case .ampersand: pieces.append([])
            case .literal(let bytes): pieces[pieces.count - 1] += bytes
            case .dollar: pieces[pieces.count - 1].append(Ascii.dollar)
            case .expression, .loopValue: return nil
            }
        }
        return pieces
    }

    func regex() -> (Modifier, next: Int) {
        guard start + 1 < text.count else { return (.invalid(.missingDelimiter(UInt8(ascii: "C"))), text.count) }
        let delimiter = text[start + 1]
        guard let pattern = part(from: start + 2, delimiter: delimiter),
            let replacement = part(from: pattern.next, delimiter: delimiter)
        else { return unfinished(delimiter) }
        let (flags, next) = flags(from: replacement.next)
        return (.substituteRegex(pattern: pattern.template, replacement: replacement.template, flags), next)
    }

    /// The end of the chain, if there is no `=` before it; otherwise `begin`.
    func endOfPlainText(from begin: Int) -> Int {
        var level = 1
        var index = begin
        while index < text.count, text[index] != Ascii.equals {
            if text[index] == close {
                level -= 1
                if level == 0 { return index }
            } else if text[index] == open {
                level += 1
            }
            index += 1
        }
        return index < text.count ? begin : index
    }

    /// `:old=new` (S4-09): an `=` at this level, and nothing but the closing brace behind.
    func suffixSubstitution() -> (Modifier, next: Int)? {
        guard start >= plainUntil else { return nil }
        var level = 1
        var index = start
        var hasEquals = false
        while index < text.count {
            let current = text[index]
            if current == Ascii.equals, level == 1 {
                hasEquals = true
            } else if current == close {
                level -= 1
                if level == 0 { break }
            } else if current == open {
                level += 1
            }
            index += 1
        }
        guard hasEquals, close == nil ? index >= text.count : index < text.count else { return nil }
        guard let old = part(from: start, delimiter: Ascii.equals) else { return nil }
        guard let close else {
            let rest = TemplateCompiler.compile(Bytes(text[old.next...]), compiler.language, depth: compiler.depth + 1)
            return (.substituteSuffix(old: old.template, new: rest), text.count)
        }
        guard let new = part(from: old.next, delimiter: close) else { return nil }
        return (.substituteSuffix(old: old.template, new: new.template), new.next - 1)
    }
}
