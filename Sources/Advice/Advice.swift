package import Text

/// What people are told about a mistake beyond make's own words: where it is, what was expected, how to mend it.
package struct Advice: Equatable, Sendable {
    /// The line at which the mistake is, if it is not the one that the message names.
    package var number: Int?
    /// Offset in the line at which the mistake is.
    package var column: Int?
    package var expected: String?
    package var mend: String?

    package init(number: Int? = nil, column: Int? = nil, expected: String? = nil, mend: String? = nil) {
        self.number = number
        self.column = column
        self.expected = expected
        self.mend = mend
    }
}

/// A mistake as it was reported.
package struct Mistake {
    /// Make's words, without place (make-language.md section 12).
    package let message: Bytes
    /// The lines of the makefile, and the number of the one that the message names; 0 if there is none.
    package let lines: [Bytes]
    package let number: Int

    package init(message: Bytes, lines: [Bytes] = [], number: Int = 0) {
        self.message = message
        self.lines = lines
        self.number = number
    }

    var line: Bytes { lines.indices.contains(number - 1) ? lines[number - 1] : [] }
    var previousLine: Bytes { lines.indices.contains(number - 2) ? lines[number - 2] : [] }

    /// Advice that points at a text: in the line of the message, else in the only line of the makefile that has it, for
    /// the value of a variable is looked at where it is used.
    func at(_ text: Bytes, expected: String? = nil, mend: String? = nil) -> Advice {
        var advice = Advice(column: line.offset(of: text), expected: expected, mend: mend)
        guard advice.column == nil else { return advice }
        let others = lines.indices.filter { lines[$0].offset(of: text) != nil }
        if let only = others.first, others.count == 1 {
            advice.number = only + 1
            advice.column = lines[only].offset(of: text)
        }
        return advice
    }

    /// The message behind a prefix.
    func rest(_ prefix: StaticString) -> Bytes? {
        let prefix = Bytes(prefix)
        return message.hasPrefix(prefix) ? Bytes(message.dropFirst(prefix.count)) : nil
    }

    /// The first text in double quotes in the message.
    var quoted: Bytes {
        guard let open = message.firstIndex(of: Ascii.quote) else { return [] }
        let inside = message[(open + 1)...]
        return Bytes(inside.prefix { $0 != Ascii.quote })
    }
}

extension Bytes {
    /// Where a text begins first.
    func offset(of text: Bytes, from start: Int = 0) -> Int? {
        guard !text.isEmpty, text.count <= count, start >= 0, start <= count - text.count else { return nil }
        return (start...(count - text.count)).first { self[$0..<($0 + text.count)].elementsEqual(text) }
    }

    func contains(_ text: String) -> Bool { offset(of: Bytes(text)) != nil }

    /// Offset of the first byte that is no blank.
    var indentation: Int { prefix { $0 == Ascii.space || $0 == Ascii.tab }.count }

    /// Words between blanks.
    var plainWords: [Bytes] { split { $0 == Ascii.space || $0 == Ascii.tab }.map { Bytes($0) } }

    var trimmed: Bytes {
        let head = dropFirst(indentation)
        let tail = head.reversed().prefix { $0 == Ascii.space || $0 == Ascii.tab }.count
        return Bytes(head.dropLast(tail))
    }
}
