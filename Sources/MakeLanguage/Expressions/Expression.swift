internal import Text

/// One `$x`, `${NAME:modifiers}` or `$(NAME:modifiers)`.
final class Expression: Sendable {
    enum Name: Sendable {
        case fixed(NameID)
        /// `${@D}`: the directory part of a per-target variable; `${@F}`: its last component (S3-34).
        case directoryPart(NameID)
        case filePart(NameID)
        /// A name that is itself made by expressions.
        case computed(Template)
    }

    let name: Name
    let modifiers: [Modifier]
    /// True if the text ended before the closing brace of the name: nothing but an error.
    let isUnclosed: Bool
    /// The text that the expression is a part of.
    private let whole: Bytes
    /// Where it begins, with the byte of its `$`, which may be missing (`empty(X)`); where its name ends; where it ends.
    let start: Int
    private let nameEnd: Int
    private let end: Int
    /// Its text where that is another.
    private let otherText: Bytes?

    init(
        name: Name, modifiers: [Modifier], in whole: Bytes = [], from start: Int = 0, nameEnd: Int = 0, to end: Int = 0,
        otherText: Bytes? = nil, isUnclosed: Bool = false
    ) {
        self.name = name
        self.modifiers = modifiers
        self.whole = whole
        self.start = start
        self.nameEnd = nameEnd
        self.end = end
        self.otherText = otherText
        self.isUnclosed = isUnclosed
    }

    /// The expression's own text, from the `$` on.
    var text: Bytes { otherText ?? [Ascii.dollar] + remainder }

    /// The text behind the `$`: what `:=` keeps of an undefined expression, expanded as ordinary text (S3-20).
    var remainder: Bytes { otherText.map { Bytes($0.dropFirst()) } ?? Bytes(whole[min(start + 1, end)..<end]) }

    /// The name as written, for messages.
    var spelling: Bytes {
        let first = min(start + (nameEnd > start + 1 && isBraced ? 2 : 1), nameEnd)
        return Bytes(whole[first..<nameEnd])
    }

    private var isBraced: Bool { whole[start + 1] == Ascii.leftBrace || whole[start + 1] == Ascii.leftParen }
}
