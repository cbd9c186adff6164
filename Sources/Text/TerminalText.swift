/// What somebody else's bytes come to on a terminal: text, and colours where they are wanted, but nothing that the
/// terminal would obey (titles, the clipboard, answers that are typed by it, other modes).
extension Array where Element == UInt8 {
    /// For messages: no control characters, neither those of ASCII nor C1 as UTF-8 has them.
    package var printable: String {
        var text = self
        for index in text.indices {
            if text[index] < Ascii.space || text[index] == 0x7F {
                text[index] = Ascii.question
            } else if text[index] == 0xC2, index + 1 < text.count, (0x80...0x9F).contains(text[index + 1]) {
                text[index + 1] = Ascii.question
                text[index] = Ascii.question
            }
        }
        return text.text
    }
}

/// Makes output of another machine fit for a terminal. Pure; it may come in any portions.
///
/// Colours and the like (`ESC [ numbers m`), tabs, ends of lines and carriage returns stay. Other controls are shown: `^[` for
/// ESC, `?` for C1, whether as UTF-8 or as a byte that is no part of a character.
package struct TerminalText: Sendable {
    private static let escape: UInt8 = 0x1B
    private static let longestSequence = 64

    /// A sequence that is not complete yet, from its ESC or 0xC2 on.
    private var held: Bytes = []
    /// Bytes of a character that are still to come.
    private var continuation = 0
    /// Colours are on.
    private var isStyled = false

    package init() {}

    /// All of a text at once.
    package static func made(of text: Bytes) -> Bytes {
        var maker = TerminalText()
        return maker.add(text) + maker.end()
    }

    package mutating func add(_ bytes: Bytes) -> Bytes {
        var shown: Bytes = []
        shown.reserveCapacity(bytes.count)
        for byte in bytes { take(byte, &shown) }
        return shown
    }

    /// What was held back; colours go off.
    package mutating func end() -> Bytes {
        var shown: Bytes = []
        release(&shown)
        if isStyled { shown += [Self.escape] + Bytes("[m") }
        isStyled = false
        return shown
    }

    private mutating func take(_ byte: UInt8, _ shown: inout Bytes) {
        if held.first == 0xC2 {
            held = []
            guard (0x80...0x9F).contains(byte) else {
                shown.append(0xC2)
                // One more of the character is to come, unless it was broken off.
                continuation = 1
                return takePlain(byte, &shown)
            }
            return shown.append(Ascii.question)
        }
        guard !held.isEmpty else { return takePlain(byte, &shown) }
        let isIntroducer = held.count == 1 && byte == UInt8(ascii: "[")
        let isParameter = held.count > 1 && (byte.isDigit || byte == Ascii.semicolon || byte == Ascii.colon)
        if isIntroducer || isParameter, held.count < Self.longestSequence { return held.append(byte) }
        guard held.count > 1, byte == UInt8(ascii: "m") else {
            release(&shown)
            return takePlain(byte, &shown)
        }
        isStyled = held.dropFirst(2).contains { $0 != Ascii.zero && $0 != Ascii.semicolon }
        shown += held + [byte]
        held = []
    }

    private mutating func takePlain(_ byte: UInt8, _ shown: inout Bytes) {
        if (0x80...0xBF).contains(byte) {
            if continuation == 0, byte <= 0x9F { return shown.append(Ascii.question) }
            continuation = max(continuation - 1, 0)
            return shown.append(byte)
        }
        continuation = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : byte > 0xC2 ? 1 : 0
        switch byte {
        case Self.escape, 0xC2: held = [byte]
        case Ascii.tab, Ascii.newline, Ascii.carriageReturn: shown.append(byte)
        case 0x7F: shown += Bytes("^?")
        case 0..<Ascii.space: shown += [UInt8(ascii: "^"), byte + 0x40]
        default: shown.append(byte)
        }
    }

    private mutating func release(_ shown: inout Bytes) {
        guard let first = held.first else { return }
        shown += first == Self.escape ? Bytes("^[") + held.dropFirst() : held
        held = []
    }
}
