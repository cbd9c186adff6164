internal import Text

/// A modifier chain, from behind the first colon (make-language.md 4.1).
extension TemplateCompiler {
    /// Returns the modifiers and the index behind the closing brace; `close` is nil for the text of an indirect chain.
    func modifiers(from start: Int, open: UInt8, close: UInt8?) -> ([Modifier], end: Int) {
        var chain: [Modifier] = []
        var index = start
        var plainUntil = start
        guard depth <= Self.maximalDepth else { return ([.invalid(.nestedTooDeeply)], text.count) }
        while true {
            if index >= text.count {
                // Behind a later colon the end of the text is the end of the expression.
                if let close, chain.isEmpty { chain.append(.invalid(.unclosed(expected: close))) }
                return (chain, text.count)
            }
            if text[index] == close { return (chain, index + 1) }
            let begin = index
            var scanner = ModifierScanner(compiler: self, open: open, close: close, start: begin)
            scanner.plainUntil = plainUntil
            let (modifier, next) = scanner.modifier()
            // Where a long chain has many that are not known, its rest is looked through only once.
            if modifier.soughtEquals, next >= plainUntil { plainUntil = scanner.endOfPlainText(from: next) }
            chain.append(modifier)
            index = next
            if case .invalid(let problem) = modifier, problem.endsExpression { return (chain, next) }
            if case .indirect(_, let isWhole, _) = modifier, !isWhole { continue }
            if index >= text.count {
                guard let close else { return (chain, text.count) }
                chain.append(.invalid(.unclosedBehind(modifier: Bytes(text[begin..<index]), expected: close)))
                return (chain, text.count)
            }
            if text[index] == Ascii.colon {
                index += 1
            } else if text[index] != close {
                chain.append(.missingColon(after: Bytes(text[begin..<index])))
            }
        }
    }
}

extension Modifier {
    /// It was tried as a substitution, which it is not.
    fileprivate var soughtEquals: Bool {
        switch self {
        case .invalid(.unknown): true
        case .indirect(_, let isWhole, _): !isWhole
        default: false
        }
    }
}

extension ModifierProblem {
    /// The rest of the text behind such a modifier is not looked at as part of the expression.
    var endsExpression: Bool {
        if case .unknown = self { return false }
        return true
    }
}

/// Takes one modifier apart.
struct ModifierScanner {
    let compiler: TemplateCompiler
    let open: UInt8
    let close: UInt8?
    let start: Int
    /// Up to there, where the chain ends, is no `=`.
    var plainUntil = 0

    private var text: Bytes { compiler.text }

    private func byte(_ index: Int) -> UInt8 { index < compiler.text.count ? compiler.text[index] : 0 }

    /// True where a modifier may end: a colon, the closing brace, the end of the text.
    private func isEnd(_ index: Int) -> Bool {
        index >= compiler.text.count || compiler.text[index] == Ascii.colon || compiler.text[index] == close
    }

    func modifier() -> (Modifier, next: Int) {
        if byte(start) == Ascii.dollar, let found = indirect() { return found }
        if let found = known() { return found }
        if let found = suffixSubstitution() { return found }
        var end = start + 1
        while !isEnd(end) { end += 1 }
        return (.invalid(.unknown(Bytes(text[start..<end]))), end)
    }

    /// `:${M}` (S4-12).
    private func indirect() -> (Modifier, next: Int)? {
        guard let (expression, end) = compiler.expression(at: start) else {
            // A lone dollar expands to nothing (S3-26).
            return isEnd(start + 1) ? (.indirect(.empty, isWhole: true, otherwise: .ownName), start + 1) : nil
        }
        let template = Template(source: expression.text, parts: [.expression(expression)])
        if isEnd(end) { return (.indirect(template, isWhole: true, otherwise: .ownName), end) }
        // Not followed by a delimiter: empty text is skipped and the chain goes on right there; other text belongs to
        // a substitution, or to nothing known.
        var stop = start + 1
        while !isEnd(stop) { stop += 1 }
        let otherwise = suffixSubstitution()?.0 ?? .invalid(.unknown(Bytes(text[start..<stop])))
        return (.indirect(template, isWhole: false, otherwise: otherwise), end)
    }

    private func known() -> (Modifier, next: Int)? {
        switch byte(start) {
        case UInt8(ascii: "H"): return simple(.head)
        case UInt8(ascii: "T"): return simple(.tail)
        case UInt8(ascii: "E"): return simple(.suffix)
        case UInt8(ascii: "R"): return simple(.root)
        // These two need no delimiter behind them.
        case UInt8(ascii: "L"): return (.ownName, start + 1)
        case UInt8(ascii: "P"): return (.path, start + 1)
        case UInt8(ascii: "Q"): return simple(.quote)
        case UInt8(ascii: "q"): return simple(.quoteForMake)
        case UInt8(ascii: "u"): return simple(.unique)
        case UInt8(ascii: "M"): return match(keep: true)
        case UInt8(ascii: "N"): return match(keep: false)
        case UInt8(ascii: "D"): return defaultText { .ifDefined($0) }
        case UInt8(ascii: "U"): return defaultText { .ifUndefined($0) }
        case UInt8(ascii: "S"): return substitution()
        case UInt8(ascii: "C"): return regex()
        case UInt8(ascii: "O"): return order()
        case UInt8(ascii: "t"): return conversion()
        case UInt8(ascii: "@"): return loop()
        case UInt8(ascii: "?"): return choice()
        case UInt8(ascii: "!"): return command()
        case UInt8(ascii: "["): return selection()
        case UInt8(ascii: "_"): return remember()
        case Ascii.colon: return assignment()
        case UInt8(ascii: "s"):
            return word("sh") && isEnd(start + 2) ? (.valueAsCommand, start + 2) : nil
        case UInt8(ascii: "h"): return word("hash") && isEnd(start + 4) ? (.hash, start + 4) : nil
        case UInt8(ascii: "r"): return range()
        case UInt8(ascii: "g"): return time("gmtime", local: false)
        case UInt8(ascii: "l"): return time("localtime", local: true)
        case UInt8(ascii: "m"): return modificationTime()
        default: return nil
        }
    }

    /// The text from there on for a message, which need not be as long as the text.
    private func rest(from index: Int) -> Bytes { Bytes(text[index..<min(index + 1000, text.count)]) }

    private func word(_ literal: StaticString) -> Bool { text[start...].starts(with: Bytes(literal)) }

    private func simple(_ modifier: Modifier) -> (Modifier, next: Int)? {
        isEnd(start + 1) ? (modifier, start + 1) : nil
    }

    // MARK: Parts

    private enum PartKind { case plain, oldOfSubstitution, newOfSubstitution, loopBody }

    /// The text up to an unescaped delimiter (S4-05); nil if the delimiter does not come.
    ///
    /// `anchored` tells whether a `$` stood right before the delimiter of an old text.
    private func part(
        from begin: Int, delimiter: UInt8, kind: PartKind = .plain
    ) -> (template: Template, anchored: Bool, next: Int)? {
        var builder = PartBuilder()
        var index = begin
        var anchored = false
        while index < text.count, text[index] != delimiter {
            let current = text[index]
            let following = byte(index + 1)
            let hasFollowing = index + 1 < text.count
            if current == Ascii.backslash, hasFollowing,
                following == delimiter || following == Ascii.backslash || following == Ascii.dollar
                    || (kind == .newOfSubstitution && following == Ascii.ampersand)
            {
                builder.append(following)
                index += 2
            } else if current == Ascii.dollar {
                if following == delimiter, hasFollowing {
                    if kind == .oldOfSubstitution { anchored = true } else { builder.append(current) }
                    index += 1
                } else if kind == .loopBody {
                    // The body is expanded at use, so its expressions stay as they are written.
                    let end = compiler.expression(at: index)?.end ?? index + 1
                    builder.append(text, index..<end)
                    index = end
                } else {
                    index = compiler.expression(at: index, into: &builder)
                }
            } else if current == Ascii.ampersand, kind == .newOfSubstitution {
                builder.append(.ampersand)
                index += 1
            } else {
                let begin = index
                repeat { index += 1 } while index < text.count && !isSpecial(text[index], delimiter)
                builder.append(text, begin..<index)
            }
        }
        guard index < text.count else { return nil }
        return (builder.template(source: Bytes(text[begin..<index])), anchored, index + 1)
    }

    /// True for what ends a run of bytes that stand for themselves.
    private func isSpecial(_ byte: UInt8, _ delimiter: UInt8) -> Bool {
        byte == delimiter || byte == Ascii.backslash || byte == Ascii.dollar || byte == Ascii.ampersand
    }

    private func unfinished(_ delimiter: UInt8) -> (Modifier, next: Int) {
        (.invalid(.unfinished(delimiter)), text.count)
    }

    // MARK: Single modifiers

    /// `:Mpattern`, `:Npattern` (S4-07).
    ///
    /// An escape never ends the pattern. Its backslash goes only if the first escape stands before the first `$`;
    /// otherwise all stay, for the expressions in the pattern have escapes of their own: `${V:N${:Ua\:b}}`.
    private func match(keep: Bool) -> (Modifier, next: Int) {
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

    /// The text of `:D`, `:U` and `:gmtime=` (S4-08).
    private func text(from begin: Int) -> (Template, next: Int) {
        var builder = PartBuilder()
        var index = begin
        while index < text.count, text[index] != Ascii.colon, text[index] != close {
            let following = byte(index + 1)
            if text[index] == Ascii.backslash, index + 1 < text.count,
                following == Ascii.colon || following == Ascii.dollar || following == Ascii.backslash
                    || following == close
            {
                builder.append(following)
                index += 2
            } else if text[index] == Ascii.dollar {
                index = compiler.expression(at: index, into: &builder)
            } else {
                let run = index
                repeat {
                    index += 1
                } while !isEnd(index) && text[index] != Ascii.backslash && text[index] != Ascii.dollar
                builder.append(text, run..<index)
            }
        }
        return (builder.template(source: Bytes(text[begin..<index])), index)
    }

    private func defaultText(_ make: (Template) -> Modifier) -> (Modifier, next: Int) {
        let (template, next) = text(from: start + 1)
        return (make(template), next)
    }

    private func flags(from begin: Int) -> (Modifier.SubstitutionFlags, next: Int) {
        var flags = Modifier.SubstitutionFlags()
        var index = begin
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "g"): flags.global = true
            case UInt8(ascii: "1"): flags.firstOnly = true
            case UInt8(ascii: "W"): flags.wholeValue = true
            default: return (flags, index)
            }
            index += 1
        }
        return (flags, index)
    }

    private func substitution() -> (Modifier, next: Int) {
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
    private func literalPieces(_ template: Template) -> [Bytes]? {
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

    private func regex() -> (Modifier, next: Int) {
        guard start + 1 < text.count else { return (.invalid(.missingDelimiter(UInt8(ascii: "C"))), text.count) }
        let delimiter = text[start + 1]
        guard let pattern = part(from: start + 2, delimiter: delimiter),
            let replacement = part(from: pattern.next, delimiter: delimiter)
        else { return unfinished(delimiter) }
        let (flags, next) = flags(from: replacement.next)
        return (.substituteRegex(pattern: pattern.template, replacement: replacement.template, flags), next)
    }

    private func order() -> (Modifier, next: Int)? {
        if isEnd(start + 1) { return (.sort(.ascending), start + 1) }
        var end = start + 1
        while !isEnd(end) { end += 1 }
        switch Bytes(text[start + 1..<end]) {
        case Bytes("r"): return (.sort(.descending), end)
        case Bytes("x"): return (.sort(.random), end)
        case Bytes("n"): return (.sort(.numeric), end)
        case Bytes("nr"), Bytes("rn"): return (.sort(.numericDescending), end)
        default: return bad(goesOnAt: start + 2)
        }
    }

    /// `:tA :tl :tu :ts :tW :tw`.
    private func conversion() -> (Modifier, next: Int)? {
        let kind = byte(start + 1)
        if kind == UInt8(ascii: "s"), start + 1 < text.count { return separator() }
        guard isEnd(start + 2), start + 1 < text.count, !isEnd(start + 1) else {
            return bad(goesOnAt: start + 2)
        }
        switch kind {
        case UInt8(ascii: "A"): return (.realPath, start + 2)
        case UInt8(ascii: "l"): return (.lower, start + 2)
        case UInt8(ascii: "u"): return (.upper, start + 2)
        case UInt8(ascii: "W"): return (.asOneWord, start + 2)
        case UInt8(ascii: "w"): return (.asWords, start + 2)
        default: return bad(goesOnAt: start + 2)
        }
    }

    private func separator() -> (Modifier, next: Int) {
        let index = start + 2
        if index < text.count, text[index] != close, isEnd(index + 1) { return (.separator(text[index]), index + 1) }
        if isEnd(index) { return (.separator(nil), index) }
        var end = index
        while !isEnd(end) { end += 1 }
        guard text[index] == Ascii.backslash, let byte = escapedByte(text[index + 1..<end]) else {
            let following = byte(index + 1)
            if text[index] == Ascii.backslash, following.isDigit || following == UInt8(ascii: "x") {
                let number = following.isDigit ? index + 1 : index + 2
                return (.invalid(.invalidCharacter(rest(from: number))), start + 2)
            }
            return bad(goesOnAt: start + 2)
        }
        return (.separator(byte), end)
    }

    /// `n`, `t`, `xHH` or octal digits.
    private func escapedByte(_ escape: ArraySlice<UInt8>) -> UInt8? {
        if escape.elementsEqual(Bytes("n")) { return Ascii.newline }
        if escape.elementsEqual(Bytes("t")) { return Ascii.tab }
        let isHex = escape.first == UInt8(ascii: "x")
        let digits = String(decoding: isHex ? escape.dropFirst() : escape, as: UTF8.self)
        guard digits.utf8.allSatisfy({ $0.isAlphanumeric }), !digits.isEmpty else { return nil }
        return UInt8(digits, radix: isHex ? 16 : 8)
    }

    /// A modifier that is known but malformed; the text from `next` on is no part of the expression any more (S4-10).
    private func bad(goesOnAt next: Int) -> (Modifier, next: Int) {
        let ends = [Ascii.colon, Ascii.rightParen, Ascii.rightBrace]
        let end = text[start...].firstIndex { ends.contains($0) } ?? text.count
        return (.invalid(.bad(Bytes(text[start..<end]))), min(next, text.count))
    }

    private func loop() -> (Modifier, next: Int) {
        guard let name = part(from: start + 1, delimiter: Ascii.at) else { return unfinished(Ascii.at) }
        guard let body = part(from: name.next, delimiter: Ascii.at, kind: .loopBody) else {
            return unfinished(Ascii.at)
        }
        let text = body.template.literal ?? body.template.source
        let compiled = TemplateCompiler.compile(text, compiler.language, depth: compiler.depth + 1)
        return (.loop(name: name.template, body: compiled), body.next)
    }

    private func choice() -> (Modifier, next: Int) {
        guard let then = part(from: start + 1, delimiter: Ascii.colon) else { return unfinished(Ascii.colon) }
        let end = close ?? 0
        if close == nil {
            let rest = TemplateCompiler.compile(Bytes(text[then.next...]), compiler.language, depth: compiler.depth + 1)
            return (.choose(then: then.template, otherwise: rest), text.count)
        }
        guard let otherwise = part(from: then.next, delimiter: end) else { return unfinished(end) }
        return (.choose(then: then.template, otherwise: otherwise.template), otherwise.next - 1)
    }

    private func command() -> (Modifier, next: Int) {
        guard let command = part(from: start + 1, delimiter: Ascii.exclamation) else {
            return unfinished(Ascii.exclamation)
        }
        return (.commandOutput(command.template), command.next)
    }

    private func selection() -> (Modifier, next: Int) {
        guard let argument = part(from: start + 1, delimiter: Ascii.rightBracket) else {
            return unfinished(Ascii.rightBracket)
        }
        guard isEnd(argument.next) else { return bad(goesOnAt: argument.next + 1) }
        if let literal = argument.template.literal, WordSelection(literal) == nil {
            return bad(goesOnAt: argument.next + 1)
        }
        return (.select(argument.template), argument.next)
    }

    private func remember() -> (Modifier, next: Int)? {
        if isEnd(start + 1) { return (.remember(nil), start + 1) }
        guard byte(start + 1) == Ascii.equals else { return nil }
        var end = start + 2
        while !isEnd(end) { end += 1 }
        return (.remember(Bytes(text[start + 2..<end])), end)
    }

    /// `::=`, `::?=`, `::+=`, `::!=`.
    private func assignment() -> (Modifier, next: Int)? {
        let kind: Modifier.Assignment
        var index = start + 1
        switch byte(index) {
        case Ascii.equals: kind = .set
        case Ascii.question: kind = .setIfUndefined
        case Ascii.plus: kind = .append
        case Ascii.exclamation: kind = .shell
        default: return nil
        }
        if kind != .set {
            index += 1
            guard byte(index) == Ascii.equals else { return nil }
        }
        guard let close else { return nil }
        guard let value = part(from: index + 1, delimiter: close) else { return unfinished(close) }
        return (.assign(kind, value.template), value.next - 1)
    }

    private func range() -> (Modifier, next: Int)? {
        guard word("range") else { return nil }
        let index = start + 5
        if isEnd(index) { return (.range(0), index) }
        guard text[index] == Ascii.equals else { return nil }
        let end = endOfDigits(from: index + 1)
        guard let count = Int(String(decoding: text[index + 1..<end], as: UTF8.self)) else {
            var stop = index + 1
            while !isEnd(stop) { stop += 1 }
            return (.invalid(.invalidRange(rest(from: index + 1))), stop)
        }
        return (.range(count), end)
    }

    private func endOfDigits(from start: Int) -> Int {
        var end = start
        while end < text.count, text[end].isDigit { end += 1 }
        return end
    }

    private func time(_ name: StaticString, local: Bool) -> (Modifier, next: Int)? {
        guard word(name) else { return nil }
        let index = start + name.utf8CodeUnitCount
        if isEnd(index) { return (.formatTime(local: local, at: nil), index) }
        guard text[index] == Ascii.equals else { return nil }
        let (template, next) = text(from: index + 1)
        guard next > index + 1, template.literal != nil else { return (.formatTime(local: local, at: template), next) }
        // Behind the number of seconds the chain goes on, with or without a colon.
        let begin = index + (byte(index + 1) == Ascii.minus ? 2 : 1)
        let end = endOfDigits(from: begin)
        guard Int64(String(decoding: text[index + 1..<end], as: UTF8.self)) != nil else {
            return (.invalid(.invalidTime(rest(from: index + 1))), next)
        }
        let seconds = Bytes(text[index + 1..<end])
        return (.formatTime(local: local, at: Template(source: seconds, parts: [.literal(seconds)])), end)
    }

    private func modificationTime() -> (Modifier, next: Int)? {
        guard word("mtime") else { return nil }
        let index = start + 5
        if isEnd(index) { return (.modificationTime(fallback: nil, isError: false), index) }
        guard text[index] == Ascii.equals else { return nil }
        let (template, next) = text(from: index + 1)
        return (.modificationTime(fallback: template, isError: template.literal == Bytes("error")), next)
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
    private func suffixSubstitution() -> (Modifier, next: Int)? {
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
