import Testing
import Text

@testable import Inquiry

@Suite struct ShellLineTests {
    /// Each command as its words between bars, behind its directory if that is another one.
    private func commands(_ line: String) -> [String] {
        ShellLine(Bytes(line)).commands.map { command in
            let words = command.words.map(\.text).joined(separator: "|")
            return command.directory.isEmpty ? words : command.directory.text + ": " + words
        }
    }

    @Test(
        arguments: [
            ("cc -c a.c", ["cc|-c|a.c"]),
            ("", []), ("  ", []), (";;&&||", []), ("# nothing", []),
            ("a; b && c || d & e | f", ["a", "b", "c", "d", "e", "f"]),
            ("a\nb", ["a", "b"]),
            ("a b#c # d; e\nf", ["a|b#c", "f"]),
            ("echo 'a b' \"c d\" e\\ f g\\\nh", ["echo|a b|c d|e f|gh"]),
            ("echo \"\\\"$x\\\"\" '\\\"' \\\"", ["echo|\"$x\"|\\\"|\""]),
            ("echo ''", ["echo|"]),
            ("a $(b; c d) ${e:-f g} `h; i` $j", ["a|$(b; c d)|${e:-f g}|`h; i`|$j"]),
            ("a \"$(b \"c d\")\" e", ["a|$(b \"c d\")|e"]),
            ("a $(b $(c) d) e", ["a|$(b $(c) d)|e"]),
            ("a > b 2>&1 <c >>'d e' 3>f g2 h>i", ["a|g2|h"]),
            ("A=1 b_2='x y' cc -DA=1", ["cc|-DA=1"]),
            ("A=1", []), ("=x y", ["=x|y"]), ("1A=b c", ["1A=b|c"]),
            ("if a; then b; else c; fi", ["a", "b", "c", "fi"]),
            ("! { a; }", ["a"]),
            ("cd x && a; b", ["x: a", "x: b"]),
            ("(cd x && a); b", ["x: a", "b"]),
            ("cd x; (cd y; a; (cd /z; b)); c", ["x/y: a", "/z: b", "x: c"]),
            ("cd -P x; a", ["x: a"]), ("cd; a", ["a"]),
            ("a)b", ["a", "b"]), ("((a", ["a"]),
            ("a 'b", ["a|b"]), ("a \"b", ["a|b"]), ("a $(b", ["a|$(b"]), ("a `b", ["a|`b"]), ("a \\", ["a|"]),
            ("a >", ["a"]), ("<", []),
        ] as [(String, [String])])
    func commands(_ line: String, _ expected: [String]) { #expect(commands(line) == expected) }

    /// Any text is taken apart without a trap, and to its end.
    @Test func anyText() {
        let pieces = [
            "a", " ", "'", "\"", "\\", "$(", ")", "`", ";", "&", "|", "<", ">", "2", "#", "\n", "cd x", "${", "}",
        ]
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...12, using: &generator)).map { _ in pieces.randomElement() ?? "" }
                .joined()
            _ = ShellLine(Bytes(text))
        }
    }
}
