/// Compiles an extended regular expression (POSIX, with the `\w \W \s \S \b \B \< \> \` \'` of the GNU library that
/// users of bmake on Linux know) in one pass without recursion: groups are kept on a stack of our own.
///
/// As there, `)` alone is literal, `^` and `$` are anchors everywhere and cannot be repeated, and empty alternatives
/// match the empty text. Back references are refused: they cannot be matched in reasonable time.
struct RegexCompiler {
    /// Instructions of an expression with all repetitions written out; bounds memory, and the time per byte.
    private static let codeLimit = 1 << 16
    private static let repetitionLimit = 32767

    /// An open group, or the whole expression.
    private struct Group {
        /// Zero for the whole.
        var number = 0
        /// Finished alternatives.
        var branches: [[Instruction]] = []
        /// The alternative being read.
        var code: [Instruction] = []
        /// Where in `code` that begins which a `*` would repeat; nil at the beginning and behind an anchor.
        var atom: Int?
    }

    private let pattern: Bytes
    private var position = 0
    private var open: [Group] = []
    private var group = Group()
    private var program = RegexProgram()

    init(_ pattern: Bytes) {
        self.pattern = pattern
    }

    mutating func compile() throws(RegexError) -> RegexProgram {
        while position < pattern.count {
            let byte = pattern[position]
            position += 1
            switch byte {
            case Ascii.leftParen: openGroup()
            case Ascii.rightParen where !open.isEmpty: try closeGroup()
            case Ascii.bar:
                group.branches.append(group.code)
                group.code = []
                group.atom = nil
            case Ascii.star: try repeatAtom(0, nil)
            case Ascii.plus: try repeatAtom(1, nil)
            case Ascii.question: try repeatAtom(0, 1)
            case Ascii.leftBrace:
                guard group.atom != nil else { throw .nothingToRepeat }
                let (least, most) = try readBounds()
                try repeatAtom(least, most)
            case Ascii.caret: appendAssertion(.start)
            case Ascii.dollar: appendAssertion(.end)
            case Ascii.dot: try append(.any)
            case Ascii.leftBracket: try append(set: readBracket())
            case Ascii.backslash: try readEscape()
            default: try append(.byte(byte))
            }
        }
        guard open.isEmpty else { throw .unmatchedParenthesis }
        program.code = joinedBranches()
        program.code.append(.match)
        return program
    }

    // MARK: Code

    private mutating func append(_ instruction: Instruction) throws(RegexError) {
        guard group.code.count < RegexCompiler.codeLimit else { throw .tooBig }
        group.atom = group.code.count
        group.code.append(instruction)
    }

    private mutating func append(set: ByteSet) throws(RegexError) {
        if let known = program.sets.lastIndex(of: set) { return try append(.set(Int32(known))) }
        program.sets.append(set)
        try append(.set(Int32(program.sets.count - 1)))
    }

    private mutating func appendAssertion(_ assertion: Assertion) {
        group.code.append(.assert(assertion))
        group.atom = nil
    }

    private mutating func openGroup() {
        program.groupCount += 1
        open.append(group)
        group = Group(number: program.groupCount)
    }

    private mutating func closeGroup() throws(RegexError) {
        let body = joinedBranches()
        let number = Int32(group.number)
        guard let outer = open.popLast() else { throw .unmatchedParenthesis }
        group = outer
        guard group.code.count + body.count < RegexCompiler.codeLimit else { throw .tooBig }
        group.atom = group.code.count
        group.code.append(.save(2 * number))
        group.code += body
        group.code.append(.save(2 * number + 1))
    }

    /// `split first, rest; first; jump end; rest` for the alternatives of the group, earlier ones preferred.
    private func joinedBranches() -> [Instruction] {
        if group.branches.isEmpty { return group.code }
        var rest = group.code.count + group.branches.reduce(0) { $0 + $1.count + 2 }
        var code: [Instruction] = []
        code.reserveCapacity(rest)
        for branch in group.branches {
            rest -= branch.count + 2
            code.append(.split(1, Int32(branch.count + 2)))
            code += branch
            code.append(.jump(Int32(rest + 1)))
        }
        return code + group.code
    }

    /// Repeats the last atom; `most` nil: without bound. A loop is `(x+)?`, so that a body that can be empty is gone
    /// through once.
    private mutating func repeatAtom(_ least: Int, _ most: Int?) throws(RegexError) {
        guard let atom = group.atom else { throw .nothingToRepeat }
        let body = Array(group.code[atom...])
        let copies = max(most ?? least, 1)
        guard atom + (body.count + 1) * copies + 2 < RegexCompiler.codeLimit else { throw .tooBig }
        group.code.removeSubrange(atom...)
        for _ in 0..<least { group.code += body }
        let size = Int32(body.count)
        if let most {
            for copy in least..<most {
                // Each of the optional copies that is left out leaves out those behind it too.
                group.code.append(.split(1, (size + 1) * Int32(most - copy)))
                group.code += body
            }
        } else {
            if least == 0 {
                group.code.append(.split(1, size + 2))
                group.code += body
            }
            group.code.append(.split(-size, 1))
        }
    }

    // MARK: Text

    /// What follows `{`: `m}`, `m,}`, `m,n}`, `,n}` or `,}`.
    private mutating func readBounds() throws(RegexError) -> (Int, Int?) {
        let least = readNumber()
        guard position < pattern.count else { throw .unmatchedBrace }
        var most = least
        let hasMost = pattern[position] == Ascii.comma
        if hasMost {
            position += 1
            most = readNumber()
            guard position < pattern.count else { throw .unmatchedBrace }
        }
        guard pattern[position] == Ascii.rightBrace else {
            let isClosed = pattern[position...].contains { $0 == Ascii.rightBrace || $0 == Ascii.comma }
            throw isClosed ? .invalidRepetition : .unmatchedBrace
        }
        position += 1
        if !hasMost && least == nil { throw .invalidRepetition }
        if let least, let most, most < least { throw .invalidRepetition }
        if max(least ?? 0, most ?? 0) > RegexCompiler.repetitionLimit { throw .tooBig }
        return (least ?? 0, most)
    }

    private mutating func readNumber() -> Int? {
        var number: Int?
        while position < pattern.count && pattern[position].isDigit {
            number = min((number ?? 0) * 10 + Int(pattern[position] - Ascii.zero), RegexCompiler.repetitionLimit + 1)
            position += 1
        }
        return number
    }

    private mutating func readEscape() throws(RegexError) {
        guard position < pattern.count else { throw .trailingBackslash }
        let byte = pattern[position]
        position += 1
        switch byte {
        case UInt8(ascii: "w"), UInt8(ascii: "W"), UInt8(ascii: "s"), UInt8(ascii: "S"):
            var set = ByteSet()
            if byte.lowercased == UInt8(ascii: "w") { set.insert(where: isWordByte) } else { set.insert { $0.isSpace } }
            if byte.isUpper { set.invert() }
            try append(set: set)
        case UInt8(ascii: "b"): appendAssertion(.wordEdge)
        case UInt8(ascii: "B"): appendAssertion(.wordInside)
        case Ascii.less: appendAssertion(.wordStart)
        case Ascii.greater: appendAssertion(.wordEnd)
        case Ascii.backquote: appendAssertion(.start)
        case Ascii.apostrophe: appendAssertion(.end)
        case UInt8(ascii: "1")...UInt8(ascii: "9"): throw .invalidBackReference
        default: try append(.byte(byte))
        }
    }

    /// The set that follows `[`.
    private mutating func readBracket() throws(RegexError) -> ByteSet {
        var set = ByteSet()
        let negated = position < pattern.count && pattern[position] == Ascii.caret
        if negated { position += 1 }
        guard position < pattern.count else { throw .invalidPattern }
        var isFirst = true
        while isFirst || pattern[position] != Ascii.rightBracket {
            try readBracketItem(isFirst: isFirst, into: &set)
            isFirst = false
            guard position < pattern.count else { throw .unmatchedBracket }
        }
        position += 1
        if negated { set.invert() }
        return set
    }

    private enum BracketElement {
        case byte(UInt8)
        case set(ByteSet)
    }

    private mutating func readBracketItem(isFirst: Bool, into set: inout ByteSet) throws(RegexError) {
        if pattern[position] == Ascii.minus && !isFirst {
            guard position + 1 < pattern.count else { throw .unmatchedBracket }
            guard pattern[position + 1] == Ascii.rightBracket else { throw .invalidRange }
        }
        let first = try readBracketElement()
        let isRange =
            position + 1 < pattern.count && pattern[position] == Ascii.minus
            && pattern[position + 1] != Ascii.rightBracket
        if !isRange {
            switch first {
            case .byte(let byte): set.insert(byte)
            case .set(let members): set.formUnion(members)
            }
            return
        }
        position += 1
        guard case .byte(let low) = first, case .byte(let high) = try readBracketElement(), low <= high else {
            throw .invalidRange
        }
        set.insert(from: low, through: high)
    }

    /// One byte, `[:class:]`, `[=x=]` or `[.x.]`.
    private mutating func readBracketElement() throws(RegexError) -> BracketElement {
        let byte = pattern[position]
        position += 1
        guard byte == Ascii.leftBracket, position < pattern.count else { return .byte(byte) }
        let kind = pattern[position]
        guard kind == Ascii.colon || kind == Ascii.equals || kind == Ascii.dot else { return .byte(byte) }
        let start = position + 1
        var end = start
        while end + 1 < pattern.count && !(pattern[end] == kind && pattern[end + 1] == Ascii.rightBracket) { end += 1 }
        guard end + 1 < pattern.count else { throw .unmatchedBracket }
        position = end + 2
        let name = Bytes(pattern[start..<end])
        if kind == Ascii.colon {
            guard let members = ByteSet(className: name) else { throw .invalidClassName }
            return .set(members)
        }
        guard name.count == 1 else { throw .invalidCollation }
        if kind == Ascii.dot { return .byte(name[0]) }
        var members = ByteSet()
        members.insert(name[0])
        return .set(members)
    }
}

/// Letters, digits and `_`.
func isWordByte(_ byte: UInt8) -> Bool { byte.isAlphanumeric || byte == Ascii.underscore }
