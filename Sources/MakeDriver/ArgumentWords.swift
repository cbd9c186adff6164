package import Text

/// The words of a line that stands for arguments, MAKEFLAGS or `.MAKEFLAGS:` (make-language.md S1-29, S1-33): quotes
/// and backslashes keep blanks in a word and go; `\n` and its kin stand for control characters.
///
/// Returns nil if a quotation is not closed.
package func argumentWords(_ line: Bytes) -> [Bytes]? {
    var words: [Bytes] = []
    var word: Bytes = []
    // A word may be empty, `''`.
    var hasBegun = false
    var quote: UInt8?
    var rest = line[...]
    while let byte = rest.popFirst() {
        switch byte {
        case Ascii.backslash:
            let escaped = rest.popFirst() ?? Ascii.backslash
            word.append(controlCharacter(escaped) ?? escaped)
            hasBegun = true
        case Ascii.quote where quote == nil, Ascii.apostrophe where quote == nil:
            quote = byte
            hasBegun = true
        case quote: quote = nil
        case Ascii.space where quote == nil, Ascii.tab where quote == nil, Ascii.newline where quote == nil:
            guard hasBegun else { break }
            words.append(word)
            word = []
            hasBegun = false
        default:
            word.append(byte)
            hasBegun = true
        }
    }
    guard quote == nil else { return nil }
    return hasBegun ? words + [word] : words
}

/// What a letter behind a backslash stands for.
private func controlCharacter(_ letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "b"): 8
    case UInt8(ascii: "f"): 12
    case UInt8(ascii: "n"): Ascii.newline
    case UInt8(ascii: "r"): Ascii.carriageReturn
    case UInt8(ascii: "t"): Ascii.tab
    default: nil
    }
}
