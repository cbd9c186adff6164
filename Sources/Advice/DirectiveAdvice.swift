internal import Text

/// `Unknown directive "x"`, loops and includes.
enum DirectiveAdvice {
    private static let directives = [
        "if", "ifdef", "ifndef", "ifmake", "ifnmake", "elif", "elifdef", "elifndef", "elifmake", "elifnmake", "else",
        "endif",
        "for", "endfor", "break", "include", "sinclude", "dinclude", "undef", "export", "export-env", "export-literal",
        "export-all", "unexport", "unexport-env", "info", "warning", "error",
    ].map { Bytes($0) }
    /// Where the nearest spelling is not what was meant.
    private static let meant: [(word: String, mend: String)] = [
        ("elsif", ".elif"), ("elseif", ".elif"), ("elsifdef", ".elifdef"), ("fi", ".endif"), ("done", ".endfor"),
        ("end", ".endif or .endfor"), ("ifeq", ".if ${A} == \"b\""), ("ifneq", ".if ${A} != \"b\""),
        ("foreach", ".for name in words"),
        ("while", ".for name in words; there are no other loops"), ("warn", ".warning"), ("message", ".info"),
        ("echo", ".info"),
        ("print", ".info"), ("set", "NAME = value"), ("define", "NAME = value"), ("unset", ".undef"),
        ("undefine", ".undef"),
        ("require", ".include"), ("import", ".include"), ("-sinclude", ".-include"),
        ("poison", ".error, under the condition"),
    ]
    static func unknown(_ mistake: Mistake) -> Advice {
        let word = mistake.quoted
        var advice = mistake.at(word, expected: "a directive")
        if let known = meant.first(where: { word.elementsEqual($0.word.utf8) }) {
            advice.mend = known.mend
        } else if SpecialNames.targets.contains([Ascii.dot] + word) {
            advice.expected = "a colon behind a special target"
            advice.mend = ".\(word.text): ..."
        } else if let near = Spelling.nearest(to: word, among: directives) {
            advice.mend = ".\(near.text)"
        } else if let near = Spelling.nearest(to: [Ascii.dot] + word, among: SpecialNames.targets) {
            advice.mend = "\(near.text): ..."
        } else {
            advice.mend = "a target whose name begins with a dot needs its colon on this line"
        }
        return advice
    }

    static func missingIn(_ line: Bytes) -> Advice {
        var advice = Advice(column: line.indentation, expected: ".for name in words", mend: nil)
        let words = line.plainWords
        if let separator = words.first(where: { $0 == Bytes("=") || $0 == Bytes(":=") || $0 == Bytes("of") }) {
            advice.column = line.offset(of: separator)
            advice.mend = "write `in' for `\(separator.text)'"
        } else if words.count > 2 {
            advice.mend = "put `in' between the names and the words"
        }
        return advice
    }

    static func include(_ mistake: Mistake) -> Advice {
        let line = mistake.line
        let words = line.plainWords
        guard let name = words.last, words.count > 1, name.first != Ascii.dot || name.count > 1 else {
            return Advice(column: line.count, expected: "the name of a file", mend: ".include \"file.mk\"")
        }
        let bare = Bytes(name.filter { $0 != Ascii.quote && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") })
        return mistake.at(
            name, expected: "the name in quotes or angle brackets",
            mend: ".include \"\(bare.text)\", or .include <\(bare.text)> for the system's")
    }

    static func notFound(_ name: Bytes, _ mistake: Mistake) -> Advice {
        let isSystem = mistake.line.contains("<\(name.text)>")
        return mistake.at(
            name, expected: isSystem ? "a file in the system's directory" : "a file that is there",
            mend: isSystem
                ? "-m names the directory, or MAKESYSPATH"
                : "-I adds a directory to search; .-include does not mind a missing file")
    }
}
