import Foundation
import Testing

/// Questions that are answered instead of a build: `--why`, `--graph`, `--compdb`.
@Suite struct AnswerTests {
    /// A tree in which something is to be done; dates are those of touch(1), in UTC.
    private func space() throws -> Space {
        let space = try Space(
            """
            .SUFFIXES: .c .o
            .PATH: ${.CURDIR}/src
            CC = gcc
            all: prog
            prog: main.o util.o
            	${CC} -o $@ main.o util.o
            main.o util.o: ${.CURDIR}/defs.h
            .c.o:
            	@${CC} -O2 -c -o $@ $<

            """)
        try space.makeDirectory(space.path("src"))
        for (name, date) in [("src/main.c", 10), ("src/util.c", 13), ("defs.h", 10), ("main.o", 12), ("util.o", 12)] {
            try touch(space, name, "2026-01-\(date)T00:00:00Z")
        }
        return space
    }

    private func touch(_ space: Space, _ name: String, _ date: String) throws {
        try sh("touch -d '\(date)' '\(space.path(name))'")
    }

    private func ask(
        _ space: Space, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let before = space.files()
        let running = try space.start(["-r"] + words, environment: ["TZ": "UTC"])
        let run = running.wait(sourceLocation: sourceLocation)
        #expect(run.isSuccess && run.stderr.isEmpty, run.all, sourceLocation: sourceLocation)
        #expect(Set(space.files()).subtracting(before).allSatisfy { $0.hasSuffix(".json") || $0.hasSuffix(".dot") })
        return run.stdout.replacing(space.tree, with: "TREE")
    }

    @Test func why() throws {
        let space = try space()
        #expect(
            try ask(space, "--why", "prog", "--why=main.o") == """
                prog is out of date: it does not exist.
                  file     prog does not exist
                  rule     TREE/Makefile:5
                  recipe   TREE/Makefile:6
                  source   main.o, 2026-01-12 00:00:00
                  source   util.o, 2026-01-12 00:00:00; has to be made
                main.o is up to date: none of its 2 sources is newer; the newest is TREE/defs.h.
                  file     main.o, 2026-01-12 00:00:00
                  rule     TREE/Makefile:7
                  rule     .c.o, TREE/Makefile:9: main.c -> main.o
                  recipe   TREE/Makefile:9
                  source   TREE/defs.h, 2026-01-10 00:00:00
                  source   TREE/src/main.c, 2026-01-10 00:00:00, found on the search path (.PATH)

                """)
        try touch(space, "prog", "2026-01-20T00:00:00.123456789Z")
        let text = try ask(space, "-j4", "--why", "prog")
        #expect(
            text.hasPrefix(
                """
                prog is out of date: its source util.o has to be made first.
                  because  util.o is out of date: its source util.c is newer.
                  file     prog, 2026-01-20 00:00:00.123456789

                """), "\(text)")
    }

    @Test func whyNothingIsKnown() throws {
        let space = try space()
        let run = try space.make("-r", "--why", "nowhere.x")
        #expect(run.status == .exited(1) && run.stderr.isEmpty, run.all)
        #expect(
            run.stdout.hasPrefix("nowhere.x cannot be made: there is no such file, and no rule makes it.\n"), run.all)
    }

    /// Meta files count as they do in a build.
    @Test func whyByAMetaFile() throws {
        let space = try Space(".MAKE.MODE = meta curdirOk=yes\na:\n\techo ${X} >$@\n")
        #expect(try space.make("-r", "X=1").isSuccess)
        #expect(try ask(space, "X=1", "--why", "a").hasPrefix("a is up to date: it exists and has no sources.\n"))
        #expect(try ask(space, "X=2", "--why", "a").hasPrefix("a is out of date: its meta file tells of other"))
    }

    @Test func graph() throws {
        let space = try space()
        let text = try ask(space, "--graph", "json:-")
        #expect(
            text.hasPrefix(
                "{\"format\": \"distmake graph\", \"version\": 1, \"directory\": \"TREE\", \"goals\": [\"all\"],\n"))
        #expect(
            text.contains(
                """
                {"id": 7, "name": "util.c", "kind": "file", "path": "TREE/src/util.c", \
                "modified": "2026-01-13T00:00:00Z", "state": "up to date"}
                """), "\(text)")
        _ = try ask(space, "--graph", "g.json", "prog")
        let object = try JSONSerialization.jsonObject(with: space.data("g.json") ?? Data()) as? [String: Any]
        #expect(object?["goals"] as? [String] == ["prog"])
        #expect((object?["nodes"] as? [Any])?.count == 6 && (object?["edges"] as? [Any])?.count == 6)
    }

    @Test(.enabled(if: (try? sh("command -v dot")) != nil, "needs graphviz"))
    func graphvizUnderstandsIt() throws {
        let space = try space()
        try space.write("Makefile", "all: a\\\"b .WAIT ü\\\\x c\nall c: .PHONY\na\\\"b ü\\\\x:\n\techo\n")
        _ = try ask(space, "--graph", "g.dot")
        #expect(try sh("dot -Tplain '\(space.path("g.dot"))'").hasPrefix("graph "))
    }

    @Test func graphOfAnUnknownForm() throws {
        let run = try space().make("-r", "--graph", "x.png")
        #expect(run.status == .exited(2) && run.stdout.isEmpty, run.all)
        #expect(
            run.stderr
                == "distmake: --graph x.png: the name must end in .dot, .gv or .json, or begin with dot: or json:\n")
    }

    @Test func compileCommands() throws {
        let space = try space()
        let expected = """
            [
              {"directory": "TREE",
               "file": "TREE/src/main.c",
               "arguments": ["gcc", "-O2", "-c", "-o", "main.o", "TREE/src/main.c"],
               "output": "main.o"},
              {"directory": "TREE",
               "file": "TREE/src/util.c",
               "arguments": ["gcc", "-O2", "-c", "-o", "util.o", "TREE/src/util.c"],
               "output": "util.o"}
            ]

            """
        // Whatever is up to date, and whatever is asked besides.
        #expect(try ask(space, "--compdb", "-") == expected)
        #expect(try ask(space, "--compdb", "compile_commands.json", "--graph", "g.json") == "")
        #expect(space.text("compile_commands.json")?.replacing(space.tree, with: "TREE") == expected)
        #expect(space.files().filter { $0.hasSuffix(".new") }.isEmpty)
        #expect(try ask(space, "-j2", "CC=ccache clang-16", "--compdb=-").contains("[\"clang-16\", \"-O2\","))
    }

    /// With -j all lines of a recipe are one script.
    @Test func compileCommandsOfOneShell() throws {
        let space = try Space("all: a.c\n\tcd sub\n\tcc -c a.c\n")
        try space.write("a.c", "")
        #expect(try ask(space, "--compdb", "-").contains("\"directory\": \"TREE\","))
        #expect(try ask(space, "-j1", "--compdb", "-").contains("\"directory\": \"TREE/sub\","))
    }

    /// A reader never sees half of a file, a link stays a link, and permissions stay.
    @Test func theFileIsReplacedAtOnce() throws {
        let space = try space()
        try space.write("real/db.json", "old")
        try sh(
            "cd '\(space.tree)' && chmod 640 real/db.json && ln -s real/db.json link.json && ln real/db.json same.json")
        _ = try ask(space, "--compdb", "link.json")
        #expect(space.text("real/db.json")?.hasPrefix("[\n") == true && space.text("same.json") == "old")
        #expect(try space.permissions("real/db.json") == 0o640)
        #expect(try sh("readlink '\(space.path("link.json"))'") == "real/db.json\n")
        let run = try space.make("-r", "--compdb", "none/db.json")
        #expect(run.status == .exited(2), run.all)
        #expect(run.stderr == "distmake: cannot write \(space.tree)/none/db.json: No such file or directory\n", run.all)
    }

    /// Makefiles and MAKEFLAGS ask for nothing, and other makes are not told of questions.
    @Test func onlyTheCommandLineAsks() throws {
        let space = try Space(".MAKEFLAGS: --why all --log l\nall: .PHONY\n\t@echo ${MAKEFLAGS:M--*} built\n")
        let run = try space.make("-r", environment: ["MAKEFLAGS": "--trace=t --compdb x"])
        #expect(run.isSuccess && run.stdout.hasSuffix("built\n"), run.all)
        #expect(!space.exists("t") && !space.exists("l") && !space.exists("x"))
        for name in ["trace", "compdb", "why", "log"] {
            #expect(
                (run.stdout + run.stderr).contains("--\(name) is ignored: only the command line can ask for it"),
                run.all)
        }
        let missing = try space.make("-r", "--why")
        #expect(
            missing.status == .exited(2) && missing.stderr.hasPrefix("distmake: option requires an argument -- -why\n"))
    }

    @Test func withoutATarget() throws {
        let space = try Space("A = b\n")
        let run = try space.make("-r", "--graph", "-")
        #expect(run.status == .exited(2) && run.stderr == "distmake: no target to make.\n", run.all)
        try space.write("file", "")
        #expect(try space.make("-r", "--why", "file").stdout.hasPrefix("file is a source: it exists.\n"))
    }
}
