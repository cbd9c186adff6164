internal import Text

/// How a line of a recipe stands in the script of a job (make-language.md S7-16, S7-32).
extension RecipeShell {
    /// What is said of a whole recipe.
    struct Manner {
        /// Its lines are not shown.
        var isSilent = false
        /// `@` does not count (`-dl`).
        var isLoud = false
        /// The script is only shown (`-n`).
        var pretends = false
        /// `-dx`
        var traces = false
        var hasTraced = false
    }

    /// The text for one line. That a line with `-` is shown even in a silent recipe, and that with `-n` it is shown
    /// without the text around it, is what bmake does.
    func script(for command: RecipeCommand, _ manner: inout Manner) -> Bytes {
        let isHidden = command.isSilent && !manner.isLoud
        return hasErrorControl
            ? withErrorControl(command, isHidden, manner) : withoutErrorControl(command, isHidden, &manner)
    }

    private func line(_ text: Bytes) -> Bytes { text + [Ascii.newline] }

    private func withErrorControl(_ command: RecipeCommand, _ isHidden: Bool, _ manner: Manner) -> Bytes {
        if manner.pretends { return line(command.text) }
        let echoes = hasEchoControl && !manner.isSilent
        let off = echoes ? line(quiet) : []
        let on = echoes ? line(echo) : []
        switch (command.ignoresErrors, isHidden) {
        case (false, false): return line(command.text)
        case (false, true): return off + line(command.text) + on
        case (true, false):
            return off + line(ignore) + on + line(command.text) + off + line(check) + on
        case (true, true): return off + line(ignore) + line(command.text) + line(check) + on
        }
    }

    private func withoutErrorControl(
        _ command: RecipeCommand, _ isHidden: Bool, _ manner: inout Manner
    ) -> Bytes {
        let echoes = hasEchoControl && !manner.isSilent
        let on = hasEchoControl && (isHidden || !manner.isSilent) ? line(echo) : []
        if command.ignoresErrors {
            if manner.pretends { return line(command.text) + (isHidden ? on : []) }
            let shown = isHidden ? [] : filled(check, command.text)
            return (echoes ? line(quiet) : []) + shown + filled(ignore, command.text, orLine: true) + on
        }
        if !isHidden, checked.isEmpty { return line(command.text) }
        let off = echoes && !(manner.pretends && isHidden) ? line(quiet) : []
        var text = off
        if !isHidden, !manner.isSilent { text += filled(check, command.text) }
        if manner.traces, !manner.hasTraced {
            text += Bytes("set -x\n")
            manner.hasTraced = true
        }
        let isComment = command.text.first == Ascii.hash && checked == Self.usualChecked
        text += isComment ? line(command.text) : filled(checked, command.text, orLine: true, escaped: false)
        return text + on
    }

    /// A pattern with the command in the place of `%s`; between the quotes of a pattern like `echo "%s"` it is escaped.
    private func filled(_ pattern: Bytes, _ command: Bytes, orLine: Bool = false, escaped: Bool = true) -> Bytes {
        if pattern.isEmpty { return orLine ? line(command) : [] }
        guard let place = pattern.firstRange(of: Bytes("%s")) else { return pattern }
        let text = escaped && pattern == check ? shellEscaped(command) : command
        return pattern[..<place.lowerBound] + text + pattern[place.upperBound...]
    }

    private func shellEscaped(_ command: Bytes) -> Bytes {
        var text: Bytes = []
        for byte in command {
            if byte == Ascii.dollar || byte == Ascii.backquote || byte == Ascii.backslash || byte == Ascii.quote {
                text.append(Ascii.backslash)
            }
            text.append(byte)
        }
        return text
    }
}
