import Text

/// The right side of a `:C` modifier (make-language.md section 4.2).
struct RegexReplacement: Equatable {
    enum Piece: Equatable {
        case text(Bytes)
        /// `&`, `\0` to `\9`.
        case group(Int)
    }

    let pieces: [Piece]

    /// Reads `&`, `\0` to `\9`, `\&` and `\\`; a backslash before anything else stands for itself.
    init(_ text: Bytes) {
        var pieces: [Piece] = []
        var literal = Bytes()
        func finishLiteral() {
            if !literal.isEmpty { pieces.append(.text(literal)) }
            literal = []
        }
        var index = 0
        while index < text.count {
            let byte = text[index]
            let next = byte == Ascii.backslash && index + 1 < text.count ? text[index + 1] : 0
            if byte == Ascii.ampersand || next.isDigit {
                finishLiteral()
                pieces.append(.group(next.isDigit ? Int(next - Ascii.zero) : 0))
            } else if next == Ascii.ampersand || next == Ascii.backslash {
                literal.append(next)
            } else {
                literal.append(byte)
                index += 1
                continue
            }
            index += byte == Ascii.ampersand ? 1 : 2
        }
        finishLiteral()
        self.pieces = pieces
    }

    /// Whether the positions of groups are needed.
    var wantsGroups: Bool {
        pieces.contains { piece in
            if case .group(let number) = piece { number > 0 } else { false }
        }
    }
}

/// The flags of `:C`.
struct RegexFlags: Equatable {
    /// `g`: everywhere in a word.
    var global = false
    /// `1`: only in the first word that matches.
    var firstOnly = false
    /// `W`: the value is one word.
    var wholeValue = false
}

/// `:C`: replaces what an extended regular expression matches in each word. After an empty match `g` goes on one byte
/// later, and never looks at an empty rest (make-language.md section 4.2).
///
/// `onMissing` is told the number of each group that is wanted but not in the expression, once per match: bmake says
/// `No subexpression \N` and takes the empty text. A group that took no part is the empty text.
func substituteRegex(
    _ value: Bytes, _ matcher: inout RegexMatcher, _ replacement: RegexReplacement, _ flags: RegexFlags,
    _ mode: WordMode, onMissing: (Int) -> Void
) -> Bytes {
    var mode = mode
    if flags.wholeValue { mode.isOneWord = true }
    let wantsGroups = replacement.wantsGroups
    var isDone = false
    return mapWords(value, mode, extra: value.count / 8) { bytes, word, output in
        var rest = word.lowerBound
        while !isDone || rest > word.lowerBound {
            let found = matcher.firstMatch(
                in: bytes, rest..<word.upperBound, atStart: rest == word.lowerBound, groups: wantsGroups)
            guard let match = found else { break }
            output.append(bytes, rest..<match.lowerBound)
            append(replacement, for: match, matcher.positions, of: bytes, to: &output, onMissing)
            rest = match.upperBound
            if flags.firstOnly { isDone = true }
            if !flags.global || output.count > TextLimit.bytes { break }
            if match.isEmpty && rest < word.upperBound {
                output.append(bytes[rest])
                rest += 1
            }
            if rest == word.upperBound { break }
        }
        output.append(bytes, rest..<word.upperBound)
    }
}

private func append(
    _ replacement: RegexReplacement, for match: Range<Int>, _ positions: [Int], of bytes: Span<UInt8>,
    to output: inout WordOutput, _ onMissing: (Int) -> Void
) {
    for piece in replacement.pieces where output.count <= TextLimit.bytes {
        switch piece {
        case .text(let text):
            output += text
        case .group(0):
            output.append(bytes, match)
        case .group(let number):
            guard 2 * number + 1 < positions.count else {
                onMissing(number)
                continue
            }
            if positions[2 * number] >= 0 { output.append(bytes, positions[2 * number]..<positions[2 * number + 1]) }
        }
    }
}
