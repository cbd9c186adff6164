internal import BuildGraph
internal import Text

/// The guess that a command runs make, or is as much work (make-language.md S9-03): while one runs, nothing else begins.
///
/// It is a guess by the text alone: `echo start make` is expensive.
func isExpensive(_ command: RecipeCommand, _ attributes: Attributes) -> Bool {
    if attributes.hasAny(.expensive | .make) { return true }
    if attributes.contains(.cheap) { return false }
    return command.runsAlways || mentionsMakeAsWord(command.text)
}

/// True if some word ends with `make`; the word behind `-I` does not count, and a comment mentions nothing.
private func mentionsMakeAsWord(_ text: Bytes) -> Bool {
    if text.first == Ascii.hash { return false }
    let isBreak: (UInt8) -> Bool = { $0.isSpace || $0 == Ascii.semicolon || $0 == Ascii.ampersand || $0 == Ascii.bar }
    var follows = false
    for word in text.split(whereSeparator: isBreak) {
        if word.elementsEqual(Bytes("-I")) {
            follows = true
            continue
        }
        let isDirectory = follows || word.starts(with: Bytes("-I"))
        follows = false
        if isDirectory { continue }
        let name = word.reversed().drop { $0 == Ascii.rightParen || $0 == Ascii.quote || $0 == Ascii.apostrophe }
        if name.starts(with: Bytes("make").reversed()) { return true }
    }
    return false
}
