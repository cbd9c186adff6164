internal import TestSupport

/// Makes expressions with modifiers, nested in one another (make-language.md sections 3 and 4).
struct ExpressionGenerator {
    var random: Randomness
    /// Names that may be looked up; some are undefined.
    var names = ["A", "B", "C", "D", "E", "x.y", "UNDEF", "V1", "V2"]
    /// True: also what no make can make sense of.
    var makesMistakes = false

    static let words = [
        "a", "b", "ab", "abc", "b.c", "dir/foo.c", "/abs/p.o", ".x", "g/", "x.tar.gz", "one", "two", "three", "1", "10",
        "2", "0x10", "07", "-3", "1.5", "a=b", "a%b", "%", "&", "a&b", "\"q r\"", "'s t'", "b\\ c", "A1", "Aa", "z;z",
        "a,b", "a|b", "x-y", "^", "a^b", "(p)", "a*b", "?", "Makefile", "!", "@", "~",
    ]

    mutating func word() -> String { random.pick(Self.words) }

    /// A value as a makefile line can hold it.
    mutating func value() -> String {
        switch random.number(0...9) {
        case 0: return ""
        case 1: return word()
        case 2: return "$$" + word()
        case 3: return word() + "  " + word() + "   " + word()
        case 4:
            return (0..<random.number(2...4)).map { _ in random.once(in: 3) ? expression(1) : word() }
                .joined(separator: " ")
        case 5:
            return random.pick(["a:b c:d", "x:", ":", "a\\:b", "{b}", "a\\\\b", "tu", "S,a,X,g", "O:u", "M*b*", "H"])
        default: return (0..<random.number(1...6)).map { _ in word() }.joined(separator: " ")
        }
    }

    mutating func name(_ depth: Int) -> String {
        if depth > 0, random.once(in: 12) { return "V${:U" + random.pick(["1", "2"]) + "}" }
        return random.pick(names)
    }

    mutating func expression(_ depth: Int = 2) -> String {
        switch random.number(0...11) {
        case 0: return "$" + random.pick(["A", "B", "C", "D", "E"])
        case 1: return "${" + name(depth) + "}"
        case 2: return "$(" + name(depth) + modifiers(depth, close: ")") + ")"
        case 3: return "${:U" + escaped(word()) + " " + escaped(word()) + modifiers(depth, close: "}") + "}"
        default: return "${" + name(depth) + modifiers(depth, close: "}") + "}"
        }
    }

    private mutating func escaped(_ word: String) -> String {
        word.replacing("\\", with: "\\\\").replacing(":", with: "\\:").replacing("}", with: "\\}")
    }

    mutating func modifiers(_ depth: Int, close: String) -> String {
        (0..<random.pick([1, 1, 1, 2, 2, 3, 4])).map { _ in ":" + modifier(depth, close: close) }.joined()
    }

    /// A short text inside a modifier, perhaps with an expression in it.
    private mutating func part(_ depth: Int) -> String {
        switch random.number(0...9) {
        case 0 where depth > 0: return expression(depth - 1)
        case 1 where depth > 0: return random.pick(["a", "", "x"]) + expression(depth - 1)
        case 2: return ""
        case 3: return "\\$"
        case 4: return random.pick(["a b", "\\\\", "\\.", ".c", "&", "\\&", "\\1", "[ab]", "..", "%"])
        default: return random.pick(["a", "b", "ab", "x", "o", "1", ".", "/", "q", "e", "abc"])
        }
    }

    private mutating func pattern(_ depth: Int) -> String {
        switch random.number(0...7) {
        case 0 where depth > 0: return expression(depth - 1)
        case 1: return random.pick(["[a-c]*", "[^a]*", "*[0-9]", "?", "??", "a?", "*.?", "\\**", "*\\?", "[!a]*"])
        case 2: return random.pick(["*.c", "a*", "*b", "*a*", "*", "**", "*/*", "a\\:b", "*$$*", "(p)"])
        default: return "*" + random.pick(["a", "b", "o", ".", "/", "1"]) + "*"
        }
    }

    private mutating func regex(_ depth: Int) -> String {
        if depth > 0, random.once(in: 8) { return expression(depth - 1) }
        return random.pick([
            "a", "[ab]+", "(.)(.)", "^.", "(.*)\\.(.*)", "o*", "[0-9]", "a|b", "^(.)", "x*", "(a)(b)?", "[[:alpha:]]",
            "b{1,2}", "\\.", "(a|ab)(c|bcd)?", "[^a]",
        ])
    }

    private mutating func replacement(_ depth: Int) -> String {
        if depth > 0, random.once(in: 8) { return expression(depth - 1) }
        return random.pick(["", "X", "\\1", "<&>", "\\0", "\\2\\1", "\\&", "\\\\", "$$", "-", "[\\1]"])
    }

    mutating func modifier(_ depth: Int, close: String) -> String {
        let delimiter = random.pick([",", "/", "|", ",", "!", "@", "1"])
        switch random.number(0...35) {
        case 0...3: return random.pick(["E", "H", "R", "T", "L", "P", "Q", "q", "u", "O", "Or"])
        case 4: return random.pick(["tl", "tu", "tw", "tW", "ts", "ts,", "ts:", "ts\\n", "ts\\t", "ts/", "tsx"])
        case 5...7: return "M" + pattern(depth)
        case 8, 9: return "N" + pattern(depth)
        case 10...14:
            return "S" + delimiter + random.pick(["", "", "", "^"]) + part(depth) + random.pick(["", "", "", "$"])
                + delimiter
                + part(depth) + delimiter + random.pick(["", "", "g", "1", "W", "gW", "1g"])
        case 15...17:
            return "C," + regex(depth) + "," + replacement(depth) + "," + random.pick(["", "", "g", "1", "W", "1g"])
        case 18, 19: return "U" + part(depth)
        case 20, 21: return "D" + part(depth)
        case 22, 23:
            let loop = random.pick(["v", "w", "A", "i"])
            let use =
                random.pick(["$", "{"]) == "$"
                ? "$\(loop)" : "${\(loop)" + (random.once(in: 2) ? ":" + simple() : "") + "}"
            return "@\(loop)@" + random.pick(["", "x", "<", "\\$\\$"]) + use + random.pick(["", "", "y", ">", " "])
                + "@"
        case 24, 25:
            return "["
                + random.pick([
                    "#", "*", "@", "1", "2", "-1", "0", "1..2", "2..-1", "-1..1", "-2..-1", "9", "1..9", "${V1}", "0x1",
                ]) + "]"
        case 26: return "?" + part(depth) + ":" + part(depth)
        case 27: return random.pick(["range", "range=3", "hash", "sh", "gmtime=1", "_", "_=SAVED"])
        case 28...30:
            return random.pick(["", "b", ".c", "a", "%", "%.c", "a%", "%b", "x.%"]) + "="
                + random.pick(["", "x", ".o", "%", "%.o", "p%s", part(depth).replacing("&", with: "n")])
        case 31: return "${" + random.pick(["MODS", "MODS2", "NOMODS", "V1:D", "UNDEF"]) + "}"
        case 32: return "!echo " + random.pick(["hi", "a b", "'x  y'", "${V1}"]) + "!"
        case 33: return random.pick([":=new", ":?=new", ":+=new", ":!=echo new"])
        default: return makesMistakes ? mistake() : simple()
        }
    }

    private mutating func simple() -> String {
        random.pick(["Q", "tu", "tl", "R", "E", "T", "H", "S,a,b,", "M*", "N*b*", "u", "O", "[1]", "=.x"])
    }

    /// Characters that mean something to some modifier, in any order.
    private mutating func noise() -> String {
        let head = random.pick(["", "M", "N", "S,", "C/", "@x@", "U", "D", "?", "[", "ts", "o=", "%=", "S,a,", "_="])
        let characters = "abo:$\\{}()[]*?,/@%=^.-~".map { String($0) }
        return head + (0..<random.number(1...6)).map { _ in random.pick(characters) }.joined()
            + random.pick(["", ",", "/", "@", "]"])
    }

    private mutating func mistake() -> String {
        if random.once(in: 3) { return noise() }
        return random.pick([
            "Z", "tz", "t", "S,a", "S,a,b", "C,(,x,", "C,a", "@v", "@v@x", "[", "[a]", "[1..", "ts\\xzz", "tsab", "Ozz",
            "!echo", "?a", "hashx", "range=x", "gmtimex", ":", "", "SS", "M[a", "${UNDEF}x", "Qx", "_x", "::=x", "S",
            "C",
        ])
    }
}
