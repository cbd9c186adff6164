import BulkBuild
import MakeLanguage
import Platform
import TestSupport
import Testing
import Text

/// Scripts that are carried out without a shell say what a shell says.
@Suite struct ShellRunTests {
    /// What a script prints and its status, by us and by /bin/sh, in a directory with a few files.
    private func compare(_ script: String, _ sourceLocation: Testing.SourceLocation = #_sourceLocation) throws -> Bool {
        let directory = try temporaryDirectory()
        defer { removeTree(directory) }
        try makeDirectory(directory + Bytes("/sub"))
        for name in ["a.c", "b.c", ".hidden.c", "sub/x", "sub/y z"] {
            try writeFile(directory + Bytes("/\(name)"), Bytes("\(name)\n"))
        }
        let environment = [Bytes("PATH=/usr/bin:/bin"), Bytes("GIVEN=from outside"), Bytes("PWD=") + directory]
        let command = ScanCommand(
            arguments: [Bytes("/bin/sh"), Bytes("-c"), Bytes(script)], environment: environment, directory: directory)
        let expected = LocalCommands().answer(to: command)
        let settings = ScanSettings(top: directory, make: Bytes("/usr/bin/true"), environment: environment)
        let memory = ScanMemory(settings, source: LocalCommands())
        guard let own = PlainScript.run(Bytes(script), memory, environment, in: directory) else { return false }
        #expect(own.output.text == expected.output.text, "\(script)", sourceLocation: sourceLocation)
        #expect(own.errors.text == expected.errors.text, "\(script)", sourceLocation: sourceLocation)
        #expect(own.code == expected.code, "\(script)", sourceLocation: sourceLocation)
        return true
    }

    @Test(arguments: [
        "echo a   b", "echo 'a  b' \"c  d\"", "echo \"$GIVEN\" $GIVEN",
        "echo ${GIVEN:-x} ${NONE:-x} ${NONE-} ${GIVEN:+y}",
        "echo -n a; echo b", "printf '%s=%s\\n' a b c", "printf ' %s=%s' a b; printf '\\n'", "echo `echo a b`",
        "x=1; y=$x$x; echo \"$y\" $?", "x=`echo a; echo b`; echo $x; echo \"$x\"", "echo $(echo $(echo deep))",
        "if test a = b; then echo yes; else echo no; fi",
        "if [ -d sub ]; then echo d; elif [ -f a.c ]; then echo f; fi",
        "test -f a.c && echo there || echo gone", "test -f none && echo there || echo gone",
        "! test -f none && echo not",
        "for i in a b 'c d'; do echo \"<$i>\"; done", "for i in *.c; do echo $i; done",
        "for i in a b; do for j in 1 2; do echo $i$j; done; done",
        "echo *.c sub/* none*", "echo s?b/x", "echo \"*.c\" '*.c'", "cd sub && echo *; pwd >/dev/null; echo $PWD",
        "(cd sub; x=5; echo *); echo $x *", "{ echo a; echo b; } 2>/dev/null", "echo lost >/dev/null; echo kept",
        "echo err >&2; echo out", "(echo err >&2; echo out) 2>&1", "cat a.c none 2>/dev/null; echo $?", "cat none",
        "false; echo $?", "false || exit 3; echo no", "exit 4", "set -e; false; echo no",
        "set -e; false || true; echo yes",
        "set -e; if false; then echo a; fi; echo b", "set -e; for i in 1 2; do test $i = 1; echo $i; done",
        "x=$(false); echo $?", "x=$(exit 3)", "export A=1; env A2=2 sh -c 'echo $A $A2'",
        "A=1 sh -c 'echo $A'; echo \"$A\"",
        "unset GIVEN; echo \"[$GIVEN]\"", "echo a.c b.c | cat", "cat a.c | tr a b | cat", "expr 1 + 2",
        "exec echo a; echo b",
        "test 1 -lt 2 && test 2 -ge 2 && test -n x && test -z '' && echo all", "test '' ; echo $?", "[ x ] ; echo $?",
        "echo a#b # c", ":; echo $?", "test ! -e none; echo $?", "echo \\a \"\\a\" '\\a' \"\\$x\"", "echo a\\\nb",
        "echo {a,b}", "echo ~root",
        "case a in a) echo A;; esac", "f() { echo f; }; f", "echo $$ >/dev/null; echo $1", "while false; do :; done",
        "echo a > file; cat file", "cat <<x\nbody\nx",
        "echo $((1 + 2))", "a=b c; echo", "read x", "test 1 -lt", "cd none", "nosuchprogram", "kill -9 $$",
        "echo `echo \\`echo nested\\``", "echo \"`echo \"in quotes\"`\"", "if", "echo (", "echo 'open", "echo \"open",
        "&& echo", ";;", "echo a &", "for i; do echo; done", "a() (", "}", "fi",
    ])
    func scriptsSayWhatAShellSays(_ script: String) throws {
        let isKnown = try compare(script)
        // What is refused is a shell's; here only that nothing else is said, and nothing crashes.
        #expect(isKnown || !isKnown)
    }

    @Test func commonScriptsNeedNoShell() throws {
        let common = [
            "if test -d /usr; then echo yes; else echo no; fi", "echo a; { cd sub && echo *; } || echo b",
            "set -e; for v in 1 2; do X=$v; export X; echo $X; done",
            "if test \"`echo /usr/li[b]`\" = x; then echo; fi || :",
        ]
        #expect(try compare(common[0]))
        #expect(try compare(common[1]))
        #expect(try compare(common[2]))
        #expect(try !compare(common[3]))
    }

    @Test func randomTextNeverCrashes() throws {
        let pieces = [
            "echo", " ", ";", "&&", "||", "|", "(", ")", "{", "}", "if", "then", "fi", "for", "in", "do", "done", "$x",
            "${x}", "`", "\"", "'", "\\", "\n", "a=b", ">", "2>", "/dev/null", "&", "#", "*", "!", "$(", "${", "-",
        ]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let script = (0..<Int.random(in: 1...12, using: &random)).map { _ in pieces.randomElement(using: &random)! }
                .joined()
            PlainScript.parse(Bytes(script))
        }
        let deep = String(repeating: "$(", count: 10_000)
        #expect(!PlainScript.parse(Bytes(deep)))
        #expect(!PlainScript.parse(Bytes(String(repeating: "(", count: 100_000))))
        #expect(!PlainScript.parse(Bytes(String(repeating: "`\\", count: 10_000))))
    }
}
