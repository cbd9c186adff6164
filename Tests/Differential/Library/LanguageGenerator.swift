internal import TestSupport

/// Makes makefiles that only say what they read: assignments, expressions, conditions, loops, includes
/// (make-language.md sections 2 to 5).
struct LanguageGenerator {
    var expressions: ExpressionGenerator
    /// Files that the file at hand may include.
    private var included = ["nowhere.mk"]
    private var random: Randomness {
        get { expressions.random }
        set { expressions.random = newValue }
    }

    init(seed: UInt64, makesMistakes: Bool = false) {
        expressions = ExpressionGenerator(random: Randomness(seed: seed))
        expressions.makesMistakes = makesMistakes
    }

    mutating func expressionTrial() -> Trial {
        var lines = preamble()
        for _ in 0..<random.number(3...10) {
            if random.once(in: 3) { lines.append(assignment()) }
            let expression = expressions.expression()
            // Most are seen as messages; some only have their effects.
            lines.append(random.once(in: 8) ? "EFFECT:=" + expression : ".info [" + expression + "]")
        }
        let recipe = (0..<random.number(0...3)).map { _ in "\t@: '" + expressions.expression() + "'" }
        lines += ["all:"] + (recipe.isEmpty ? ["\t@:"] : recipe)
        var arguments: [String] = []
        if random.once(in: 6) { arguments.append(random.pick(["A=cmd line", "V1=2", "B=", "x.y=q", "C=$$A"])) }
        if random.once(in: 10) { arguments.append("-e") }
        return Trial(kind: .expressions, files: [Trial.File("makefile", lines)], arguments: arguments)
    }

    mutating func conditionTrial() -> Trial {
        var lines = preamble()
        lines += ["t1: t2", "t2:", "\t@:", "t3:"]
        for _ in 0..<random.number(4...12) {
            let directive = random.pick([
                ".if ", ".if ", ".if ", ".if ", ".ifdef ", ".ifndef ", ".ifmake ", ".ifnmake ",
            ])
            lines.append(directive + condition(directive == ".if " ? 2 : 1, bare: directive != ".if "))
            lines.append(".info yes")
            if random.once(in: 3) { lines += [".elif " + condition(1), ".info other"] }
            lines += [".else", ".info no", ".endif"]
        }
        let goals = random.pick([[], ["t1"], ["t2", "t1"]])
        return Trial(kind: .conditions, files: [Trial.File("makefile", lines)], arguments: goals)
    }

    mutating func directiveTrial() -> Trial {
        var lines = preamble()
        included = ["one.mk", "two.mk"]
        lines += block(depth: 3)
        var files = [Trial.File("makefile", [])]
        for name in ["one.mk", "two.mk"] where random.once(in: 2) {
            // No file includes itself: bmake would go on until it has no more files.
            included = name == "one.mk" ? ["two.mk"] : ["nowhere.mk"]
            files.append(Trial.File(name, [".info in ${.PARSEFILE} [${.INCLUDEDFROMFILE}]"] + block(depth: 1)))
        }
        files[0].lines = lines + ["all:", "\t@:"]
        return Trial(kind: .directives, files: files)
    }

    /// What no make can read without complaints; expressions, directives and lines that are none.
    mutating func mistakeTrial() -> Trial {
        expressions.makesMistakes = true
        var lines = preamble()
        for _ in 0..<random.number(1...3) { lines += random.once(in: 2) ? block(depth: 2) : [mistake()] }
        lines += ["all:", "\t@: '" + expressions.expression() + "' end"]
        return Trial(kind: .mistakes, files: [Trial.File("makefile", lines)])
    }

    // MARK: Pieces

    private mutating func preamble() -> [String] {
        var lines = ["V1=1", "V2=2 3", "MODS=tu:S,A,q,", "MODS2=H", "NOMODS="]
        for name in ["A", "B", "C", "D", "E", "x.y"] where !random.once(in: 6) {
            lines.append(name + "=" + plainValue())
        }
        return lines
    }

    /// A value without expressions: what refers to itself would end the trial.
    private mutating func plainValue() -> String {
        (0..<random.pick([0, 1, 1, 2, 3, 5])).map { _ in expressions.word() }.joined(separator: " ")
    }

    private mutating func assignment() -> String {
        let name = random.pick(["A", "B", "C", "D", "E", "x.y", "NEW", "V${V1}", "N${UNDEF}"])
        let gap = random.pick(["", " ", "\t", "  "])
        switch random.number(0...9) {
        case 0...1: return name + gap + "+=" + gap + plainValue()
        case 2: return name + gap + "?=" + gap + plainValue()
        case 3...6: return name + gap + ":=" + gap + expressions.value()
        case 7:
            return name + gap + "!=" + gap + "echo "
                + random.pick(["x", "a  b", "'l1'; echo l2", "${V1}", "$$((1+1))"])
        default: return name + gap + "=" + gap + plainValue() + random.pick(["", "  ", " # c", "\\#h", " \\"])
        }
    }

    mutating func condition(_ depth: Int, bare: Bool = false) -> String {
        if depth > 0 {
            switch random.number(0...8) {
            case 0:
                return condition(depth - 1, bare: bare) + random.pick([" && ", "&&", " && "])
                    + condition(depth - 1, bare: bare)
            case 1:
                return condition(depth - 1, bare: bare) + random.pick([" || ", "||", " || "])
                    + condition(depth - 1, bare: bare)
            case 2: return random.pick(["!", "! "]) + condition(depth - 1, bare: bare)
            case 3: return "(" + condition(depth - 1, bare: bare) + ")"
            default: break
            }
        }
        if bare, random.once(in: 2) { return random.pick(["A", "UNDEF", "t1", "t*", "V1", "x.y"]) }
        switch random.number(0...9) {
        case 0: return "defined(" + random.pick(["A", "UNDEF", "V${V1}", "x.y", " A ", ".CURDIR"]) + ")"
        case 1:
            return "empty(" + random.pick(["A", "UNDEF", "A:M*b*", "B:O:u", "C:N*", "x.y:S,a,,", "${V1}", "V1:U"]) + ")"
        case 2: return "exists(" + random.pick(["makefile", "nowhere", "${UNDEF}", "/tmp", " makefile ", "."]) + ")"
        case 3:
            return random.pick(["target", "commands", "make"]) + random.pick(["(", " ("])
                + random.pick(["t1", "t2", "t3", "t*", "nope"]) + ")"
        case 4: return operand() + random.pick([" == ", "==", " != ", " < ", " > ", " <= ", " >= ", ">"]) + operand()
        case 5:
            return "\"" + expressions.expression(1) + "\" " + random.pick(["==", "!="]) + " \""
                + expressions.word().replacing("\"", with: "") + "\""
        case 6:
            return "${" + random.pick(["A", "V1", "V2"]) + ":U} " + random.pick(["==", "!="]) + " "
                + random.pick(["1", "a", "b", "\"\"", "\"1\""])
        case 7: return random.pick(["0", "1", "0x0", "00", "\"\"", "\"0\"", "1e0", "0.0", "08"])
        case 8: return "${" + random.pick(["V1", "V2:[1]", "A:U", "B:U0", "NOMODS"]) + "}"
        default: return "!empty(A:M${V1})"
        }
    }

    /// Tokens of conditions in any order.
    private mutating func oddCondition() -> String {
        let tokens = [
            "1", "0", "-1", "+1", "0x10", "0xg", "1e", "a", "\"\"", "\"a", "\"a b\"", "${A}", "${UNDEF}", "${A", "$A",
            "$", "defined(A)", "defined", "empty(A)", "empty(A", "empty()", "make(all)", "exists()", "(", ")", "!", "!",
            "==", "!=", "<", ">=", "=", "&&", "||", "&", "|", "x${A}", "${A}x", "\"${A}\"", "\\", "target( t1 )",
        ]
        return (0..<random.number(1...6)).map { _ in random.pick(tokens) + random.pick(["", " ", " "]) }.joined()
    }

    private mutating func operand() -> String {
        if random.once(in: 4) {
            let number = random.pick([
                "0x10", "0X10", "-0x10", "1e3", "1e", "1.", ".5", "-.5", "-1", "+1", " 1", "1 ", "  -1", "0x1.8", "1p3",
                "0xg", "inf", "nan", "99999999999999999999", "0xfffffffffffffffff", "1..", "08", "1_0",
            ])
            return "${:U" + number + "}"
        }
        return random.pick([
            "1", "2", "10", "1.0", "0x1", "${V1}", "${V2:[1]}", "${V2:[2]}", "\"1\"", "\"${V1}\"", "${A:U}", "${V1}0",
            "1e1",
            "${:U10}", "${:U-1}", "${:U}", "${:Uabc}", "\"abc\"", "${UNDEF:U3}",
        ])
    }

    /// Directives inside directives.
    private mutating func block(depth: Int) -> [String] {
        (0..<random.number(1...4)).flatMap { _ in directive(depth: depth) }
    }

    private mutating func directive(depth: Int) -> [String] {
        switch random.number(0...11) {
        case 0...2 where depth > 0:
            var lines = [random.pick([".", ". ", ".  "]) + "if " + condition(1)] + block(depth: depth - 1)
            if random.once(in: 3) { lines += [".elif " + condition(1)] + block(depth: depth - 1) }
            if random.once(in: 2) { lines += [".else"] + block(depth: depth - 1) }
            return lines + [".endif"]
        case 3...5 where depth > 0:
            let variables = random.pick([["i"], ["i"], ["j"], ["i", "j"], ["ij"], ["."], ["%"]])
            let items = (0..<random.number(0...3)).flatMap { _ in
                variables.map { _ in
                    switch random.number(0...8) {
                    case 0: expressions.expression(0)
                    case 1:
                        random.pick([
                            "a:b", "{c}", "$$x", "$${y}", "$$(z", "e}", "f)", "\\\\", "\"g h\"", "i\\ j", "${:U\\$k}",
                            "'",
                        ])
                    default: expressions.word()
                    }
                }
            }
            let uses = variables.map { "$\($0) ${\($0)} ${\($0):S,a,b,} $(\($0)) $$\($0) ${\($0)x} ${UNDEF:U${\($0)}}" }
            return [".for \(variables.joined(separator: " ")) in \(items.joined(separator: " "))"]
                + [".info <" + uses.joined(separator: "|") + ">"] + block(depth: depth - 1) + [".endfor"]
        case 6:
            let name = random.pick(included)
            return [
                random.pick([
                    ".include \"\(name)\"", ".-include \"\(name)\"", "include \(name)", "-include nope \(name)",
                    "sinclude ${:U\(name)}", ".dinclude \"\(name)\"",
                ])
            ]
        case 7: return [".undef " + random.pick(["A", "B C", "UNDEF", "${:UD}"])]
        case 8: return [".info " + expressions.expression(1)]
        case 9: return [random.pick([".warning w", "# comment", "", ".export A B", ".unexport A", ".export-env C"])]
        default: return [assignment()]
        }
    }

    private mutating func mistake() -> String {
        if random.once(in: 3) { return ".if " + oddCondition() + "\n.info yes\n.else\n.info no\n.endif" }
        return random.pick([
            ".if", ".else", ".endif", ".elif 1", ".for", ".for i", ".for i in a b\n.endfor", ".for in a", ".endfor",
            ".foo bar",
            "garbage", "a b = c", ".include", ".include x", ".include \"nowhere\"", ".include <nowhere>", ".undef",
            ".error",
            ".if ${UNDEF}\n.info in\n.endif", ".if a == a\n.info in\n.endif", ".if 1 ==\n.endif", ".if (1\n.endif",
            ".if \"a\" < \"b\"\n.endif", ".if ${A:Z}\n.info in\n.endif", ".if empty(A\n.endif",
            ".if defined(A B)\n.endif",
            "\tstray", "all: ${A:Z}", "X!= exit 3", "X:= ${A:Z} after", "X = ${A:Z}\n.info ${X}", "${A:Z}x = 1",
            ".if 1\n.if 0", ".else\n.else", ".unexport-env X", "<<<<<<< mine", ".elsif 1", ".info ${A",
            ".info ${A:S,a,b",
            ".info ${A:S,a,b,", ".info ${A:Mx", "x: y\nx:: z", "x ! y\nx: z", ".SUFFIXES .c", ".x.y", "export A",
            "-include nope",
            "include nope", ".info ${A:Z} after ${B}", ".info ${:Ua:Z} b", ".if !${A:Z:S,a,b,}\n.endif",
        ])
    }
}
