import MakeLanguage
import Platform
import TestSupport
import Testing
import Text

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Commands that run without a shell do what a shell does with them.
@Suite struct PlainScriptTests {
    @Test(arguments: [
        "a; b", "a;", "a && b || c", "! a", "if a; then b; fi", "if a; then b; elif c; then d; else e; fi", "( a; b )",
        "{ a; b; } 2>/dev/null", "a 2>&1 </dev/null", "a >/dev/null 2>&1", "1>&2 a", "X=1 a", "X='1 2' Y= a b=c",
        "echo `a`", "echo \"`a b`\" $(c; d) e", "echo /a/b*c/d*", "echo '$x' \"\\$x\" \\*", "[ -d a ] && b",
        "test ! -f a", "exit 3", "if (a) then b; fi", "if { a; } then b; fi",
        "a b#c", "a !", "echo then fi", "if a; then if b; then c; fi fi", "echo $(echo `a`)",
    ])
    func isPlain(_ script: String) { #expect(PlainScript(Bytes(script)) != nil) }

    @Test(arguments: [
        "", " ", ";", "a;; b", "a & b", "a &", "a | b", "a |", "&& a", "a &&", "if a; then b", "if a; then fi", "fi",
        "then a",
        "{ a }", "{ a; ", "( a", "a )", "( )", "$x", "echo $x", "echo ${x}", "echo $((1))", "echo $", "echo \"$\"",
        "a > b",
        "a < b", "a 2> b", "a 3>/dev/null", "a >&-", "a >&2x", "a >/dev/nullx", "a 2>&1x", "for i in a; do b; done",
        "while a; do b; done", "case a in b) c;; esac", "x=1", "PATH=/x a", "X=`a` b", "X=1 echo a", "cd /",
        "cd / && a",
        "set x", "printf a", "eval a", ". a", "exec a", "command a", "read a", "a() { b; }", "echo a?b", "echo [ab]",
        "echo {a,b}",
        "echo ~", "echo a^b", "echo # a", "# a", "'a", "\"a", "`a", "$(a", "echo `a \\` b`", "a \\", "a\nb", "'a' b",
        "\"a\" b", "$(a) b", "*", "[ a", "[ a b", "[", "exit a", "exit 1 2", "exit 256", "echo .*", "echo /a/.b*",
        "echo a//b*",
        "echo a*/", "echo `a`*", "{ a; } 2>&1", "! ! a", "a; ! ", "!a", "if a then b; fi", "time a", "[[ a ]]",
        "function a",
        "a <<b", "a <<<b", "a >|b", "a <>b", "( a ) b", "{ a; } b", "if a; then b; fi c",
    ])
    func needsTheShell(_ script: String) { #expect(PlainScript(Bytes(script)) == nil) }

    @Test func nestingIsBounded() {
        for (open, close) in [("( ", " )"), ("{ ", "; }"), ("if a; then ", "; fi"), ("! ", ""), ("a $(", ")")] {
            let deep = String(repeating: open, count: 100_000) + "a" + String(repeating: close, count: 100_000)
            #expect(PlainScript(Bytes(deep)) == nil)
        }
    }

    /// Random scripts through here and through every shell there is: the same output, errors and status.
    @Test func shellsAgree() throws {
        let directory = try temporaryDirectory()
        defer { removeTree(directory) }
        for name in ["sub", "subs"] { try makeDirectory(directory + Bytes("/" + name)) }
        for name in ["ab", "abc", "b.c", ".dot", "sub/x1", "sub/x2", "subs/x1", "a b"] {
            try writeFile(directory + Bytes("/" + name), Bytes("text\n"))
        }
        // busybox is what its name says.
        #expect(symlink("/bin/busybox", (directory + Bytes("/sh")).text) == 0)
        var shells: [String] = ["/bin/sh", "/bin/bash", "/bin/mksh", "/bin/yash"].filter {
            fileStatus(Bytes($0)) != nil
        }
        if fileStatus(Bytes("/bin/busybox")) != nil { shells.append((directory + Bytes("/sh")).text) }

        var scripts = RandomScripts(seed: Self.setting("SEED") ?? 7, directory: directory.text)
        for _ in 0..<(Self.setting("SCRIPTS") ?? 40) {
            let script = scripts.next()
            let parsed = PlainScript(Bytes(script))
            let plain = try #require(parsed, "\(script)")
            for shell in shells {
                let log = directory + Bytes("/errors")
                let here = try outcome(log) { world in
                    plain.run(world, shell: Bytes(shell), environment: Self.environment) { path in
                        directoryNames(path, limit: .max)
                    }
                }
                let there = try outcome(log) { world in
                    let name = Bytes(String(shell.split(separator: "/").last ?? ""))
                    return world.run(
                        ShellCommand(
                            program: Bytes(shell), arguments: [name, Bytes("-c"), Bytes(script)],
                            environment: Self.environment, isInsteadOfShell: true))
                }
                #expect(here == there, "\(shell): \(script)")
            }
        }
    }

    /// For longer runs by hand.
    private static func setting(_ name: String) -> UInt64? {
        getenv(name).flatMap { UInt64(String(cString: $0)) }
    }

    private static let environment = [Bytes("PATH=/bin:/usr/bin"), Bytes("LC_ALL=C")]

    private func outcome(
        _ log: Bytes, _ body: (SystemWorld) -> (output: Bytes, status: CommandStatus)
    ) throws -> [String] {
        let errors = open(log.text, O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0o600)
        #expect(errors >= 0)
        defer { close(errors) }
        let (output, status) = body(SystemWorld(errors: errors))
        // bash counts lines of its own in what it substitutes.
        return try [output.text, "\(status)", readFile(log).text].map {
            $0.replacing(/line [0-9]+:/, with: "line:")
        }
    }
}
