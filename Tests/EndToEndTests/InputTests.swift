import Testing

/// Files that recipes read or make, and that their rules do not name (Documentation/inputs.md).
@Suite struct InputTests {
    /// `target file` for each file that was found by a look at the sources.
    private func undeclared(_ run: Ran) -> [String] {
        run.stderr.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard line.hasSuffix(", which the makefile does not declare."), words.count > 4 else { return nil }
            return "\(words[0].dropLast()) \(words[3].dropLast())"
        }.sorted()
    }

    private func space(_ makefile: String, _ files: [String: String]) throws -> Space {
        let space = try Space(makefile, hosts: Space.twoHosts)
        for (name, text) in files { try space.write(name, text) }
        return space
    }

    @Test func includesAreFollowed() throws {
        let space = try space(
            "a.o: a.c b.h\n\tcc -Iinc -I../lib -include pre.h -c a.c\n.DIST: a.o\n",
            [
                "a.c": "#include \"b.h\"\n#include <x.h>\nint a = B + X + L + PRE;\n", "b.h": "#define B 1\n",
                "inc/x.h": "#include \"sub/y.h\"\n#include <l.h>\n#define X Y\n", "inc/sub/y.h": "#define Y 2\n",
                "../lib/l.h": "#define L 3\n", "pre.h": "#define PRE 4\n",
            ])
        let run = try space.make("-j2", "-dD")
        #expect(run.isSuccess && run.places.keys.sorted() == ["a.o"], run.all)
        #expect(
            undeclared(run)
                == ["a.o \(space.root)/lib/l.h", "a.o inc/sub/y.h", "a.o inc/x.h", "a.o pre.h"])
        #expect(
            run.summary == "distmake: 1 remote (box1 1), 0 local, 1 with undeclared inputs (-dD names them)", run.all)
        space.expectNoRemains()
    }

    /// What only a preprocessor can tell, the compiler is asked.
    @Test func theCompilerIsAsked() throws {
        let space = try space(
            "a.o: a.c\n\tcc -DH='\"b.h\"' -c a.c\n.DIST: a.o\n",
            ["a.c": "#include H\nint a = B;\n", "b.h": "#define B 1\n"])
        let run = try space.make("-j2", "-dD")
        #expect(run.isSuccess && run.places.keys.sorted() == ["a.o"], run.all)
        #expect(undeclared(run) == ["a.o b.h"], run.all)
    }

    /// The file of dependencies comes back with the object, and is believed as long as nothing in it has changed.
    @Test func filesOfDependencies() throws {
        let space = try space(
            "PATH=${.CURDIR}/bin:/usr/bin:/bin\n.export PATH\na.o: a.c\n\tcc -MD -DH='\"b.h\"' -c a.c\n.DIST: a.o\n",
            ["a.c": "#include H\nint a = B;\n", "b.h": "#define B 1\n"])
        // Counts how often the compiler is asked.
        try space.write(
            "bin/cc",
            "#!/bin/sh\ncase \" $* \" in *' -M '*) echo x >>'\(space.root)/asked' ;; esac\nexec /usr/bin/cc \"$@\"\n")
        try space.setPermissions("bin/cc", 0o755)
        for name in ["a.c", "b.h"] { try space.setAge(name, 1000) }
        for (label, asked) in [("first", "x\n"), ("again", "x\n"), ("changed", "x\nx\n")] {
            if label == "changed" { try space.write("b.h", "#define B 2\n", age: -10) }
            if space.exists("a.o") { try space.remove("a.o") }
            let run = try space.make("-j2", "-dD")
            #expect(run.isSuccess && run.places.keys.sorted() == ["a.o"], "\(label): \(run.all)")
            #expect(space.text("a.d")?.contains("b.h") == true, "\(label)")
            #expect(space.text("../asked") == asked, "\(label): \(run.all)")
        }
    }

    /// A header that another rule makes is waited for; one that is there and that nobody asked for stays as it is.
    @Test func generatedHeaders() throws {
        let space = try space(
            """
            all: a.o b.o
            a.o: a.c
            	cc -c a.c
            b.o: b.c
            	cc -c b.c
            gen.h: all.mk
            	echo '#include "more.h"' >$@
            more.h: all.mk
            	echo '#define MORE 1' >$@
            old.h: all.mk
            	echo 'made anew' >$@
            .DIST: a.o b.o

            """,
            [
                "a.c": "#include \"gen.h\"\nint a = MORE;\n", "b.c": "#include \"old.h\"\n", "all.mk": "",
                "old.h": "int b;\n",
            ])
        let run = try space.make("-j4", "-dD")
        #expect(run.isSuccess && run.places.keys.sorted() == ["a.o", "b.o"], run.all)
        #expect(space.text("old.h") == "int b;\n")
        #expect(
            run.lines("Target ") == [
                "Target a.o waits for gen.h, which it includes.", "Target a.o waits for more.h, which it includes.",
            ],
            run.all)
    }

    /// A header whose rule fails, and one that in turn waits for the object.
    @Test(arguments: ["gen.h:\n\tfalse\n", "gen.h: a.o\n\techo >$@\n"])
    func headersThatNeverCome(_ rule: String) throws {
        let space = try space("a.o: a.c\n\tcc -c a.c\n\(rule).DIST: a.o\n", ["a.c": "#include \"gen.h\"\n"])
        let run = try space.make("-j2", "-k")
        #expect(!run.isSuccess && (run.stdout + run.stderr).contains("gen.h"), run.all)
        space.expectNoRemains()
    }

    @Test func switchedOff() throws {
        let space = try space(
            "a.o: a.c\n\tcc -c a.c\n.DIST: a.o\n.DIST.DISCOVER=no\n", ["a.c": "#include \"b.h\"\n", "b.h": "int b;\n"])
        let run = try space.make("-j2", "-dD")
        #expect(run.isSuccess && run.summary?.contains("1 local") == true && undeclared(run) == [], run.all)
    }

    @Test func furtherInputsAndOutputs() throws {
        let space = try space(
            """
            .PATH: data
            all: list
            list: .DIST.INPUTS=*.txt data/*.dat named.cfg nowhere
            list: .DIST.OUTPUTS=copy sub/extra
            list:
            	mkdir -p sub; cat a.txt b.txt data/c.dat named.cfg >list; cp list copy; echo extra >sub/extra
            .DIST: list

            """,
            ["a.txt": "a\n", "b.txt": "b\n", "data/c.dat": "c\n", "named.cfg": "d\n"])
        let run = try space.make("-j2", "-dD")
        #expect(run.isSuccess && run.lines("Retrieving target list ").count == 3, run.all)
        #expect(space.text("list") == "a\nb\nc\nd\n" && space.text("copy") == "a\nb\nc\nd\n")
        #expect(space.text("sub/extra") == "extra\n")
    }
}
