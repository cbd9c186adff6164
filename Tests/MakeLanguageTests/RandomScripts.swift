/// Scripts of plain commands, the same ones for the same seed.
struct RandomScripts {
    private var state: UInt64
    private let directory: String

    init(seed: UInt64, directory: String) {
        state = seed
        self.directory = directory
    }

    mutating func next() -> String { list(2) }

    private mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }

    private mutating func one(of choices: [String]) -> String { choices[below(choices.count)] }

    private mutating func list(_ depth: Int) -> String {
        let count = 1 + below(3)
        return (0..<count).map { _ in andOr(depth) }.joined(separator: "; ")
    }

    private mutating func andOr(_ depth: Int) -> String {
        var text = command(depth)
        while below(3) == 0 { text += one(of: [" && ", " || "]) + command(depth) }
        return text
    }

    private mutating func command(_ depth: Int) -> String {
        if depth > 0 {
            switch below(8) {
            case 0:
                let otherwise = below(2) == 0 ? "; else \(list(depth - 1))" : ""
                return "if \(list(depth - 1)); then \(list(depth - 1))\(otherwise); fi" + null()
            case 1: return "( \(list(depth - 1)) )" + null()
            case 2: return "{ \(list(depth - 1)); }" + null()
            case 3: return "! " + simple(depth)
            default: break
            }
        }
        return simple(depth)
    }

    private mutating func null() -> String { below(5) == 0 ? one(of: [" 2>/dev/null", " >/dev/null"]) : "" }

    private mutating func simple(_ depth: Int) -> String {
        switch below(9) {
        case 0, 1: return "echo " + words(depth) + redirection()
        case 2: return test(depth)
        case 3: return "[ \(word(depth)) \(one(of: ["=", "!=", "-eq", "-lt", "-ge"])) \(word(depth)) ]" + redirection()
        case 4: return one(of: ["true", "false", ":"])
        case 5: return "X=\(one(of: ["1", "'a b'", "\"\""])) printenv X" + redirection()
        case 6:
            return one(of: ["exit \(below(4))", "expr 3 + 4", "uname", "nosuchprogram", "cat /none", "id -u"])
                + redirection()
        case 7: return "expr " + words(depth) + redirection()
        default: return "printenv LC_ALL \(one(of: ["", "NONE", "PATH"]))" + redirection()
        }
    }

    private mutating func test(_ depth: Int) -> String {
        let file = one(of: [directory, directory + "/ab", directory + "/none", "''"])
        switch below(4) {
        case 0: return "test \(one(of: ["-d", "-f", "-e", "-r", "! -d", "-s"])) \(file)"
        case 1: return "test \(one(of: ["-n", "-z", "!", ""])) \(word(depth))"
        case 2:
            return
                "test \(one(of: ["3", "10", "-1", "`expr 1 + 1`"])) \(one(of: ["-gt", "-le", "-ne"])) \(one(of: ["3", "x", "007"]))"
        default: return "test \"`echo \(directory)/a*`\" \(one(of: ["=", "!="])) '\(directory)/a*'"
        }
    }

    private mutating func redirection() -> String {
        below(4) == 0
            ? one(of: [" 2>/dev/null", " >/dev/null", " 2>&1", " 1>&2", " >/dev/null 2>&1", " </dev/null"]) : ""
    }

    private mutating func words(_ depth: Int) -> String {
        (0..<below(4)).map { _ in word(depth) }.joined(separator: " ")
    }

    private mutating func word(_ depth: Int) -> String {
        switch below(depth > 0 ? 12 : 10) {
        case 0: return "a"
        case 1: return "'a  b'"
        case 2: return "\"c  d\""
        case 3: return "\\*"
        case 4:
            return directory + "/" + one(of: ["a*", "*", "sub*/x*", "none*", "sub*/x1", "*b*c", "'a'*", "sub*/./x2"])
        case 5: return "\"\""
        case 6: return one(of: ["12", "007", "-3", "--", "-n", "x=y", "a!b", "%s"])
        case 7: return "a'b c'\"d\"e\\ f"
        case 8: return one(of: ["\"\\$x\"", "\"a\\\\b\"", "'a\\b'", "\"a\\b\""])
        case 9: return "hello"
        case 10: return "\"$( \(list(depth - 1)))\"" + one(of: ["", "x"])
        default: return one(of: ["", "x"]) + "$( \(list(depth - 1)))" + one(of: ["", "y"])
        }
    }
}
