internal import MakeLanguage
internal import Text

/// A dependency line taken apart: targets, operator, sources (make-language.md 6.1). Its expressions are expanded.
struct DependencyLine {
    var targets: [Bytes] = []
    var operation = DependencyOperator.none
    var sources: [Bytes] = []
    /// Where they begin in the line.
    private(set) var sourcesStart = 0

    enum Problem: Error {
        /// There is no operator.
        case noOperator
        case badArchive(Bytes)
        case badSourceArchive(Bytes)
    }

    init(_ line: Bytes, _ dialect: Dialect) throws(Problem) {
        guard dialect.prefersSeparatedOperators, let place = Self.separatedOperator(line) else {
            try self.init(line)
            return
        }
        // Sources are words in which no operator counts, as the targets are now.
        let left: DependencyLine
        do throws(Problem) {
            left = try DependencyLine([Ascii.colon] + line[..<place])
        } catch {
            throw .badArchive(line)
        }
        try self.init(Bytes(line[place...]))
        targets = left.sources
        sourcesStart += place
    }

    init(_ line: Bytes) throws(Problem) {
        var index = 0
        func skipBlanks() { while index < line.count, line[index].isSpace { index += 1 } }
        skipBlanks()
        while index < line.count, line[index] != Ascii.colon, line[index] != Ascii.exclamation {
            let start = index
            var isArchive = false
            while index < line.count {
                let byte = line[index]
                let isEscaped = index > 0 && line[index - 1] == Ascii.backslash && index > start
                if !isEscaped {
                    if byte.isSpace || byte == Ascii.colon || byte == Ascii.exclamation { break }
                    if byte == Ascii.leftParen {
                        isArchive = true
                        break
                    }
                }
                index = Self.behind(line, index)
            }
            if isArchive {
                guard let members = Self.archive(line, start, &index) else {
                    throw .badArchive(Bytes(line[start..<index]))
                }
                targets += members
            } else {
                targets.append(Bytes(line[start..<index]))
            }
            skipBlanks()
        }
        guard index < line.count else { throw .noOperator }
        if line[index] == Ascii.exclamation {
            operation = .force
        } else if index + 1 < line.count, line[index + 1] == Ascii.colon {
            operation = .independent
            index += 1
        } else {
            operation = .normal
        }
        index += 1
        skipBlanks()
        sourcesStart = index
        // Its words have quotes and braces of their own.
        if targets == [Bytes(".SHELL")] { return }
        while index < line.count {
            let start = index
            while index < line.count, !line[index].isSpace, line[index] != Ascii.leftParen {
                index = Self.behind(line, index)
            }
            if index < line.count, line[index] == Ascii.leftParen, index > start {
                guard let members = Self.archive(line, start, &index) else {
                    throw .badSourceArchive(Bytes(line[start..<index]))
                }
                sources += members
            } else {
                while index < line.count, !line[index].isSpace { index = Self.behind(line, index) }
                sources.append(Bytes(line[start..<index]))
            }
            skipBlanks()
        }
    }

    /// The place of the first operator with a blank, or nothing, behind it (S6-04); nil if there is none.
    private static func separatedOperator(_ line: Bytes) -> Int? {
        var index = 0
        while index < line.count {
            let byte = line[index]
            if byte == Ascii.backslash {
                index += 2
                continue
            }
            guard byte == Ascii.colon || byte == Ascii.exclamation else {
                index = behind(line, index)
                continue
            }
            let isDouble = byte == Ascii.colon && index + 1 < line.count && line[index + 1] == Ascii.colon
            let next = index + (isDouble ? 2 : 1)
            if next >= line.count || line[next].isSpace { return index }
            index = next
        }
        return nil
    }

    /// The index behind a byte, or behind the expression that begins there: dynamic sources stay whole.
    private static func behind(_ line: Bytes, _ index: Int) -> Int {
        guard line[index] == Ascii.dollar, index + 1 < line.count else { return index + 1 }
        let open = line[index + 1]
        guard open == Ascii.leftBrace || open == Ascii.leftParen else { return index + 2 }
        let close = open == Ascii.leftBrace ? Ascii.rightBrace : Ascii.rightParen
        var level = 0
        for position in index + 1..<line.count {
            if line[position] == open { level += 1 }
            if line[position] == close {
                level -= 1
                if level == 0 { return position + 1 }
            }
        }
        return line.count
    }

    /// `lib(m1 m2)` gives `lib(m1)` and `lib(m2)` (S6-34); nil if it is not closed.
    private static func archive(_ line: Bytes, _ start: Int, _ index: inout Int) -> [Bytes]? {
        let library = Bytes(line[start..<index])
        guard let close = line[index...].firstIndex(of: Ascii.rightParen) else { return nil }
        let members = line[(index + 1)..<close].split(whereSeparator: \.isSpace)
        index = close + 1
        return members.map { library + [Ascii.leftParen] + $0 + [Ascii.rightParen] }
    }
}
