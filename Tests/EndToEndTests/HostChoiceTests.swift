import Foundation
import Testing
import Text

/// Which hosts are chosen by what the makefile says and by what was learned.
@Suite struct HostChoiceTests {
    /// Keeps the only slot of this machine until a command succeeds, so that others have to be made on hosts.
    private static let hold = """
        hold:
        	@for i in 1 2 3 4 5 6 7 8 9 10 11 12; do for j in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do \
        		${UNTIL} >/dev/null 2>&1 && exit 0; sleep 0.05; done; done; exit 1

        """
    private static let objectsAreThere = "UNTIL=ls a.o b.o c.o d.o e.o f.o"

    /// A host that is reached by a command, with programs of its own.
    private func host(_ name: String, _ space: Space, programs: [String: String] = [:], labels: String = "") throws
        -> String
    {
        for (program, text) in programs { try space.writeProgram("../\(name)/\(program)", text) }
        return "\(name) 2 transport=\"sh -c 'PATH=\(space.root)/\(name):/usr/bin:/bin exec sh'\" \(labels)\n"
    }

    // MARK: Labels

    @Test func labelsDecide() throws {
        let space = try Space(
            """
            .DIST.HOSTS = rack
            T = a1 a2 b1 b2 c1
            all: hold ${T}
            a1 a2: .DIST.HOSTS=rack=a*
            b1 b2: .DIST.HOSTS=!rack=a* !shared
            ${T}:
            	echo $@ >$@
            .DIST: ${T}

            """ + Self.hold,
            hosts: """
                one 1 transport=sh rack=a7
                two 1 transport=sh rack=b2
                three 1 transport=sh shared=yes

                """)
        let run = try space.make("-j1", "-dD", "UNTIL=ls a1 a2 b1 b2 c1")
        #expect(run.isSuccess, run.all)
        var places = run.places
        #expect(["one", "two"].contains(places.removeValue(forKey: "c1")), run.all)
        #expect(places == ["a1": "one", "a2": "one", "b1": "two", "b2": "two"], run.all)
        space.expectNoRemains()
    }

    @Test func theSystemIsKnownWhenAHostIsUp() throws {
        let space = try Space(
            """
            all: hold x1 x2 y
            x1 x2: .DIST.HOSTS=os=netbsd arch=EVB*
            y: .DIST.HOSTS=!os=netbsd
            x1 x2 y:
            	echo $@ >$@
            .DIST: x1 x2 y

            """ + Self.hold)
        let uname = "#!/bin/sh\necho NetBSD evbarm\n"
        try space.write(
            "../home/.makehosts", "plain 2 transport=sh\n" + host("other", space, programs: ["uname": uname]))
        let run = try space.make("-j1", "-dD", "UNTIL=ls x1 x2 y")
        #expect(run.isSuccess && run.places == ["x1": "other", "x2": "other", "y": "plain"], run.all)
    }

    @Test func whatFitsNoHostIsMadeHere() throws {
        let space = try Space(
            "all: a b c\na b: .DIST.HOSTS=big\na b c:\n\techo $@ >$@\n.DIST: a b c\n", hosts: "box 1 transport=sh\n")
        let run = try space.make("-j2", "-dD")
        #expect(run.isSuccess && run.places.keys.allSatisfy { $0 == "c" }, run.all)
        #expect(run.lines("Target ") == ["Target a stays here: no host meets `big'."], run.all)
        #expect(run.summary?.contains("local (2 fit no host)") == true, run.all)
    }

    @Test(
        arguments: [
            ("box", "found `box' in .DIST.HOSTS; it is the name of a host; makefiles choose hosts by labels only"),
            ("!box", "found `!box' in .DIST.HOSTS; it is the name of a host; makefiles choose hosts by labels only"),
            ("big =x", "found `=x' in .DIST.HOSTS; expected `key', `key=pattern', or one of these behind a `!'"),
        ])
    func whatIsNoDemand(_ value: String, _ message: String) throws {
        let space = try Space(
            "all: a b\n.DIST.HOSTS=\(value)\na b:\n\techo $@ >$@\n.DIST: a b\n", hosts: "box 1 transport=sh\n")
        let run = try space.make("-j2")
        #expect(run.isSuccess && run.summary == "distmake: 0 remote, 2 local", run.all)
        let lines = run.lines("distmake: a: ")
        #expect(lines.count == 1 && lines[0].hasPrefix("distmake: a: " + message), run.all)
        #expect(run.lines("distmake: b: ") == [], "it is said once")
    }

    // MARK: Compilers

    /// A compiler that copies, and keeps count of how often it was asked who it is.
    private func compiler(_ version: String) -> String {
        """
        #!/bin/sh
        case $1 in
        --version) echo asked >>"$0.asked"; echo "test-cc (\(version))"; echo "more";;
        -dumpmachine) echo test-machine;;
        *) cat "$2" >"$4"; echo \(version) >>"$4";;
        esac

        """
    }

    private static let objects = """
        T = a.o b.o c.o d.o e.o f.o
        all: hold ${T}
        .SUFFIXES: .c .o
        .c.o:
        	test-cc -c $< -o $@
        .DIST: *.o

        """ + hold

    /// A space with `test-cc` of version 1 here.
    private func objects() throws -> (space: Space, environment: [String: String]) {
        let space = try Space(Self.objects)
        for name in ["a", "b", "c", "d", "e", "f"] { try space.write("\(name).c", "\(name)\n") }
        try space.writeProgram("../here/test-cc", compiler("1"))
        return (space, ["PATH": "\(space.root)/here:/usr/bin:/bin"])
    }

    @Test func onlyTheSameCompilerIsUsed() throws {
        let (space, environment) = try objects()
        try space.write(
            "../home/.makehosts",
            host("other", space, programs: ["test-cc": compiler("2")]) + host("none", space)
                + host("same", space, programs: ["test-cc": compiler("1")]))
        let run = try space.make("-j1", "-dD", Self.objectsAreThere, environment: environment)
        #expect(run.isSuccess && run.places.count == 6 && Set(run.places.values) == ["same"], run.all)
        for name in ["a", "b", "c", "d", "e", "f"] { #expect(space.text("\(name).o") == "\(name)\n1\n") }
        let notices = run.lines("distmake: host ").sorted()
        #expect(notices.count == 2, run.all)
        #expect(notices[0] == "distmake: host none gets no recipes with test-cc: it has no such program", run.all)
        #expect(
            notices[1].hasPrefix("distmake: host other gets no recipes with test-cc: it is ")
                && notices[1].contains(" (test-cc (2), test-machine), here it is ")
                && notices[1].hasSuffix(" in the list of hosts allows it"), run.all)
        // Each machine was asked once, not for each target.
        for machine in ["here", "other", "same"] {
            #expect(space.text("../\(machine)/test-cc.asked") == "asked\n", "\(machine)")
        }
    }

    @Test func withoutTheSameCompilerObjectsAreMadeHere() throws {
        let (space, environment) = try objects()
        try space.write("../home/.makehosts", host("other", space, programs: ["test-cc": compiler("2")]))
        let run = try space.make("-j1", "-dD", "UNTIL=grep 'gets no' ../log1.err", environment: environment)
        #expect(run.isSuccess && run.places == [:], run.all)
        #expect(run.summary == "distmake: 0 remote, 7 local (6 for another compiler there)", run.all)
        for name in ["a", "b", "c", "d", "e", "f"] { #expect(space.text("\(name).o") == "\(name)\n1\n") }
    }

    /// The notice tells what to write into the list of hosts.
    @Test func aLabelAllowsAnotherCompiler() throws {
        let (space, environment) = try objects()
        func run(_ labels: String, until condition: String = Self.objectsAreThere) throws -> Ran {
            try space.write(
                "../home/.makehosts", host("other", space, programs: ["test-cc": compiler("2")], labels: labels))
            try sh("cd '\(space.tree)' && rm -f *.o")
            return try space.make("-j1", "-dD", condition, environment: environment)
        }
        let refused = try run("", until: "UNTIL=grep 'gets no' ../log1.err")
        let notice = try #require(refused.lines("distmake: host other ").first, refused.all)
        let label = try #require(notice.split(separator: " ").first { $0.hasPrefix("compiler=") })
        for labels in [String(label), "compiler=any"] {
            let allowed = try run(labels)
            #expect(allowed.isSuccess && allowed.places.count == 6, allowed.all)
            #expect(allowed.lines("distmake: host ") == [], allowed.all)
        }
    }

    // MARK: Losses

    /// The shell of the slot dies with each try, and the host stands.
    @Test func whatIsLostThreeTimesIsMadeHere() throws {
        let space = try Space(
            """
            all: hold t
            t:
            	@case $$PWD in */tree/*/tree) kill -9 `ps -o ppid= -p $$$$`;; esac; echo made >$@
            .DIST: t

            """ + Self.hold, hosts: "box 1 transport=sh\n")
        let run = try space.make("-j1", "-dD", "UNTIL=grep 'lost 3 times' ../log1.err")
        #expect(run.isSuccess && space.text("t") == "made\n", run.all)
        #expect(run.lines("Target t was lost on box: ").count == 3, run.all)
        #expect(run.lines("Target t was lost 3 times; it is made here.").count == 1, run.all)
        #expect(run.summary == "distmake: 0 remote, 2 local (1 lost three times), 1 retried", run.all)
        space.expectNoRemains()
    }

    // MARK: Inputs ahead of time

    /// The first recipe sees the input of the second in its stage, where it has no business.
    @Test func inputsTravelWhileSlotsAreBusy() throws {
        let space = try Space(
            """
            all: hold t1 t2
            t1: in1
            	@for i in 1 2 3 4 5 6 7 8 9 10; do for j in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do \
            		test -s in2 && { echo seen >$@; exit 0; }; sleep 0.05; done; done; exit 1
            t2: in2
            	cp in2 $@
            .DIST: t1 t2

            """ + Self.hold, hosts: "box 1 transport=sh\n")
        try space.write("in1", "small\n")
        try space.write("in2", Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }))
        let run = try space.make("-j1", "-dD", "UNTIL=ls t1 t2")
        #expect(run.isSuccess && run.places == ["t1": "box", "t2": "box"], run.all)
        #expect(space.text("t1") == "seen\n" && space.data("t2") == space.data("in2"), run.all)
        space.expectNoRemains()
    }

    // MARK: Run times

    /// The log knows that all but the last recipe take long.
    @Test func shortRecipesStayHere() throws {
        let makefile = """
            all: t5
            t2: t1
            t3: t2
            t4: t3
            t5: t4
            t1 t2 t3 t4 t5:
            	echo $@ >$@
            .DIST: t1 t2 t3 t4 t5

            """
        for allows in [true, false] {
            let space = try Space(makefile + (allows ? "" : ".DIST.QUICK=no\n"), hosts: "box 2 transport=sh\n")
            let records = (1...5).map { number in
                let rest = Bytes("1 \(number < 5 ? 10_000_000_000 : 1000) 0 - 0000000000000000 . t\(number)".utf8)
                return Checksum(rest).hex.text + " " + rest.text + "\n"
            }
            try space.write("log", "# distmake log 1\n" + records.joined())
            let run = try space.make("-j1", "-dD", "--log", "log")
            #expect(run.isSuccess && run.places.count == (allows ? 4 : 5), run.all)
            let stays = run.lines("Target t5 stays here: it runs about 0.00 ms, and a host would add ")
            #expect(stays.count == (allows ? 1 : 0), run.all)
            #expect(run.summary?.hasSuffix(allows ? "1 local (1 quicker here)" : "0 local") == true, run.all)
        }
    }
}

extension Space {
    func writeProgram(_ name: String, _ text: String) throws {
        // Copied by another process: one that is started elsewhere at this moment would inherit the open file, and
        // nobody could execute it.
        try write("../program", text)
        try makeDirectory((path(name) as NSString).deletingLastPathComponent)
        try sh("cp '\(path("../program"))' '\(path(name))' && chmod 755 '\(path(name))'")
    }
}
