import Testing

/// Which targets `.DIST` names, and what is sent with them.
@Suite struct DistLineTests {
    /// Builds with -j4 on two hosts; the targets that hosts made, sorted.
    private func distributed(_ space: Space, sourceLocation: SourceLocation = #_sourceLocation) throws -> [String] {
        let run = try space.make("-j4", "-dD")
        #expect(run.isSuccess, run.all, sourceLocation: sourceLocation)
        #expect(run.lines("Target ") == [], run.all, sourceLocation: sourceLocation)
        return run.places.keys.sorted()
    }

    @Test(
        arguments: [
            (".DIST: a b\n.DIST: c.x\n", ["a", "b", "c.x"]),
            (".DIST:\n.DIST: b\n", ["b"]),
            (".DIST: *.x\n", ["c.x", "sub/d.x"]),
            (".DIST: s*/?.x [ab]\n", ["a", "b", "sub/d.x"]),
            ("NAMES=a ${MORE}\n.DIST: ${NAMES}\nMORE=b\n", ["a"]),
            ("MORE=b\nNAMES=a ${MORE}\n.DIST: ${NAMES:Nb} ${NAMES:Ma:S/a/c.x/}\n", ["a", "c.x"]),
            (".for t in a b\n.DIST: ${t}\n.endfor\n", ["a", "b"]),
            (".DIST: {a,b,sub/d.x}\n", ["a", "b", "sub/d.x"]),
            (".DIST: a nowhere *.nothing sub/none\n", ["a"]),
            (".DIST: all\n", []),
            (".if defined(.MAKE.DIST)\n.DIST: a\n.endif\n", ["a"]),
            (".ifdef .MAKE.DIST && ${.MAKE.DIST} == \"no\"\n.DIST: a\n.endif\n", []),
            (".DIST: a a a\n.DIST: a\n", ["a"]),
        ] as [(String, [String])])
    func names(_ lines: String, _ expected: [String]) throws {
        let space = try Space(
            """
            all: a b c.x sub/d.x .PHONY
            a b c.x sub/d.x: in
            	cp in $@

            """ + lines, hosts: Space.twoHosts)
        try space.write("in", "content\n")
        try space.makeDirectory(space.path("sub"))
        #expect(try distributed(space) == expected)
        for name in ["a", "b", "c.x", "sub/d.x"] { #expect(space.text(name) == "content\n") }
        space.expectNoRemains()
    }

    @Test func beforeTheRules() throws {
        let space = try Space(".DIST: a\na: in\n\tcp in $@\n", hosts: Space.twoHosts)
        try space.write("in", "content\n")
        #expect(try distributed(space) == ["a"])
    }

    @Test func suffixRules() throws {
        let space = try Space(
            """
            .SUFFIXES:
            .SUFFIXES: .out .mid .in
            all: one.out two.out
            .in.mid:
            	sed s/in/mid/ <$< >$@
            .mid.out:
            	sed s/mid/out/ <$< >$@
            .DIST: *.out *.mid

            """, hosts: Space.twoHosts)
        try space.write("one.in", "one in\n")
        try space.write("two.in", "two in\n")
        #expect(try distributed(space) == ["one.mid", "one.out", "two.mid", "two.out"])
        #expect(space.text("one.out") == "one out\n" && space.text("two.out") == "two out\n")
    }

    @Test func sourcesOfAllKinds() throws {
        let space = try Space(
            """
            all: out/result
            out/result: a.c sub/deep/b.c ../include/shared.h ${.CURDIR}/absolute ./dotted generated
            	cat a.c header.h deeper.h sub/deep/b.c ../include/shared.h ${.CURDIR}/absolute dotted generated \
            		>out/result
            # A source without a recipe, and what it needs in turn.
            a.c: header.h
            header.h: deeper.h
            generated: seed
            	cat seed seed >$@
            .DIST: out/result

            """, hosts: Space.twoHosts)
        let names = [
            "a.c", "header.h", "deeper.h", "sub/deep/b.c", "../include/shared.h", "absolute", "dotted", "seed",
        ]
        for name in names { try space.write(name, "\(name)\n") }
        try space.makeDirectory(space.path("out"))
        // The recipe names a file by its absolute path, which is here, and not the stage's.
        #expect(try distributed(space) == ["out/result"])
        #expect(
            space.text("out/result")
                == "a.c\nheader.h\ndeeper.h\nsub/deep/b.c\n../include/shared.h\nabsolute\ndotted\nseed\nseed\n")
        #expect(space.files("out") == ["result"])
    }

    @Test func editedSourcesAreSentAgain() throws {
        let space = try Space(
            "all: one two\none: in\n\tcat in >$@\ntwo: one in\n\tcat one in >$@\n.DIST: one two\n",
            hosts: "box 1 transport=sh\n")
        try space.write("in", "first\n", age: 100)
        #expect(try distributed(space) == ["one", "two"])
        #expect(space.text("two") == "first\nfirst\n")
        try space.setAge("one", 50)
        try space.setAge("two", 40)
        try space.write("in", "other\n", age: 10)
        #expect(try distributed(space) == ["one", "two"])
        #expect(space.text("two") == "other\nother\n")
        #expect(try distributed(space) == [])
    }

    @Test func aSourceThatARecipeHereRewrites() throws {
        let space = try Space(
            """
            all: one two
            one: list
            	cp list $@
            grown: one
            	echo more >>list; : >$@
            two: list grown
            	cp list $@
            .DIST: one two

            """, hosts: "box 2 transport=sh\n")
        try space.write("list", "some\n", age: 100)
        #expect(try distributed(space) == ["one", "two"])
        #expect(space.text("one") == "some\n" && space.text("two") == "some\nmore\n")
    }

    @Test func foundOnAPath() throws {
        let space = try Space(
            ".PATH: lib\nall: out\nout: source\n\tcp ${.ALLSRC} $@\n.DIST: out\n", hosts: Space.twoHosts)
        try space.write("lib/source", "from lib\n")
        #expect(try distributed(space) == ["out"])
        #expect(space.text("out") == "from lib\n")
    }

    @Test func inAnObjectDirectory() throws {
        let space = try Space("all: out\nout: ${.CURDIR}/in\n\tcp ${.ALLSRC} $@\n.DIST: out\n", hosts: Space.twoHosts)
        try space.write("in", "content\n")
        try space.makeDirectory(space.path("obj"))
        let run = try space.make("-j2", "-dD")
        #expect(run.isSuccess && space.text("obj/out") == "content\n" && !space.exists("out"), run.all)
    }

    @Test func useRules() throws {
        let space = try Space("copy: .USE\n\tcp in $@\na: in copy\n.DIST: a\n.MAIN: a\n", hosts: Space.twoHosts)
        try space.write("in", "content\n")
        #expect(try distributed(space) == ["a"])
        #expect(space.text("a") == "content\n")
    }

    /// A recipe may change what is there instead of making it anew.
    @Test func targetsThatGrow() throws {
        let space = try Space(
            """
            all: twice log
            twice::
            	echo first >>$@
            twice::
            	echo second >>$@
            log: in
            	cat in >>$@
            .DIST: twice log

            """, hosts: Space.twoHosts)
        try space.write("in", "new\n", age: 10)
        try space.write("log", "old\n", age: 20)
        try space.write("twice", "before\n", age: 20)
        #expect(try distributed(space) == ["log", "twice"])
        #expect(space.text("log") == "old\nnew\n")
        #expect(space.text("twice") == "before\nfirst\nsecond\n")
    }

    /// A target that is found on a path is made where it was found.
    @Test func targetsOnAPath() throws {
        let space = try Space(".PATH: lib\nout: in\n\tcp in $@\n.DIST: out\n", hosts: Space.twoHosts)
        try space.write("in", "new\n", age: 10)
        try space.write("lib/out", "old\n", age: 20)
        #expect(try distributed(space) == ["out"])
        #expect(space.text("lib/out") == "new\n" && !space.exists("out"))
    }
}
