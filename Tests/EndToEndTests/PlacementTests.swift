import Foundation
import Testing

/// Where targets are made, what is said about it, and what stays here.
@Suite struct PlacementTests {
    @Test func theClosingParagraph() throws {
        let space = try Space(
            "all: a b c d\na b: in\n\tcp in $@\nc:\n\t: $${MAKE:-make} >$@\nd: a\n\t${MAKE} -V x >$@; cp a $@\n"
                + ".DIST: a b d\n.DIST.QUICK=no\n",
            hosts: "box 2 transport=sh\n")
        try space.write("in", String(repeating: "x", count: 2048))
        let run = try space.make("-j1", "--summary=figures.json")
        #expect(run.isSuccess && run.summary == "distmake: 2 remote (box 2), 2 local (1 cannot travel)", run.all)
        let paragraph = run.stdout.components(separatedBy: "cannot travel)\n").last ?? ""
        #expect(
            paragraph.wholeMatch(
                of:
                    #/  took [0-9.]+ s; recipes ran [0-9.]+ s on hosts \(box [0-9.]+ s\), [0-9.]+ s here\n  sent 2\.0 KiB, fetched 4\.0 KiB\n  made here: 1 not named by \.DIST, 1 whose recipe runs make\n/#
            ) != nil, run.all)
        let data = try #require(space.data("figures.json"))
        let figures = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(figures["remote"] as? Int == 2 && figures["local"] as? Int == 2, run.all)
        #expect(figures["sent_bytes"] as? Int == 2048 && figures["fetched_bytes"] as? Int == 4096, run.all)
        #expect(figures["made_here"] as? [String: Int] == ["not named by .DIST": 1, "whose recipe runs make": 1])
        for name in ["a", "b", "c", "d"] { try space.remove(name) }
        let quiet = try space.make("-j1", "-s", "--summary", "-")
        #expect(quiet.isSuccess && quiet.stdout.hasPrefix("{\"format\": \"distmake summary\""), quiet.all)
        space.expectNoRemains()
    }

    @Test func messagesOfTheSeed() throws {
        let space = try Space(
            "foo: bar1\n\tcat bar1 >$@\nbar1: in\n\tcp in $@\n.DIST: bar1\n", hosts: "foo1 2 transport=sh\n")
        try space.write("in", "content\n")
        let run = try space.make("-j2", "-dD")
        #expect(run.isSuccess && space.text("foo") == "content\n", run.all)
        let stage = try #require(
            run.stderr.split(separator: " ").first { $0.hasPrefix("\(space.stagesDirectory)/make-") }.map(String.init))
        #expect(
            run.stderr == """
                Enabling distributed build.
                Using build host foo1 (1 job).
                Host foo1 is ready.
                Creating staging directory \(stage) on foo1
                Retrieving target bar1 from foo1:\(stage)/tree\(space.tree)/bar1

                """)
        #expect(
            run.stdoutInShort == """
                --- bar1 ---
                cp in bar1
                --- foo ---
                cat bar1 >foo
                distmake: 1 remote (foo1 1), 1 local

                """)
        space.expectNoRemains()
    }

    /// Hosts take turns by load; where loads are equal, the faster one comes first, then the first in the file.
    @Test(
        arguments: [
            ("a 2 transport=sh\nb 2 transport=sh\n", ["a", "b", "a", "b"]),
            ("a 1 transport=sh\nb 3 transport=sh\n", ["a", "b", "b", "b"]),
            ("a 2 transport=sh speed=1\nb 2 transport=sh speed=2.5\n", ["b", "a", "b", "a"]),
            ("a 4 transport=sh\nb 2 transport=sh\n", ["a", "b", "a", "a", "b", "a"]),
        ] as [(String, [String])])
    func leastLoadedFirst(_ hosts: String, _ expected: [String]) throws {
        let names = (1...expected.count).map { "t\($0)" }.joined(separator: " ")
        let space = try Space("all: \(names)\n\(names):\n\techo $@ >$@\n.DIST: \(names)\n", hosts: hosts)
        let run = try space.make("-j1", "-dD")
        #expect(run.isSuccess, run.all)
        // All are placed before the first host is even up.
        let used = run.lines("Using build host ").map { String($0.split(separator: " ")[3]) }
        #expect(used == expected, run.all)
    }

    @Test func beyondTheSlotsOfHostsWorkIsDoneHere() throws {
        // Nobody ends before all six have begun: two there, four here.
        let space = try Space(
            """
            T=t1 t2 t3 t4 t5 t6
            all: ${T}
            ${T}:
            	@mkdir ${.CURDIR:H}/meeting/$@; while [ `ls ${.CURDIR:H}/meeting | wc -l` -lt 6 ]; do sleep 0.02; [ -e ${.CURDIR:H} ] || exit 1; done; echo $@ >$@
            .DIST: ${T}

            """, hosts: "box 2 transport=sh\n")
        try space.makeDirectory(space.path("../meeting"))
        let run = try space.make("-j4", "-dD")
        #expect(run.isSuccess, run.all)
        #expect(run.summary == "distmake: 2 remote (box 2), 4 local", run.all)
        for index in 1...6 { #expect(space.text("t\(index)") == "t\(index)\n") }
    }

    /// How many recipes run at the same time at most.
    @Test func noMoreThanTheSlots() throws {
        let names = (1...24).map { "t\($0)" }.joined(separator: " ")
        // A slot is a directory that can be made once; `+` lines and other recipes share those of this machine.
        let space = try Space(
            """
            all: \(names) u1 u2 u3 u4
            take = for i in 1 2 3 4 5 6 7 8 9; do mkdir ${.CURDIR:H}/slots/$$i 2>/dev/null && break; done; \
            	echo $$i; sleep 0.01; rmdir ${.CURDIR:H}/slots/$$i; echo x >$@
            \(names):
            	@${take}
            u1 u2 u3 u4:
            	@+${take}
            .DIST: \(names) u1 u2 u3 u4

            """, hosts: "a 2 transport=sh\nb 2 transport=sh\n")
        try space.makeDirectory(space.path("../slots"))
        let run = try space.make("-j2", "-dD")
        #expect(run.isSuccess, run.all)
        let most = run.stdout.split(separator: "\n").compactMap { Int($0) }.max()
        #expect(most.map { $0 <= 6 } == true, run.all)
    }

    @Test func whatStaysHere() throws {
        let space = try Space(
            """
            all: plus hidden recurses calls marked phony away
            plus:
            	+echo $@ >$@
            hidden:
            	@echo first
            	@+echo $@ >$@
            recurses:
            	${MAKE} -f sub.mk $@
            calls:
            	echo make $@ >$@
            marked: .MAKE
            	echo $@ >$@
            phony: .PHONY
            	@echo nothing is made
            away:
            	echo $@ >$@
            .DIST: plus hidden recurses calls marked phony away

            """, hosts: Space.twoHosts)
        try space.write("sub.mk", "recurses:\n\techo sub >$@\n")
        let run = try space.make("-j4", "-dD")
        #expect(run.isSuccess, run.all)
        #expect(
            run.lines("Target ").sorted() == [
                "Target calls stays here: its recipe runs make.", "Target hidden stays here: a line begins with +.",
                "Target marked stays here: it is .MAKE, .PHONY or a member of an archive.",
                "Target phony stays here: it is .MAKE, .PHONY or a member of an archive.",
                "Target plus stays here: a line begins with +.", "Target recurses stays here: its recipe runs make.",
            ], run.all)
        #expect(run.places.keys.sorted() == ["away"], run.all)
        #expect(run.summary?.hasSuffix("), 6 local (6 cannot travel)") == true, run.all)
        #expect(space.text("recurses") == "sub\n" && space.text("hidden") == "hidden\n")
        space.expectNoRemains()
    }

    @Test func orderIsKept() throws {
        let space = try Space(
            """
            all: third .WAIT x1 x2
            third: second
            	cat second >$@; echo third >>$@
            second: first
            	cat first >$@; echo second >>$@
            first:
            	echo first >$@
            x1 x2:
            	echo $@ >>${.CURDIR:H}/order; : >$@
            .ORDER: x2 x1
            .DIST: first second third x1 x2

            """, hosts: Space.twoHosts)
        let run = try space.make("-j4", "-dD")
        #expect(run.isSuccess && space.text("third") == "first\nsecond\nthird\n", run.all)
        #expect(space.text("../order") == "x2\nx1\n")
        #expect(run.places.count == 5, run.all)
    }

    @Test func theSameFilesAsHere() throws {
        let makefile = """
            T = ${:U1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20:@i@out$i@}
            all: total
            total: ${T}
            	cat ${T} >$@
            ${T}: in
            	(echo $@; sort in | uniq -c) >$@
            .DIST: ${T} total

            """
        let here = try Space(makefile)
        let there = try Space(makefile, hosts: Space.twoHosts)
        for space in [here, there] {
            try space.write("in", (0..<5000).map { "\($0 % 97)\n" }.joined())
            let run = try space.make("-j4")
            #expect(run.isSuccess, run.all)
        }
        #expect(here.files() == there.files())
        for name in here.files() { #expect(here.data(name) == there.data(name), "\(name)") }
        there.expectNoRemains()
    }
}
