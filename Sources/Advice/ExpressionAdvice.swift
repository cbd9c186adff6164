internal import Text

/// Mistakes in expressions: `Unknown modifier "x"` and its like.
enum ExpressionAdvice {
    /// Modifiers by the names that people give them.
    private static let meant: [(words: [String], mend: String)] = [
        (["upper", "toupper", "uc", "upcase"], ":tu"), (["lower", "tolower", "lc", "downcase"], ":tl"),
        (["dir", "dirname", "head"], ":H"), (["notdir", "file", "tail"], ":T"),
        (["root", "stem"], ":R"), (["basename", "base"], ":T, or :R for the name without suffix"),
        (["ext", "extension", "suffix"], ":E"),
        (["sort", "sorted"], ":O"), (["uniq", "unique"], ":u"), (["default"], ":Utext"), (["quote"], ":Q"),
        (["count", "words", "size"], ":[#]"), (["first"], ":[1]"), (["last"], ":[-1]"), (["reverse"], ":[-1..1]"),
        (["shell"], ":sh"), (["match"], ":Mpattern"), (["abs", "abspath", "realpath"], ":tA"),
        (["sub", "subst"], ":S/old/new/"),
        (["join"], ":ts,"), (["path"], ":P"),
    ]
    private static let names = [
        "range", "gmtime", "localtime", "mtime", "hash", "sh", "tl", "tu", "tA", "tW", "tw", "ts", "On", "Or", "Ox",
        "Onr",
    ]

    static func unknownModifier(_ modifier: Bytes, _ mistake: Mistake) -> Advice {
        var advice = mistake.at(
            Bytes([Ascii.colon]) + modifier,
            expected: "a modifier such as :S :C :M :N :U :D :Q :O :u :H :T :R :E :tl :tu :[1] :old=new")
        if let column = advice.column { advice.column = column + 1 }
        let lower = modifier.map { $0.isUpper ? $0 | 0x20 : $0 }
        if let known = meant.first(where: { $0.words.contains { lower.elementsEqual($0.utf8) } }) {
            advice.mend = known.mend
        } else if modifier.first == Ascii.minus || modifier.first == UInt8(ascii: "=") || modifier.first == Ascii.plus {
            advice.mend = "this is the shell's form; here ${NAME:Utext} is the value or else the text"
        } else if modifier == Bytes("QL") {
            advice.mend = ":Q"
        } else if let near = Spelling.nearest(to: modifier, among: names.map { Bytes($0) }) {
            advice.mend = ":\(near.text)"
        }
        return advice
    }

    static func unclosed(_ name: Bytes, _ line: Bytes) -> Advice {
        for (opening, closing) in [("${", "}"), ("$(", ")")] {
            guard let offset = line.offset(of: Bytes(opening) + name) else { continue }
            return Advice(
                column: offset, expected: "`\(closing)' that closes the expression",
                mend: "\(opening)\(name.text)\(closing); a dollar itself is written $$")
        }
        return Advice(expected: "a bracket that closes the expression", mend: "a dollar itself is written $$")
    }

    /// `Unfinished modifier for "V" ('/' missing)`
    static func unfinished(_ mistake: Mistake) -> Advice {
        let text = mistake.message
        guard let open = text.offset(of: Bytes("('")), open + 2 < text.count else { return Advice() }
        let delimiter = text[open + 2]
        let shown = String(decoding: [delimiter], as: UTF8.self)
        return mistake.at(
            Bytes("\(mistake.quoted.text):"), expected: "one more `\(shown)'",
            mend: "a modifier with two parts has three delimiters: :S\(shown)old\(shown)new\(shown)")
    }
}
