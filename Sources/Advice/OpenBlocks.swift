internal import Text

/// Conditionals and loops that nothing closes: where they begin.
enum OpenBlocks {
    static func advice(_ mistake: Mistake, opening: String, closing: String) -> Advice {
        var open: [Int] = []
        for (index, line) in mistake.lines.enumerated() {
            guard let word = directive(line) else { continue }
            if word.hasPrefix(Bytes(opening)), opening != "for" || word.count == 3 {
                open.append(index + 1)
            } else if word == Bytes(closing) {
                _ = open.popLast()
            }
        }
        return Advice(
            number: open.last, column: open.last.map { mistake.lines[$0 - 1].indentation },
            expected: "an .\(closing) for each .\(opening)", mend: ".\(closing) behind the last line that belongs to it"
        )
    }

    private static func directive(_ line: Bytes) -> Bytes? {
        let start = line.indentation
        guard start < line.count, line[start] == Ascii.dot, line.first != Ascii.tab else { return nil }
        let behind = line[(start + 1)...].drop { $0 == Ascii.space || $0 == Ascii.tab }
        let word = behind.prefix { $0.isLower }
        return word.isEmpty ? nil : Bytes(word)
    }
}
