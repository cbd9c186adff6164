import Foundation
import Testing

/// A recipe on a host sees, prints and makes what it would here (Documentation/fidelity.md).
@Suite struct FidelityTests {
    /// What a recipe shall find.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// The lines of the recipe, for `out`.
        var recipe: String
        var rules = ""
        var environment: [String: String] = [:]
        var umask = 0o022
        /// It fails there, and then here.
        var failure: String?

        init(
            _ name: String, _ recipe: String, rules: String = "", environment: [String: String] = [:],
            umask: Int = 0o022, failure: String? = nil
        ) {
            testDescription = name
            (self.recipe, self.rules, self.environment) = (recipe, rules, environment)
            (self.umask, self.failure) = (umask, failure)
        }
    }

    private static let cases = [
        Case("umask", "umask >$@; : >x; ls -l x | cut -c 1-10 >>$@", umask: 0o027),
        Case("locale", "printf '%s\\n' b A a B | sort >$@; locale 2>/dev/null >>$@", environment: ["LC_ALL": "C"]),
        Case(
            "parts of the locale", "printf '%s\\n' \"$$LANG\" \"$$LC_CTYPE\" \"$$LC_ALL\" >$@; locale >>$@ 2>/dev/null",
            environment: ["LANG": "C.UTF-8", "LC_CTYPE": "C", "LC_ALL": ""]),
        Case("time zone", "date -d @0 '+%H %z' >$@", environment: ["TZ": "Asia/Tokyo"]),
        Case("no time zone", "date -d @0 '+%H %z' >$@; echo \"$${TZ-none}\" >>$@"),
        Case("reproducible times", "echo $$SOURCE_DATE_EPOCH >$@", environment: ["SOURCE_DATE_EPOCH": "86400"]),
        Case("variables", "echo \"$$A$$B\" >$@", rules: "A=1\nB=2\n.export A"),
        Case("order of both streams", "for i in 1 2 3 4; do echo out $$i; echo err $$i >&2; done; : >$@"),
        Case("standard input", "(cat; echo end) </dev/null >$@"),
        Case("directory", "cd sub && pwd && cat ../in; : >../$@", rules: "out: .DIST.INPUTS=sub"),
        Case("shell", "[[ x == x ]] && echo $${BASH_VERSION:+bash} >$@", rules: ".SHELL: name=sh path=/bin/bash"),
        Case("lines share a shell", "x=1\n\techo $$x >$@"),
        Case("silent and ignored", "@echo quiet\n\t-@sh -c 'exit 3'\n\techo last >$@"),
        Case("time of an input", "ls -l --time-style=+%s in | cut -d ' ' -f 6 >$@"),
        Case("level of makes", "echo \"$$MAKELEVEL\" >$@; : make", rules: "out: .DIST.SLOTS=1"),
    ]

    private static let failures = [
        Case("status 1", "echo said; exit 1", failure: "Error code 1"),
        Case("status 200", "exit 200", failure: "Error code 200"),
        Case("status 255", "exit 255", failure: "Error code 255"),
        Case("a program that is not there", "no-such-program", failure: "Error code 127"),
        Case("a program that cannot be run", "./in", failure: "Error code 126"),
        Case("a signal in a pipe", "sh -c 'kill -TERM $$$$'", failure: "Error code 143"),
        Case("the shell is killed", "kill -9 $$$$; :", failure: "Error code 137"),
    ]

    private func build(_ test: Case, there: Bool) throws -> (space: Space, run: Ran) {
        let space = try Space(
            """
            all: first out
            first:
            	@i=0; while ! test -e ${.CURDIR:H}/ran && test $$i -lt 500; do sleep 0.02; i=$$((i + 1)); done
            \(test.rules)
            out: in
            	@: >${.CURDIR:H}/ran
            	\(test.recipe)
            .DIST: out
            .DIST.QUICK=no

            """)
        try space.write("in", "in\n", age: 5000)
        try space.makeDirectory(space.path("sub"))
        try space.write("../hosts", there ? "box 1 transport=sh\n" : "")
        // Locally both have a slot.
        let run = try space.make(
            there ? "-j1" : "-j2", "-dD", "-k", "--hosts=\(space.root)/hosts", environment: test.environment,
            input: "of the user\n", umask: test.umask)
        return (space, run)
    }

    /// What it prints of `out`, with the space's own name taken out.
    private func printed(_ run: Ran, _ space: Space) -> [String] {
        let own = ["distmake: ", "---", "Distributed", "  "]
        return run.stdout.replacing(space.root, with: "ROOT").split(separator: "\n").map(String.init)
            .filter { line in !own.contains { line.hasPrefix($0) } }
    }

    @Test(arguments: cases) func itIsTheSame(_ test: Case) throws {
        let here = try build(test, there: false)
        let there = try build(test, there: true)
        #expect(here.run.isSuccess, here.run.all)
        #expect(there.run.isSuccess && there.run.places == ["out": "box"], there.run.all)
        let times = { (space: Space) in try sh("stat -c %Y '\(space.path("in"))'") }
        let text = there.space.text("out")?.replacing(try times(there.space), with: "TIME\n")
        #expect(text == here.space.text("out")?.replacing(try times(here.space), with: "TIME\n"), there.run.all)
        #expect(printed(there.run, there.space) == printed(here.run, here.space), there.run.all)
        #expect(try there.space.permissions("out") == here.space.permissions("out"))
    }

    @Test(arguments: failures) func itFailsTheSame(_ test: Case) throws {
        let here = try build(test, there: false)
        let there = try build(test, there: true)
        #expect(!here.run.isSuccess && there.run.status == here.run.status, there.run.all)
        let line = "Target out failed on box (\(test.failure ?? "")); trying it here."
        #expect(there.run.lines(line).count == 1, there.run.all)
        #expect(printed(there.run, there.space) == printed(here.run, here.space), there.run.all)
    }

    /// Times of what is made there, and of what is used there again, on a host whose clock is an hour off.
    @Test(arguments: [-3600, 3600]) func clocks(_ difference: Int) throws {
        let space = try Space(
            """
            all: first b
            first:
            	@i=0; while ! test -e b && test $$i -lt 500; do sleep 0.02; i=$$((i + 1)); done
            a: in
            	cp in a; touch -d '\(difference) seconds' a
            b: a in
            	@if test a -nt in; then echo newer >b; else echo older >b; fi; date -r a +%s >>b; touch -d '\(difference) seconds' b
            .DIST: a b
            .DIST.QUICK=no

            """)
        try space.write("in", "in\n", age: 600)
        try space.writeProgram(
            "../bin/date",
            "#!/bin/sh\ncase $1 in +%s) echo $(($(/bin/date +%s) + \(difference)));; *) exec /bin/date \"$@\";; esac\n")
        try space.write(
            "../hosts", "box 1 transport=\"sh -c 'PATH=\(space.root)/bin:$PATH exec sh'\" paths=mapped\n")
        let run = try space.make("-j1", "-dD", "--hosts=\(space.root)/hosts")
        #expect(run.isSuccess && run.places == ["a": "box", "b": "box"], run.all)
        let time = try sh("stat -c %Y '\(space.path("a"))'")
        #expect(space.text("b") == "newer\n\(time)", run.all)
        #expect(abs((Double(time.dropLast()) ?? 0) - Date().timeIntervalSince1970) < 60)
        // By the times here nothing is left to do.
        let again = try space.make("-j1", "-dD", "--hosts=\(space.root)/hosts", "b")
        #expect(again.isSuccess && again.places.isEmpty && again.stdout.contains("up to date"), again.all)
    }

    /// A file that was touched since has its new time there, though its content was sent before.
    @Test func touchedInputs() throws {
        let space = try Space(
            """
            all: first b
            first:
            	@i=0; while ! test -e b && test $$i -lt 500; do sleep 0.02; i=$$((i + 1)); done
            a: in
            	date -r in +%s >a
            c: a
            	touch -d '2020-01-02 UTC' in; : >c
            b: c in
            	date -r in +%s >b
            .DIST: a b
            .DIST.QUICK=no

            """, hosts: "box 1 transport=sh\n")
        try space.write("in", "in\n", age: 600)
        // `c` needs a slot of this machine beside `first`.
        let run = try space.make("-j2", "-dD")
        #expect(run.isSuccess && run.places["b"] == "box", run.all)
        #expect(space.text("b") == "1577923200\n", run.all)
    }
}
