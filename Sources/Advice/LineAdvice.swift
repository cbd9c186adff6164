internal import Text

/// Lines that are neither rule nor assignment nor directive: `Invalid line type`.
enum LineAdvice {
    /// Words that begin a line in GNU make, and what stands for them.
    private static let gnuWords: [(word: String, expected: String, mend: String)] = [
        ("ifeq", "conditionals with a dot; `ifeq' is GNU make's", ".if ${A} == \"b\" ... .else ... .endif"),
        ("ifneq", "conditionals with a dot; `ifneq' is GNU make's", ".if ${A} != \"b\" ... .else ... .endif"),
        ("ifdef", "conditionals with a dot", ".ifdef NAME ... .endif"),
        ("ifndef", "conditionals with a dot", ".ifndef NAME ... .endif"),
        ("if", "conditionals with a dot", ".if condition ... .endif"),
        ("elif", "conditionals with a dot", ".elif"), ("else", "conditionals with a dot", ".else"),
        ("endif", "conditionals with a dot", ".endif"),
        ("for", "loops with a dot", ".for name in words ... .endfor"),
        ("endfor", "loops with a dot", ".endfor"), ("done", "loops with a dot", ".endfor"),
        (
            "define", "an assignment; `define' is GNU make's",
            "NAME = first line${.newline}second line; for recipes a target with .USE"
        ),
        ("endef", "an assignment; `endef' is GNU make's", "see `define'"),
        (
            "override", "an assignment; `override' is GNU make's",
            "leave the word out; `.MAKEFLAGS: NAME=value' has that rank"
        ),
        ("private", "an assignment; `private' is GNU make's", "target: NAME=value is not seen by its sources"),
        ("unexport", "a directive with a dot", ".unexport NAME"), ("undefine", "a directive with a dot", ".undef NAME"),
        ("undef", "a directive with a dot", ".undef NAME"),
        ("vpath", "a search path as a target; `vpath' is GNU make's", ".PATH: directory, or .PATH.c: directory"),
        ("load", "a rule, an assignment or a directive; `load' is GNU make's", "nothing does the same"),
        ("error", "a directive with a dot", ".error text"), ("warning", "a directive with a dot", ".warning text"),
        ("info", "a directive with a dot", ".info text"),
    ]

    static func advice(_ mistake: Mistake) -> Advice {
        let line = mistake.line
        let start = line.indentation
        let words = line.plainWords
        guard let first = words.first else { return Advice() }
        if let gnu = gnuWords.first(where: {
            first.elementsEqual($0.word.utf8) || first.hasPrefix(Bytes($0.word + "("))
        }) {
            return Advice(column: start, expected: gnu.expected, mend: gnu.mend)
        }
        if first.hasPrefix(Bytes("$(")), let function = gnuFunction(first) {
            return Advice(
                column: start, expected: "a rule, an assignment or a directive; $(\(function.name) ...) is GNU make's",
                mend: function.counterpart)
        }
        if start > 0, isPartOfRule(mistake.previousLine) {
            return Advice(
                column: 0, expected: "a tab at the beginning of a line of a recipe; these are blanks",
                mend: "replace the blanks by one tab")
        }
        if let equals = line.firstIndex(of: Ascii.equals), words.count > 1 {
            let name = Bytes(line[start..<equals]).trimmed
            if name.contains(where: { $0 == Ascii.space || $0 == Ascii.tab }) {
                return Advice(
                    column: start, expected: "a name without blanks before the `='",
                    mend: Bytes(name.map { $0 == Ascii.space || $0 == Ascii.tab ? Ascii.underscore : $0 }).text
                        + " = ...")
            }
        }
        if isCommand(first) {
            return Advice(
                column: start, expected: "a target and a colon, or `NAME ='; this looks like a command",
                mend: "put it below a target, behind a tab")
        }
        return Advice(
            column: start, expected: "`target: source', `NAME = value' or a directive with a dot",
            mend: "a recipe's line begins with a tab; a continued line ends with a backslash")
    }

    private static func gnuFunction(_ word: Bytes) -> GNUFunction? {
        let name = word.dropFirst(2)
        return GNUFunction.all.first { name.elementsEqual($0.name.utf8) }
    }

    /// A recipe may go on after such a line.
    private static func isPartOfRule(_ line: Bytes) -> Bool {
        line.first == Ascii.tab || line.first == Ascii.space
            || (line.contains(Ascii.colon) && !line.contains(Ascii.equals))
    }

    private static func isCommand(_ word: Bytes) -> Bool {
        [
            "echo", "cd", "cp", "mv", "rm", "mkdir", "touch", "cat", "sed", "awk", "grep", "cc", "gcc", "clang", "c++",
            "g++",
            "ar", "install", "ln", "printf", "sh", "test", "make", "@echo", "@cd", "@rm", "python3", "tar", "chmod",
            "exit",
        ].contains { word.elementsEqual($0.utf8) }
    }
}
