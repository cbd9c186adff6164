internal import BuildGraph
internal import Text

/// Recipes whose lines are processes of their own, for a host (make-language.md S9-27).
extension JobScript {
    /// Adds a line; its messages are those that it would have here.
    mutating func addLine(_ command: RecipeCommand, shows: Bool, ignores: Bool, of target: Bytes) {
        let line = shellWord(command.text)
        if shows { text += Bytes("printf '%s\\n' ") + line + [Ascii.newline] }
        guard !command.isComment else { return }
        text += Bytes("/bin/sh -c ") + line + Bytes(" </dev/null")
        if ignores {
            ignoresErrors = true
            text += Bytes(" || printf \"*** Error %s in target '%s' (ignored)\\n\" $? ") + shellWord(target)
        } else {
            text += Bytes(" || exit $?")
        }
        text.append(Ascii.newline)
    }
}

/// A text as one word of the shell.
private func shellWord(_ text: Bytes) -> Bytes {
    var out: Bytes = [Ascii.apostrophe]
    for byte in text {
        if byte == Ascii.apostrophe { out += Bytes("'\\''") } else { out.append(byte) }
    }
    out.append(Ascii.apostrophe)
    return out
}
