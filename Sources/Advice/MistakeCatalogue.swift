internal import Text

/// Make's messages (make-language.md section 12) and what to say with each.
package enum MistakeCatalogue {
    package static func advice(_ mistake: Mistake) -> Advice? {
        let line = mistake.line
        if mistake.message == Bytes("Invalid line type") { return LineAdvice.advice(mistake) }
        if mistake.rest("Unknown directive ") != nil { return DirectiveAdvice.unknown(mistake) }
        if let rest = mistake.rest("Malformed conditional ("), rest.last == UInt8(ascii: ")") {
            return ConditionAdvice.advice(Bytes(rest.dropLast()), line)
        }
        if mistake.rest("Unknown modifier ") != nil { return ExpressionAdvice.unknownModifier(mistake.quoted, mistake) }
        if mistake.rest("Unclosed variable ") != nil { return ExpressionAdvice.unclosed(mistake.quoted, line) }
        if mistake.rest("Unfinished modifier for ") != nil { return ExpressionAdvice.unfinished(mistake) }
        if let rest = mistake.rest("Could not find ") { return DirectiveAdvice.notFound(rest, mistake) }
        if mistake.rest(".include filename must be delimited") != nil
            || mistake.rest("Unclosed .include filename") != nil
        {
            return DirectiveAdvice.include(mistake)
        }
        if mistake.message.contains("open conditional") {
            return OpenBlocks.advice(mistake, opening: "if", closing: "endif")
        }
        if mistake.rest("Unexpected end of file in .for loop") != nil {
            return OpenBlocks.advice(mistake, opening: "for", closing: "endfor")
        }
        if mistake.rest("missing `in' in for") != nil { return DirectiveAdvice.missingIn(line) }
        if let rest = mistake.rest("Inconsistent operator for ") {
            return mistake.at(
                rest, expected: "the same operator, `:' or `::', on each line of a target",
                mend: "with `:' the sources add up; with `::' each line has a recipe of its own")
        }
        if let rest = mistake.rest("Suffix '"), let name = rest.split(separator: Ascii.apostrophe).first {
            return mistake.at(
                Bytes(name), expected: "a suffix that is known",
                mend: ".SUFFIXES: \(Bytes(name).text) on a line before")
        }
        if mistake.rest("Variable ") != nil, mistake.message.hasSuffix(Bytes(" is recursive.")) {
            let name = mistake.message.plainWords.dropFirst().first ?? []
            let assignment = mistake.lines.first { $0.hasPrefix(name) && $0.contains(Ascii.equals) }
            return mistake.at(
                assignment ?? name, expected: "a value that does not need itself",
                mend: "\(name.text) := ... expands the old value at once; \(name.text) += ... appends to it")
        }
        return plain.first { mistake.rest($0.prefix) != nil }.map { entry in
            let column = entry.subject.flatMap { line.offset(of: Bytes($0)) }
            return Advice(
                column: column ?? (line.isEmpty ? nil : line.indentation), expected: entry.expected, mend: entry.mend)
        }
    }

    private struct Entry {
        let prefix: StaticString
        let expected: String?
        let mend: String?
        /// What the caret points at.
        var subject: String?
    }

    private static let plain: [Entry] = [
        Entry(
            prefix: "Unassociated shell command", expected: "a target before the first line of a recipe",
            mend: "a line that begins with a tab belongs to the rule above; an assignment ends a rule"),
        Entry(
            prefix: "Makefile appears to contain unresolved", expected: "a makefile without the marks of a merge",
            mend: "choose one side between <<<<<<< and >>>>>>>, and delete the marks"),
        Entry(
            prefix: "if-less endif", expected: "an .if before the .endif",
            mend: "remove it, or look for an .endif too many above"),
        Entry(
            prefix: "if-less else", expected: "an .if before the .else",
            mend: "remove it, or look for an .endif too many above"),
        Entry(
            prefix: "if-less elif", expected: "an .if before the .elif",
            mend: "remove it, or look for an .endif too many above"),
        Entry(
            prefix: "for-less endfor", expected: "a .for before the .endfor", mend: "remove it, or mend the .for above"),
        Entry(prefix: "extra else", expected: "one .else for an .if", mend: "an .elif condition, or an .endif before"),
        Entry(prefix: "extra elif", expected: "no .elif behind an .else", mend: "put the .elif before the .else"),
        Entry(
            prefix: "The .else directive does not take arguments", expected: "nothing behind .else",
            mend: ".elif has a condition",
            subject: "else"),
        Entry(
            prefix: "The .endif directive does not take arguments", expected: "nothing behind .endif",
            mend: "a remark there begins with #", subject: "endif"),
        Entry(
            prefix: "Wrong number of words",
            expected: "a whole number of rounds: as many words as names, or a multiple",
            mend: "add or remove a word; :Q keeps blanks together", subject: " in "),
        Entry(
            prefix: "no iteration variables in for", expected: ".for name in words", mend: "a name between .for and in",
            subject: "in"),
        Entry(
            prefix: "break outside of for loop", expected: "a .for around the .break",
            mend: "remove it; .if can leave out the lines behind"),
        Entry(
            prefix: "String comparison operator must be either == or !=",
            expected: "numbers without quotes for < and >",
            mend: "take the quotes away if both sides are numbers"),
        Entry(
            prefix: "Missing closing parenthesis for", expected: "a closing parenthesis",
            mend: "one argument between ( and )", subject: "("),
        Entry(
            prefix: "Variable/Value missing from \"export\"", expected: "export NAME=value",
            mend: ".export NAME, with a dot",
            subject: "export"),
        Entry(
            prefix: "duplicate script for target", expected: "one recipe for each target",
            mend: "remove one; with `::' each line has a recipe of its own"),
        Entry(
            prefix: "Missing argument for", expected: "a text behind the directive",
            mend: ".info text, .warning text, .error text"),
        Entry(
            prefix: "The .undef directive requires an argument", expected: "the names of variables",
            mend: ".undef NAME", subject: "undef"),
        Entry(
            prefix: "Extra target", expected: "only one special target on a line",
            mend: "give each special target a line of its own"),
        Entry(
            prefix: "Special and mundane targets don't mix", expected: "a special target alone on its line",
            mend: "give each a line of its own"),
        Entry(
            prefix: "Regex compilation error", expected: "an extended regular expression",
            mend: "\\ before a special character: \\( \\[ \\. \\*", subject: ":C"),
        Entry(prefix: "Missing delimiter for modifier", expected: "a character between the parts", mend: ":S/old/new/"),
        Entry(
            prefix: "\"", expected: nil, mend: "`command || true' if its failure is of no interest"),
        Entry(prefix: "Zero byte read from file", expected: "a text", mend: "the file is no makefile, or was damaged"),
        Entry(
            prefix: "improper shell specification", expected: "words like name=sh path=/bin/sh",
            mend: ".SHELL: name=sh path=/bin/sh",
            subject: "SHELL"),
    ]
}
