import Foundation
import Testing

/// At the end of a build, slow targets are made a second time elsewhere; each host has a program `work` of its own.
@Suite struct RaceTests {
    private static let makefile = """
        T = t1 t2 t3 t4 t5
        all: ${T}
        ${T}:
        	@work $@ ${.CURDIR}
        .DIST: ${T}
        .DIST.QUICK = no

        """

    /// What `work` does where nothing is wrong.
    private static let plain = "echo made of $1 >$1; echo made $1"

    /// Hosts `odd` and `even` of one slot each; t1 goes to `odd`.
    ///
    /// - Parameters:
    ///   - odd: what `work` does for t1 on that host; `$2` is the tree here.
    private func space(odd: String, even: String = plain, speed: String = "", _ makefile: String = makefile) throws
        -> Space
    {
        // The faster host comes first.
        let order = speed.isEmpty ? makefile : makefile.replacingOccurrences(of: "= t1 t2", with: "= t2 t1")
        let space = try Space(order)
        var hosts = ""
        for (name, work) in [("odd", odd), ("even", even), ("here", Self.plain)] {
            let program = "#!/bin/sh\ncase $1 in\nt1) \(work);;\n*) \(Self.plain);;\nesac\n"
            try space.writeProgram("../\(name)/work", program)
            guard name != "here" else { continue }
            let path = "PATH=\(space.root)/\(name):/usr/bin:/bin"
            hosts += "\(name) 1 transport=\"sh -c '\(path) exec sh'\" \(name == "odd" ? speed : "")\n"
        }
        try space.write("../home/.makehosts", hosts)
        return space
    }

    private func make(_ space: Space, _ arguments: String...) throws -> Ran {
        let run = try space.start(
            ["-j1", "-dD"] + arguments, environment: ["PATH": "\(space.root)/here:/usr/bin:/bin"])
        return run.wait(limit: 40)
    }

    private func expectMade(_ space: Space, _ run: Ran, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(run.isSuccess, run.all, sourceLocation: sourceLocation)
        for number in 1...5 {
            #expect(space.text("t\(number)") == "made of t\(number)\n", run.all, sourceLocation: sourceLocation)
            // Told once, whoever else was at it.
            #expect(run.lines("made t\(number)").count == 1, run.all, sourceLocation: sourceLocation)
        }
        space.expectNoRemains(sourceLocation: sourceLocation)
    }

    private func raced(_ run: Ran) -> [String] { run.lines("Target t1 is made on even, too, beside odd: ") }

    /// Nobody will ever open the fifo.
    private static let hangs = "echo half >$1; echo nonsense; mkfifo gate; read x <gate"

    @Test func aHostThatHangs() throws {
        let space = try space(odd: Self.hangs)
        let run = try make(space)
        expectMade(space, run)
        #expect(raced(run).count == 1 && raced(run).allSatisfy { $0.contains(": it has taken ") }, run.all)
        #expect(run.places["t1"] == "even", run.all)
        #expect(run.lines("Target t1 was made first on even.").count == 1, run.all)
        #expect(run.summary?.hasSuffix(", 1 raced (1 overtaken)") == true, run.all)
        #expect(!run.stdout.contains("nonsense"), run.all)
    }

    /// The list of hosts says that it is slow, so nobody waits until it is too late.
    @Test func aSlowHost() throws {
        let space = try space(odd: Self.hangs, speed: "speed=0.0001")
        let run = try make(space)
        expectMade(space, run)
        #expect(raced(run).count == 1, run.all)
    }

    /// The first one goes on as soon as the second one has begun, which never ends.
    @Test func theFirstOneWins() throws {
        let space = try space(
            odd: "while ! test -f $2/../begun; do sleep 0.02; done; \(Self.plain)",
            even: ": >$2/../begun; \(Self.hangs)", speed: "speed=0.0001")
        let run = try make(space)
        expectMade(space, run)
        #expect(raced(run).count == 1 && run.places["t1"] == "odd", run.all)
        #expect(run.summary?.hasSuffix(", 1 raced") == true, run.all)
    }

    /// A failure waits for the other copy, and does not count if that one is good.
    @Test func oneFails() throws {
        let space = try space(
            odd: "while ! test -f $2/../begun; do sleep 0.02; done; echo nonsense; exit 3",
            even: ": >$2/../begun; while pgrep -f 'odd/work t1' >/dev/null; do sleep 0.02; done; \(Self.plain)",
            speed: "speed=0.0001")
        let run = try make(space)
        expectMade(space, run)
        #expect(run.places["t1"] == "even", run.all)
        #expect(run.summary?.contains("after a failure") == false, run.all)
        #expect(!run.stdout.contains("nonsense"), run.all)
    }

    @Test func bothFail() throws {
        let fails = ": >$2/../begun; while ! test -f $2/../begun2; do sleep 0.02; done; exit 3"
        let space = try space(
            odd: fails, even: ": >$2/../begun2; exit 4", speed: "speed=0.0001")
        let run = try make(space)
        expectMade(space, run)
        // It is run once more here, and only what happens here counts.
        #expect(run.lines("distmake: t1: failed on ").count == 1, run.all)
        #expect(run.summary?.contains(", 1 of them after a failure on a host, 1 raced") == true, run.all)
    }

    /// It is the shell of the slot that dies: it started the program itself.
    @Test func bothAreLost() throws {
        let space = try space(
            odd: "while ! test -f $2/../begun; do sleep 0.02; done; kill -9 $PPID",
            even: ": >$2/../begun; kill -9 $PPID", speed: "speed=0.0001")
        let run = try make(space)
        expectMade(space, run)
        #expect(raced(run).count == 1, run.all)
    }

    /// The old target travels to both, and is unchanged here until one of them wins.
    @Test func aTargetThatGrows() throws {
        let space = try space(
            odd: "echo lost >>$1; \(Self.hangs)", even: "echo added >>$1; echo made $1", speed: "speed=0.0001")
        try space.write("t1", "old\n", age: 100)
        let makefile = try #require(space.text("Makefile")).replacingOccurrences(of: "${T}:\n", with: "${T}!\n")
        try space.write("Makefile", makefile)
        let run = try make(space)
        #expect(run.isSuccess && space.text("t1") == "old\nadded\n", run.all)
        #expect(raced(run).count == 1, run.all)
        space.expectNoRemains()
    }

    @Test func anInterruptEndsBoth() throws {
        let space = try space(
            odd: ": >$2/../odd; \(Self.hangs)", even: ": >$2/../even; \(Self.hangs)", speed: "speed=0.0001")
        let running = try space.start(
            ["-j1", "-dD"], environment: ["PATH": "\(space.root)/here:/usr/bin:/bin"])
        #expect(eventually(30) { space.exists("../odd") && space.exists("../even") }, "\(running.stderr)")
        kill(running.pid, SIGINT)
        let run = running.wait(limit: 20)
        #expect(run.status == .signaled(SIGINT) || run.status == .exited(130), run.all)
        #expect(!space.exists("t1"), run.all)
        space.expectNoRemains()
    }

    @Test(arguments: ["", "t1: "]) func aMakefileMayForbidIt(_ target: String) throws {
        // The last of the others is made when nothing else is left but t1, which ends then.
        let space = try space(
            odd: "while ! test -f $2/../last; do sleep 0.02; done; \(Self.plain)", speed: "speed=0.0001",
            Self.makefile + "all: last\nlast: t2 t3 t4 t5\n\t: >$@ >../last\n\(target).DIST.RACE=no\n")
        let run = try make(space)
        expectMade(space, run)
        #expect(raced(run) == [] && run.summary?.contains("raced") == false, run.all)
    }
}
