internal import Text

/// Assignments in a dialect that combines operators (make-language.md S3-12, S3-17).
extension LineClassifier {
    /// The signs before the first `=` outside of braces make the operator; nil if they make none.
    func combinedAssignment() -> LineContent? {
        var level = 0
        var index = 0
        while index < line.count {
            switch line[index] {
            case Ascii.leftParen, Ascii.leftBrace: level += 1
            case Ascii.rightParen, Ascii.rightBrace: level -= 1
            case Ascii.equals where level == 0: return combinedAssignment(operatorAt: index)
            default: break
            }
            index += 1
        }
        return nil
    }

    private func combinedAssignment(operatorAt equals: Int) -> LineContent? {
        var start = equals
        while start > 0, isSign(line[start - 1]) { start -= 1 }
        var end = start
        while end > 0, line[end - 1].isSpace { end -= 1 }
        let signs = Bytes(UnsafeBufferPointer(rebasing: line[start..<equals]))
        if signs.isEmpty || start == end, let suffix = shellSuffix(before: end) {
            guard signs.isEmpty else { return nil }
            return name(0..<suffix).map { assignment(name: $0, .shell, skipBlanks(equals + 1)) }
        }
        guard let operation = CombinedOperator(signs), let name = name(0..<end) else { return nil }
        return assignment(name: name, operation.plain, skipBlanks(equals + 1))
    }

    private func isSign(_ byte: UInt8) -> Bool {
        byte == Ascii.plus || byte == Ascii.question || byte == Ascii.colon || byte == Ascii.exclamation
    }

    /// Where `:sh` begins, if it ends the name.
    private func shellSuffix(before end: Int) -> Int? {
        guard end >= 3, line[(end - 3)..<end].elementsEqual(Bytes(":sh")) else { return nil }
        return end - 3
    }

    /// A name without blanks outside of expressions around it; nil if there are words before the operator.
    private func name(_ range: Range<Int>) -> Range<Int>? {
        var end = range.upperBound
        while end > 0, line[end - 1].isSpace { end -= 1 }
        var level = 0
        for index in 0..<end {
            switch line[index] {
            case Ascii.leftParen, Ascii.leftBrace: level += 1
            case Ascii.rightParen, Ascii.rightBrace: level -= 1
            case let byte where level == 0 && byte.isSpace: return nil
            default: break
            }
        }
        return 0..<end
    }
}
