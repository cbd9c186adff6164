import Foundation
import Testing

/// Makefiles that are no makefiles, or too much of one: an error that says what is wrong, never a crash.
@Suite struct BadInputTests {
    /// Builds in both ways; distmake must end by itself with this status, having said that.
    private func expect(
        _ space: Space, _ status: Int32?, _ message: String, options: [String] = [], modes: [[String]] = [[], ["-j2"]],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for jobs in modes {
            let run = try space.start(["-r"] + jobs + options).wait(sourceLocation: sourceLocation)
            let said = run.stderr.prefix(2000) + run.stdout.prefix(2000)
            if let status {
                #expect(run.status == .exited(status), "\(jobs) \(run.status)\n\(said)", sourceLocation: sourceLocation)
            } else {
                // Compat and jobs mode have statuses of their own.
                let isError = run.status == .exited(1) || run.status == .exited(2)
                #expect(isError, "\(jobs) \(run.status)\n\(said)", sourceLocation: sourceLocation)
            }
            let isSaid = message.isEmpty || (run.stderr + run.stdout).contains(message)
            #expect(isSaid, "\(jobs)\n\(said)", sourceLocation: sourceLocation)
        }
    }

    /// For what does not depend on the way of building.
    private func expectOnce(
        _ space: Space, _ status: Int32?, _ message: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try expect(space, status, message, modes: [["-j2"]], sourceLocation: sourceLocation)
    }

    private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    // MARK: Files

    @Test func noMakefile() throws { try expect(Space(), 2, "no target to make.") }
    @Test func anEmptyMakefile() throws { try expect(Space(""), 2, "no target to make.") }

    @Test func aMakefileThatIsADirectory() throws {
        let space = try Space()
        try space.makeDirectory(space.path("Makefile"))
        try expect(space, 2, "distmake: ")
        try expect(space, 2, "distmake: cannot open Makefile.", options: ["-f", "Makefile"])
    }

    @Test(.enabled(if: getuid() != 0, "root reads everything"))
    func aMakefileThatCannotBeRead() throws {
        let space = try Space("all:\n")
        try sh("chmod 000 \(space.path("Makefile"))")
        try expect(space, 2, "distmake: cannot open Makefile.", options: ["-f", "Makefile"])
    }

    @Test func aMakefileThatIsMissing() throws {
        try expect(Space(), 2, "distmake: cannot open nowhere.", options: ["-f", "nowhere"])
    }

    @Test func aBinaryMakefile() throws {
        let space = try Space()
        try space.write("Makefile", Data((0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }))
        try expect(space, 1, "Makefile\" line 1: Zero byte read from file")
        try space.write("Makefile", Data([0x7F] + "ELF".utf8) + Data((1...255).map { UInt8($0) }))
        try expect(space, 1, "Makefile\" line ")
    }

    @Test func anEnormousMakefile() throws {
        let words = repeated("and many more words of it ", 20)
        let lines = (0..<37_000).map { "V\($0) = value \($0) \(words)\nt\($0): t\($0 + 1)\n" }.joined()
        #expect(lines.utf8.count > 20_000_000)
        let space = try Space("all: t36990\n" + lines + "t37000:\n\t@echo ${V36999:[#]}\n")
        let run = try space.make("-r")
        #expect(run.isSuccess && run.stdout == "122\n", run.all)
    }

    @Test func anEnormousLine() throws {
        let space = try Space("V=" + repeated("word ", 4_000_000) + "\nall:\n\t@echo ${V:[#]} words\n")
        try expect(space, 0, "4000000 words")
    }

    @Test func theHostsAreOfNoUseThen() throws {
        let space = try Space("out: in\n\tcp in $@\n.DIST: out\n.if\n", hosts: Space.twoHosts)
        let run = try space.make("-j2")
        #expect(run.status == .exited(1) && run.stderr.contains("Makefile\" line 4: "), run.all)
        space.expectNoRemains()
    }

    // MARK: Depth

    @Test(arguments: [
        ("${:U", "x", "}"), ("${", "x", "}"), ("${", "", ""), ("${x:D", "x", "}"), ("${:Ux:S/x/", "y", "/}"),
        ("${x:?", "y", ":}"), ("$(", "x", ")"), ("${A:M", "x", "}"),
    ])
    func nestedExpressions(_ open: String, _ middle: String, _ close: String) throws {
        // A pattern is looked through for its end at each level.
        func deep(_ depth: Int) -> String {
            let depth = open.hasSuffix("M") ? min(depth, 10_000) : depth
            return repeated(open, depth) + middle + repeated(close, depth)
        }
        for makefile in [
            "V=\(deep(100_000))\nall:\n\t@echo ${V}\n", "all:\n\t@echo a\(deep(10_000))\n",
            ".if \(deep(100_000))\n.endif\nall:\n",
            "\(deep(10_000))=x\nall:\n",
            "all: a\(deep(10_000))\n",
        ] {
            let space = try Space(makefile)
            let run = try space.make("-r", makefile.hasPrefix("all:") ? "-j2" : "-B")
            guard case .exited(let status) = run.status else {
                Issue.record("\(run.status): \(open) \(makefile.prefix(30))")
                continue
            }
            #expect(status <= 2)
            #expect(!run.stderr.isEmpty || status == 0)
            if run.stderr.contains("nested too deeply") { #expect(status != 0, "\(open) \(makefile.prefix(20))") }
        }
    }

    @Test func nestedConditionals() throws {
        let n = 100_000
        try expectOnce(
            Space(repeated(".if 1\n", n) + "V=in\n" + repeated(".endif\n", n) + "all:\n\t@echo ${V}\n"), 0, "in\n")
        try expectOnce(
            Space(repeated(".if 0\n", n) + "V=in\n" + repeated(".endif\n", n) + "all:\n\t@echo ${V:Uout}\n"), 0, "out\n"
        )
        try expectOnce(Space(repeated(".if 1\n", n) + "all:\n"), 1, "Makefile\" line 100002: 100000 open conditionals")
        try expectOnce(
            Space(".if " + repeated("(", n) + "1" + repeated(")", n) + "\n.endif\nall:\n"), 1, "Malformed conditional")
        try expectOnce(Space(".if " + repeated("!", n) + "1\n.endif\nall:\n"), 1, "Malformed conditional")
        try expectOnce(Space(".if " + repeated("1 && ", n) + "1\nall:\n\t@echo yes\n.endif\n"), 0, "yes\n")
    }

    @Test func nestedLoops() throws {
        let n = 100_000
        try expectOnce(
            Space(repeated(".for i in 1\n", n) + "V=in\n" + repeated(".endfor\n", n) + "all:\n"), 1,
            "Makefile\" line 1: Loops are nested too deeply")
        try expectOnce(
            Space(repeated(".for i in 1\n", n) + "all:\n"), 1,
            "Makefile\" line 100002: Unexpected end of file in .for loop")
        try expectOnce(
            Space(repeated(".for i in 1\n", 100) + "V=in\n" + repeated(".endfor\n", 100) + "all:\n\t@echo ${V}\n"), 0,
            "in\n")
    }

    @Test func filesThatIncludeThemselves() throws {
        let message = "Files include each other more than 1000 deep: "
        try expect(Space(".include \"Makefile\"\nall:\n"), 1, "Makefile\" line 1: \(message)Makefile")
        let space = try Space(".include \"other\"\nall:\n")
        try space.write("other", "\n.include \"Makefile\"\n")
        try expect(space, 1, message)
        try expect(Space(".-include \"Makefile\"\nall:\n"), 1, message)
    }

    @Test func variablesOfThemselves() throws {
        try expect(Space("A=${A}\nall:\n\t@echo ${A}\n"), 2, "Variable A is recursive.")
        try expect(Space("A=${B}\nB=${C}\nC=${A}\nX:=${B}\nall:\n"), 2, "Variable B is recursive.")
        try expect(Space("A=${B}\nB=x${A:S/x/y/}\n.if ${A} == y\n.endif\nall:\n"), 2, " is recursive.")
        let chain = (0..<100_000).map { "V\($0)=${V\($0 + 1)}\n" }.joined()
        try expect(Space(chain + "V100000=end\nall:\n\t@echo ${V0}\n"), nil, "Variables are nested more than 700 deep")
        try expect(Space(chain + "V600=end\nall:\n\t@echo ${V0}\n"), 0, "end\n")
    }

    // MARK: Graphs

    @Test func cycles() throws {
        try expect(Space("all: all\n"), nil, "Graph cycles through ")
        try expect(Space("all: a\na: b\nb: c\nc: a\n"), nil, "Graph cycles through ")
        try expect(Space("all: a b\na: c\nc: a\nb:\n\t@echo made b\n"), 1, "made b", options: ["-k"])
        let long = "all: t0\n" + (0..<50_000).map { "t\($0): t\($0 + 1)\n" }.joined() + "t50000: t0\n"
        try expect(Space(long), nil, "Graph cycles through ")
    }

    @Test func aCycleOnHosts() throws {
        let space = try Space("all: a\na: b\n\tcp b $@\nb: a\n\tcp a $@\n.DIST: a b\n", hosts: Space.twoHosts)
        let run = try space.make("-j2")
        #expect(run.status == .exited(2) && run.stderr.contains("Graph cycles through "), run.all)
        space.expectNoRemains()
    }

    @Test func longChains() throws {
        let chain = (0..<50_000).map { "t\($0): t\($0 + 1)\n" }.joined()
        try expect(Space("all: t0\n" + chain + "t50000:\n\t@echo end\n"), 0, "end\n")
        try expect(Space("all: t0\n" + chain), 2, "don't know how to make t50000. Stop")
        let uses = (0..<50_000).map { "u\($0): .USE u\($0 + 1)\n" }.joined()
        try expect(Space("all: u0\n" + uses + "u50000: .USE\n"), 0, "")
    }

    @Test func wideGraphs() throws {
        let sources = (0..<100_000).map { "s\($0)" }.joined(separator: " ")
        try expect(Space("all: \(sources)\n\(sources):\n"), 0, "")
    }

    @Test func missingSources() throws {
        try expect(
            Space("all: a\na: nowhere\n\tcp nowhere $@\n"), 2, "distmake: don't know how to make nowhere. Stop\n")
        try expect(
            Space("all: a b\na: nowhere\nb:\n\t@echo made b\n"), 1,
            "distmake: don't know how to make nowhere (continuing)\n",
            options: ["-k"])
        let space = try Space("all: a\na: nowhere\n\tcp nowhere $@\n.DIST: a\n", hosts: Space.twoHosts)
        let run = try space.make("-j2")
        #expect(run.status == .exited(2) && run.stderr == "distmake: don't know how to make nowhere. Stop\n", run.all)
        space.expectNoRemains()
    }

    // MARK: Directories

    @Test func directoriesThatAreNone() throws {
        try expect(Space("all:\n"), 2, "chdir nowhere: No such file or directory", options: ["-C", "nowhere"])
        try expect(Space("all:\n"), 2, "chdir Makefile: Not a directory", options: ["-C", "Makefile"])
    }

    @Test func targetsThatCannotBeWritten() throws {
        // Root cannot write there either.
        try expect(Space("/proc/distmake-test:\n\techo x >$@\n"), nil, "*** ")
        try expect(Space("Makefile/out:\n\techo x >$@\n"), nil, "*** ")
    }

    @Test func commandsThatAreTooLong() throws {
        let space = try Space("V=" + repeated("x", 3_000_000) + "\nall:\n\t@: ${V}\n")
        let run = try space.make("-r")
        #expect(run.status == .exited(1) && run.stderr.contains("exec(/bin/sh) failed (Argument list too long)"))
        // In jobs mode the shell reads it from a file.
        #expect(try space.make("-r", "-j2").isSuccess)
        try space.write("Makefile", "V=" + repeated("x", 3_000_000) + "\n.export V\nall:\n\t@/bin/true done\n")
        try expect(space, nil, "exec(/bin/sh) failed (Argument list too long)")
    }

    @Test func anEnvironmentThatIsTooLongForHosts() throws {
        let space = try Space(
            "V=" + repeated("x", 3_000_000) + "\nout:\n\t@: ${V:C/x.*//} >$@\n.DIST: out\n", hosts: Space.twoHosts)
        let run = try space.make("-j2")
        #expect(run.isSuccess && space.exists("out"), run.all)
        try space.remove("out")
        try space.write("Makefile", "V=" + repeated("x", 3_000_000) + "\n.export V\nout:\n\t@: >$@\n.DIST: out\n")
        let second = try space.make("-j2")
        #expect(second.status == .exited(2), "\(second.status)")
        space.expectNoRemains()
    }

    @Test func outputThatNobodyReads() throws {
        let space = try Space("all:\n\t@seq 100000\n\t@seq 100000\n")
        for jobs in ["-B", "-j2"] {
            let status = try sh(
                "cd \(space.tree); { \(Space.distmake) -r \(jobs) 2>/dev/null; echo $? >status; } | head -1; cat status"
            )
            // It ends, one way or another, and not by a trap.
            let code = Int(status.split(separator: "\n").last ?? "")
            #expect(code.map { $0 <= 2 || $0 == 141 } == true, "\(status)")
        }
    }
}
