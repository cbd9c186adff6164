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
    /// The name as written, for messages.
    let spelling: Bytes
    let modifiers: [Modifier]
    /// The expression's own text, from the `$` on.
    let text: Bytes
    /// The text behind the `$`, taken apart as ordinary text: what `:=` keeps of an undefined expression (S3-20).
    let remainder: LazyTemplate
    /// True if the text ended before the closing brace of the name: nothing but an error.
    let isUnclosed: Bool
    /// Where it stands in the text that was taken apart.
    let start: Int

    init(name: Name, spelling: Bytes, modifiers: [Modifier], text: Bytes, isUnclosed: Bool = false, start: Int = 0) {
        self.name = name
        self.spelling = spelling
        self.modifiers = modifiers
        self.text = text
        self.isUnclosed = isUnclosed
        self.start = start
        remainder = LazyTemplate(Bytes(text.dropFirst()))
    }
}
