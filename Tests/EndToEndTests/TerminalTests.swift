import Foundation
import Testing

/// What a person at a terminal sees of a build.
@Suite struct TerminalTests {
    /// Two targets that end when the test says so, one that fails.
    private let makefile = """
        all: slow fast bad
        slow:
        	@echo slow begins; read line <gate; echo slow ends
        fast:
        	@echo fast begins; echo fast ends
        bad:
        	@echo the reason
        	exit 3

        """

    private func space() throws -> Space {
        let space = try Space(makefile)
        _ = try sh("mkfifo '\(space.tree)/gate'")
        return space
    }

    private func start(
        _ space: Space, _ arguments: String, on terminal: Terminal, environment: [String: String] = ["TERM": "xterm"]
    ) throws -> Running {
        // Everything of make is the terminal.
        let line = "exec '\(Space.distmake)' \(arguments) <'\(terminal.device)' >'\(terminal.device)' 2>&1"
        var variables = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "\(space.root)/home"]
        variables.merge(environment) { _, new in new }
        return try Running(
            ["/bin/sh", "-c", line], directory: space.tree, environment: variables, input: "/dev/null",
            log: "\(space.root)/terminal", umask: 0o022)
    }

    private func open(_ space: Space) throws { _ = try sh("echo >'\(space.tree)/gate'") }

    private func end(_ space: Space, _ run: Running, _ terminal: Terminal) -> [String] {
        _ = run.wait()
        terminal.drain()
        return terminal.screen.map { $0.replacingOccurrences(of: space.tree, with: "DIR") }
    }

    @Test func groupsProgressAndSummary() throws {
        let space = try space()
        let terminal = try Terminal(columns: 60)
        let run = try start(space, "-r -j2 -k", on: terminal)
        // Both others are over, and the line says so.
        #expect(terminal.read { $0.contains("[2/3]") && $0.contains(" slow") }, "\(terminal.text)")
        #expect(terminal.screen.last == "[2/3] 1 failed slow")
        #expect(!terminal.screen.contains("slow begins"), "held until it ends")
        try open(space)
        let seen = end(space, run, terminal)
        // Which of the two short ones ends first is open; that each stands together is not.
        let text = seen.joined(separator: "\n")
        #expect(text.contains("--- fast ---\nfast begins\nfast ends\n"))
        #expect(text.contains("--- bad ---\nthe reason\nexit 3\n*** [bad] Error code 3\n\ndistmake: stopped in DIR\n"))
        #expect(
            text.hasSuffix(
                """
                --- slow ---
                slow begins
                slow ends
                1 target failed:
                  bad (DIR/Makefile:7): Error code 3
                    $ @echo the reason
                    $ exit 3
                    the reason
                    exit 3

                """), "\(text)")
        #expect(!seen.contains { $0.contains("[") && $0.contains("/3]") }, "the line of progress is gone")
    }

    @Test func theLineFollowsTheWidth() throws {
        let space = try space()
        let terminal = try Terminal(columns: 60)
        let run = try start(space, "-r -j1 slow", on: terminal)
        #expect(terminal.read { $0.contains("[0/1]") })
        #expect(terminal.screen.last == "[0/1] slow")
        try open(space)
        _ = end(space, run, terminal)
    }

    @Test(arguments: [["TERM": "xterm", "NO_COLOR": "1"], ["TERM": "xterm"]])
    func colors(_ environment: [String: String]) throws {
        let space = try space()
        let terminal = try Terminal(columns: 60)
        let run = try start(space, "-r -j2 -k slow bad", on: terminal, environment: environment)
        #expect(terminal.read { $0.contains("/2]") })
        try open(space)
        _ = end(space, run, terminal)
        #expect(terminal.text.contains("\u{1B}[31;1m") == (environment["NO_COLOR"] == nil))
        #expect(terminal.text.contains("target failed"))
    }

    @Test(arguments: ["--output=classic --progress=no", "--output=classic", "-s", ""], ["dumb", "xterm"])
    func whatWasAskedFor(_ options: String, _ terminalType: String) throws {
        let space = try Space("all: a b\na b:\n\t@echo $@\n")
        let terminal = try Terminal(columns: 60)
        let run = try start(space, "-r -j1 \(options)", on: terminal, environment: ["TERM": terminalType])
        let seen = end(space, run, terminal)
        #expect(seen == ["a", "b", ""])
    }

    @Test func aPipeGetsTheClassicOutput() throws {
        let space = try Space("all: a\na:\n\t@echo $@; exit 1\n")
        let run = try space.make("-r", "-j2")
        #expect(
            run.stdout.replacingOccurrences(of: space.tree, with: "DIR")
                == "--- a ---\na\n*** [a] Error code 1\n\ndistmake: stopped in DIR\n1 error\n\ndistmake: stopped in DIR\n"
        )
        #expect(run.stderr == "")
    }

    @Test func groupedInAPipeIfAskedFor() throws {
        let space = try Space("all: a\na:\n\t@echo $@; exit 1\n")
        let run = try space.make("-r", "-j2", "--output=grouped")
        #expect(
            run.stdout.replacingOccurrences(of: space.tree, with: "DIR") == """
                --- a ---
                a
                *** [a] Error code 1

                distmake: stopped in DIR
                1 error

                distmake: stopped in DIR
                1 target failed:
                  a (DIR/Makefile:3): Error code 1
                    $ @echo a; exit 1
                    a

                """)
    }

    @Test func hintsAreForTerminals() throws {
        let space = try Space("ifeq (a,b)\nall:\n")
        let terminal = try Terminal(columns: 60)
        let seen = end(space, try start(space, "-r", on: terminal), terminal)
        #expect(
            seen == [
                "distmake: \"DIR/Makefile\" line 1: Invalid line type", "    ifeq (a,b)", "    ^",
                "    expected: conditionals with a dot; `ifeq' is GNU make's",
                "    mend: .if ${A} == \"b\" ... .else ... .endif",
                "distmake: Fatal errors encountered -- cannot continue",
                "distmake: stopped in DIR", "",
            ])
        #expect(try space.make("-r").stderr.split(separator: "\n").count == 2)
    }
}
