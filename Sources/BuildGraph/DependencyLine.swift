internal import MakeLanguage
internal import Text

/// A dependency line taken apart: targets, operator, sources (make-language.md 6.1). Its expressions are expanded.
///
/// One value takes line after line, so that the lists of words are not made anew for each.
struct DependencyLine {
    /// The line, and behind it what it only abbreviates: members of archives.
    private(set) var text: Bytes = []
    /// Words, as places in `text`.
    private(set) var targets: [Range<Int>] = []
    private(set) var operation = DependencyOperator.none
    private(set) var sources: [Range<Int>] = []
    /// Where they begin in the line.
    private(set) var sourcesStart = 0
    /// Every word is a name as it stands there: nothing in the line stands for something else.
    private(set) var isPlain = true

    enum Problem: Error {
        /// There is no operator.
        case noOperator
        case badArchive(Bytes)
        case badSourceArchive(Bytes)
    }

    func word(_ range: Range<Int>) -> Bytes { Bytes(text[range]) }

    mutating func take(_ line: Bytes, _ dialect: Dialect) throws(Problem) {
        text = line
        targets.removeAll(keepingCapacity: true)
        sources.removeAll(keepingCapacity: true)
        isPlain = !line.contains(where: Self.standsForMore)
        let bytes = line.span
        var index: Int
        if dialect.prefersSeparatedOperators, let place = Self.separatedOperator(bytes) {
            // Before it are words in which no operator counts.
            if Self.takeWords(line, 0..<place, &text, &targets) != nil { throw .badArchive(line) }
            index = place
        } else {
            index = try takeTargets(line)
        }
        guard index < bytes.count else { throw .noOperator }
        if bytes[index] == Ascii.exclamation {
            operation = .force
        } else if index + 1 < bytes.count, bytes[index + 1] == Ascii.colon {
            operation = .independent
            index += 1
        } else {
            operation = .normal
        }
        sourcesStart = Self.behindBlanks(bytes, index + 1)
        // Its words have quotes and braces of their own.
        if targets.count == 1, case let target = text[targets[0]], target.first == Ascii.dot,
            target.elementsEqual(Bytes(".SHELL"))
        {
            return
        }
        if let archive = Self.takeWords(line, sourcesStart..<line.count, &text, &sources) {
            throw .badSourceArchive(Bytes(line[archive]))
        }
    }

    /// Takes words up to an operator, and returns its place.
    private mutating func takeTargets(_ line: Bytes) throws(Problem) -> Int {
        let bytes = line.span
        var index = Self.behindBlanks(bytes, 0)
        while index < bytes.count, bytes[index] != Ascii.colon, bytes[index] != Ascii.exclamation {
            let start = index
            index = Self.endOfTarget(bytes, start)
            if index < bytes.count, bytes[index] == Ascii.leftParen {
                guard let end = Self.addMembers(line, start, index, &text, &targets) else {
                    throw .badArchive(Bytes(line[start..<index]))
                }
                index = end
            } else {
                targets.append(start..<index)
            }
            index = Self.behindBlanks(bytes, index)
        }
        return index
    }

    /// Takes the words of a part of the line; returns an archive that is not closed.
    private static func takeWords(
        _ line: Bytes, _ range: Range<Int>, _ text: inout Bytes, _ words: inout [Range<Int>]
    ) -> Range<Int>? {
        let bytes = line.span.extracting(0..<range.upperBound)
        var index = Self.behindBlanks(bytes, range.lowerBound)
        while index < bytes.count {
            let start = index
            index = Self.endOfSource(bytes, start, archives: true)
            if index < bytes.count, bytes[index] == Ascii.leftParen, index > start {
                guard let end = addMembers(line, start, index, &text, &words), end <= range.upperBound else {
                    return start..<index
                }
                index = end
            } else {
                index = Self.endOfSource(bytes, index, archives: false)
                words.append(start..<index)
            }
            index = Self.behindBlanks(bytes, index)
        }
        return nil
    }

    /// The place of the first operator with a blank, or nothing, behind it (S6-04); nil if there is none.
    private static func separatedOperator(_ line: Span<UInt8>) -> Int? {
        var index = 0
        while index < line.count {
            let byte = line[index]
            if byte == Ascii.backslash {
                index += 2
                continue
            }
            guard byte == Ascii.colon || byte == Ascii.exclamation else {
                index = byte == Ascii.dollar ? behindExpression(line, index) : index + 1
                continue
            }
            let isDouble = byte == Ascii.colon && index + 1 < line.count && line[index + 1] == Ascii.colon
            let next = index + (isDouble ? 2 : 1)
            if next >= line.count || line[next].isSpace { return index }
            index = next
        }
        return nil
    }

    private static func standsForMore(_ byte: UInt8) -> Bool {
        switch byte {
        case Ascii.dollar, Ascii.leftParen, Ascii.rightParen, Ascii.star, Ascii.question, Ascii.leftBracket,
            Ascii.backslash, Ascii.rightBracket, Ascii.leftBrace, Ascii.rightBrace:
            true
        default: false
        }
    }

    private static func behindBlanks(_ line: Span<UInt8>, _ start: Int) -> Int {
        var index = start
        while index < line.count, line[index].isSpace { index += 1 }
        return index
    }

    /// The index behind a target, or that of the parenthesis which makes it an archive.
    private static func endOfTarget(_ line: Span<UInt8>, _ start: Int) -> Int {
        var index = start
        while index < line.count {
            let byte = line[index]
            let isEnd = byte.isSpace || byte == Ascii.colon || byte == Ascii.exclamation || byte == Ascii.leftParen
            if isEnd, index == start || line[index - 1] != Ascii.backslash { break }
            index = byte == Ascii.dollar ? behindExpression(line, index) : index + 1
        }
        return index
    }

    /// The index behind a source, or that of the parenthesis which makes it an archive.
    private static func endOfSource(_ line: Span<UInt8>, _ start: Int, archives: Bool) -> Int {
        var index = start
        while index < line.count {
            let byte = line[index]
            if byte.isSpace || archives && byte == Ascii.leftParen { break }
            index = byte == Ascii.dollar ? behindExpression(line, index) : index + 1
        }
        return index
    }

    /// The index behind the expression of a dollar: dynamic sources stay whole.
    private static func behindExpression(_ line: Span<UInt8>, _ dollar: Int) -> Int {
        guard dollar + 1 < line.count else { return dollar + 1 }
        let open = line[dollar + 1]
        guard open == Ascii.leftBrace || open == Ascii.leftParen else { return dollar + 2 }
        let close = open == Ascii.leftBrace ? Ascii.rightBrace : Ascii.rightParen
        var level = 0
        for position in dollar + 1..<line.count {
            if line[position] == open { level += 1 }
            if line[position] == close {
                level -= 1
                if level == 0 { return position + 1 }
            }
        }
        return line.count
    }

    /// `lib(m1 m2)` gives `lib(m1)` and `lib(m2)` (S6-34). The index behind it; nil if it is not closed.
    private static func addMembers(
        _ line: Bytes, _ start: Int, _ open: Int, _ text: inout Bytes, _ words: inout [Range<Int>]
    ) -> Int? {
        guard let close = line[open...].firstIndex(of: Ascii.rightParen) else { return nil }
        let members = line[(open + 1)..<close].split(whereSeparator: \.isSpace)
        for member in members {
            let begin = text.count
            text += line[start...open]
            text += member
            text.append(Ascii.rightParen)
            words.append(begin..<text.count)
        }
        return close + 1
    }
}
