import BuildGraph
import Testing
import Text

@testable import Inquiry

/// A makefile and dates of files in, an explanation out.
@Suite struct WhyTextTests {
    private func why(_ name: String, _ makefile: String, _ files: [String: Double]) -> String {
        let makefile = Makefile(makefile, files: files)
        let survey = makefile.survey([name])
        return WhyText.about(makefile.graph.node(Bytes(name)), in: makefile.graph, survey).text
    }

    @Test func newerSourceOnTheSearchPath() {
        let makefile = """
            .SUFFIXES: .c .o
            .PATH: src
            .c.o:
            	cc -c $<
            main.o: main.h

            """
        #expect(
            why("main.o", makefile, ["main.o": 10, "src/main.c": 10.5, "main.h": 9]) == """
                main.o is out of date: its source main.c is newer.
                  file     main.o, @10
                  rule     Makefile:5
                  rule     .c.o, Makefile:4: main.c -> main.o
                  recipe   Makefile:4
                  source   main.h, @9
                  source   src/main.c, @10.500000000, found on the search path (.PATH); newer

                """)
        #expect(
            why("main.o", makefile, ["main.o": 11, "src/main.c": 10, "main.h": 11]) == """
                main.o is up to date: none of its 2 sources is newer; the newest is main.h.
                  file     main.o, @11
                  rule     Makefile:5
                  rule     .c.o, Makefile:4: main.c -> main.o
                  recipe   Makefile:4
                  source   main.h, @11
                  source   src/main.c, @10, found on the search path (.PATH)

                """)
    }

    @Test func theReasonIsFollowedToWhereItBegins() {
        let makefile = """
            all: prog
            prog: a.o
            	ld
            a.o: a.c
            	cc
            a.c: a.y
            	yacc

            """
        #expect(
            why("prog", makefile, ["prog": 9, "a.o": 8, "a.c": 7, "a.y": 7.000000001]) == """
                prog is out of date: its source a.o has to be made first.
                  because  a.o is out of date: its source a.c has to be made first.
                  because  a.c is out of date: its source a.y is newer.
                  file     prog, @9
                  rule     Makefile:2
                  recipe   Makefile:3
                  source   a.o, @8; has to be made

                """)
    }

    @Test func aChainOfSuffixRules() {
        let makefile = """
            .SUFFIXES: .y .c .o
            .c.o:
            	cc
            .y.c:
            	yacc
            all: g.o

            """
        #expect(
            why("g.o", makefile, ["g.y": 5]) == """
                g.o is out of date: it does not exist.
                  file     g.o does not exist
                  rule     .y.c, Makefile:5: g.y -> g.c
                  rule     .c.o, Makefile:3: g.c -> g.o
                  recipe   Makefile:3
                  source   g.c does not exist; has to be made

                """)
    }

    @Test(
        arguments: [
            ("a: .PHONY\n\techo\n", [:], "a is out of date: it is .PHONY."),
            ("a: .EXEC\n\techo\n", ["a": 1], "a is out of date: it is .EXEC."),
            ("a! b\n\techo\n", ["a": 1, "b": 1], "a is out of date: its rule has the operator !."),
            ("a::\n\techo\n", ["a": 1], "a is out of date: a :: rule without sources is always carried out."),
            ("a:\n\techo\n", ["a": 1], "a is up to date: it exists and has no sources."),
            ("a: b\n\techo\n", ["a": 1, "b": 1], "a is up to date: its source b is not newer."),
            ("a: b .OPTIONAL\n", ["a": 1], "a cannot be made: its source b cannot be made."),
            ("b: a\n", ["a": 1], "a is a source: it exists."),
            ("b:\n", [:], "a cannot be made: there is no such file, and no rule makes it."),
            ("a: .MADE\n\techo\n", [:], "a is .MADE: it is taken as made."),
            ("a: .USE\n\techo\n", [:], "a is a macro (.USE): it is never made itself."),
            ("a: a\n\techo\n", [:], "a cannot be made: it depends on itself."),
            ("a: .JOIN b\nb:\n\techo\n", [:], "a is out of date: its source b has to be made."),
            ("a: .JOIN b\nb:\n\techo\n", ["b": 1], "a is up to date: no source of it (.JOIN) has to be made."),
            ("a: .OPTIONAL\n", [:], "a is up to date: it does not exist, but is .OPTIONAL."),
            ("b:\n.DEFAULT:\n\techo\n", [:], "a is out of date: it does not exist."),
        ] as [(String, [String: Double], String)])
    func reasons(_ makefile: String, _ files: [String: Double], _ expected: String) {
        #expect(why("a", makefile, files).split(separator: "\n").first.map(String.init) == expected)
    }

    @Test func everythingThatStandsBesideTheSources() {
        #expect(
            why(
                "t",
                """
                show: .USE extra
                	echo
                first:
                	echo
                t: .PRECIOUS a .WAIT b .PHONY show
                a b extra:
                	echo
                .ORDER: first t

                """, ["a": 1]) == """
                    t is out of date: it is .PHONY.
                      is       .PHONY .PRECIOUS
                      rule     Makefile:5
                      rule     show (.USE), Makefile:2
                      recipe   Makefile:2
                      after    first (.ORDER)
                      source   a, @1
                      .WAIT
                      source   b does not exist; has to be made
                      source   extra does not exist; has to be made

                    """)
    }

    @Test func eachRuleOfADoubleColonTarget() {
        #expect(
            why("t", "t:: a\n\techo\nt:: b\n\techo\n", ["t": 2, "a": 1, "b": 3]) == """
                t is up to date: its source a is not newer.
                  file     t, @2
                  rule     Makefile:1
                  recipe   Makefile:2
                  source   a, @1
                t (rule 2 of 2) is out of date: its source b is newer.
                  file     t, @2
                  rule     Makefile:3
                  recipe   Makefile:4
                  source   b, @3; newer

                """)
    }

    /// A chain of sources is longer than a thread's stack would be deep.
    @Test func aLongChain() {
        let makefile = (0..<20_000).map { "t\($0): t\($0 + 1)\n\techo\n" }.joined()
        var files = ["t20000": 2.0]
        for index in 0..<20_000 { files["t\(index)"] = 1 }
        let text = why("t0", makefile, files)
        #expect(text.hasPrefix("t0 is out of date: its source t1 has to be made first.\n"))
        #expect(text.split(separator: "\n").count { $0.hasPrefix("  because  ") } == 19_999)
    }
}
