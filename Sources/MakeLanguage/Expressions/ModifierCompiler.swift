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
            if language.warnsOfOtherDialect, let doubt = modifier.doubt(in: language.dialect) {
                chain.append(.doubtful(doubt))
            }
            chain.append(modifier)
            index = next
            if case .invalid(let problem) = modifier, problem.endsExpression { return (chain, next) }
            if case .indirect(_, let isWhole, _, _) = modifier, !isWhole { continue }
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
        case .indirect(_, let isWhole, _, _): !isWhole
        default: false
        }
    }
}

extension ModifierProblem {
    /// The rest of the text behind such a modifier is not looked at as part of the expression.
    var endsExpression: Bool {
        switch self {
        case .unknown, .foreign: return false
        default: return true
        }
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

    var text: Bytes { compiler.text }

    func byte(_ index: Int) -> UInt8 { index < compiler.text.count ? compiler.text[index] : 0 }

    /// True where a modifier may end: a colon, the closing brace, the end of the text.
    func isEnd(_ index: Int) -> Bool {
        index >= compiler.text.count || compiler.text[index] == Ascii.colon || compiler.text[index] == close
    }

    func modifier() -> (Modifier, next: Int) {
        if compiler.language.dialect.hasFewModifiers { return fewModifiers() }
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
            guard isEnd(start + 1) else { return nil }
            return (.indirect(.empty, isWhole: true, rest: start + 2, otherwise: .ownName), start + 1)
        }
        let template = Template(source: expression.text, parts: [.expression(expression)])
        if isEnd(end) { return (.indirect(template, isWhole: true, rest: end + 1, otherwise: .ownName), end) }
        // Not followed by a delimiter: empty text is skipped and the chain goes on right there; other text belongs to
        // a substitution, or to nothing known.
        var stop = start + 1
        while !isEnd(stop) { stop += 1 }
        let otherwise = suffixSubstitution()?.0 ?? .invalid(.unknown(Bytes(text[start..<stop])))
        // What is not known reaches to the first closing brace, which may be one of its own.
        let rest = byte(stop) == Ascii.colon ? text.count : stop + 1
        return (.indirect(template, isWhole: false, rest: rest, otherwise: otherwise), end)
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
    func rest(from index: Int) -> Bytes { Bytes(text[index..<min(index + 1000, text.count)]) }

    func word(_ literal: StaticString) -> Bool { text[start...].starts(with: Bytes(literal)) }

    func simple(_ modifier: Modifier) -> (Modifier, next: Int)? {
        isEnd(start + 1) ? (modifier, start + 1) : nil
    }

    /// A modifier that is known but malformed; the text from `next` on is no part of the expression any more (S4-10).
    func bad(goesOnAt next: Int) -> (Modifier, next: Int) {
        let ends = [Ascii.colon, Ascii.rightParen, Ascii.rightBrace]
        let end = text[start...].firstIndex { ends.contains($0) } ?? text.count
        return (.invalid(.bad(Bytes(text[start..<end]))), min(next, text.count))
    }
}
