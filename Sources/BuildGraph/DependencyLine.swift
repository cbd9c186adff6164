internal import Text

/// A dependency line taken apart: targets, operator, sources (make-language.md 6.1). Its expressions are expanded.
struct DependencyLine {
    /// The line, and behind it what it only abbreviates: members of archives.
    private(set) var text: Bytes
    /// Words, as places in `text`.
    private(set) var targets: [Range<Int>] = []
    private(set) var operation = DependencyOperator.none
    private(set) var sources: [Range<Int>] = []
    /// Every word is a name as it stands there: nothing in the line stands for something else.
    let isPlain: Bool

    enum Problem: Error {
        /// There is no operator.
        case noOperator
        case badArchive(Bytes)
        case badSourceArchive(Bytes)
    }

    func word(_ range: Range<Int>) -> Bytes { Bytes(text[range]) }

    init(_ line: Bytes) throws(Problem) {
        text = line
        isPlain = !line.contains { Self.standsForMore[Int($0)] }
        var index = Self.behindBlanks(line, 0)
        while index < line.count, line[index] != Ascii.colon, line[index] != Ascii.exclamation {
            let start = index
            index = Self.endOfTarget(line, start)
            if index < line.count, line[index] == Ascii.leftParen {
                guard let end = addMembers(line, start, index, to: \.targets) else {
                    throw .badArchive(Bytes(line[start...]))
                }
                index = end
            } else {
                targets.append(start..<index)
            }
            index = Self.behindBlanks(line, index)
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
        try addSources(line, index + 1)
    }

    private mutating func addSources(_ line: Bytes, _ start: Int) throws(Problem) {
        var index = Self.behindBlanks(line, start)
        while index < line.count {
            let start = index
            while index < line.count, !line[index].isSpace, line[index] != Ascii.leftParen {
                index = Self.behind(line, index)
            }
            if index < line.count, line[index] == Ascii.leftParen, index > start {
                guard let end = addMembers(line, start, index, to: \.sources) else {
                    throw .badSourceArchive(Bytes(line[start...]))
                }
                index = end
            } else {
                while index < line.count, !line[index].isSpace { index = Self.behind(line, index) }
                sources.append(start..<index)
            }
            index = Self.behindBlanks(line, index)
        }
    }

    private static let standsForMore: [Bool] = {
        var table = [Bool](repeating: false, count: 256)
        for byte in Bytes("${}()[]*?\\") { table[Int(byte)] = true }
        return table
    }()

    private static func behindBlanks(_ line: Bytes, _ start: Int) -> Int {
        var index = start
        while index < line.count, line[index].isSpace { index += 1 }
        return index
    }

    /// The index behind a target, or that of the parenthesis which makes it an archive.
    private static func endOfTarget(_ line: Bytes, _ start: Int) -> Int {
        var index = start
        while index < line.count {
            let byte = line[index]
            let isEscaped = index > start && line[index - 1] == Ascii.backslash
            if !isEscaped,
                byte.isSpace || byte == Ascii.colon || byte == Ascii.exclamation || byte == Ascii.leftParen
            {
                break
            }
            index = behind(line, index)
        }
        return index
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

    /// `lib(m1 m2)` gives `lib(m1)` and `lib(m2)` (S6-34). The index behind it; nil if it is not closed or empty.
    private mutating func addMembers(
        _ line: Bytes, _ start: Int, _ open: Int, to words: WritableKeyPath<DependencyLine, [Range<Int>]>
    ) -> Int? {
        guard let close = line[open...].firstIndex(of: Ascii.rightParen) else { return nil }
        let members = line[(open + 1)..<close].split(whereSeparator: \.isSpace)
        guard !members.isEmpty else { return nil }
        for member in members {
            let begin = text.count
            text += line[start...open]
            text += member
            text.append(Ascii.rightParen)
            self[keyPath: words].append(begin..<text.count)
        }
        return close + 1
    }
}
