import Foundation
import Testing

/// What recipes read and nobody declares: named, kept, and sent (Documentation/inputs.md).
@Suite struct LearningTests {
    /// It fails on a host, where `hidden` is not.
    private static let makefile = """
        out: in
        	cat in hidden sub/../below/deep >$@
        .DIST: out
        .DIST.QUICK=no

        """

    private func space(_ makefile: String = LearningTests.makefile) throws -> Space {
        let space = try Space(makefile, hosts: "box 2 transport=sh\n")
        for name in ["in", "hidden", "below/deep"] { try space.write(name, "\(name)\n", age: 100) }
        try space.makeDirectory(space.path("sub"))
        return space
    }

    private func undeclared(_ run: Ran) -> [String] { run.lines("distmake: out: reads ") }
    private static let named = ["hidden", "below/deep"].map {
        "distmake: out: reads \($0), which the makefile does not declare"
    }

    /// Some containers do not allow it.
    private static let canTrace: Bool = {
        guard let space = try? Space("a: x\n\tcat x y >$@\n.DIST: a\n") else { return false }
        try? space.write("x", "")
        try? space.write("y", "")
        return (try? space.make("-j1", "--learn"))?.stderr.contains("reads y") ?? false
    }()

    @Test(.enabled(if: canTrace, "needs ptrace"))
    func whatIsLearnedIsSent() throws {
        let space = try space()
        let learning = try space.make("-j1", "--learn")
        #expect(learning.isSuccess && undeclared(learning) == Self.named && learning.summary == nil, learning.all)
        try space.remove("out")
        let run = try space.make("-j1", "-dD")
        #expect(run.isSuccess && run.places == ["out": "box"] && run.lines("Target ") == [], run.all)
        #expect(space.text("out") == "in\nhidden\nbelow/deep\n")
        // Nothing is learned of another recipe.
        try space.write("Makefile", Self.makefile.replacingOccurrences(of: "cat in", with: "cat  in"))
        try space.remove("out")
        let other = try space.make("-j1", "-dD")
        #expect(other.isSuccess && other.lines("Target out failed on box").count == 1, other.all)
        #expect(
            other.lines("What out reads").first
                == "What out reads was learned of another recipe; it is not used.", other.all)
        // But the failure was looked into.
        #expect(undeclared(other) == Self.named, other.all)
        try space.remove("out")
        let third = try space.make("-j1", "-dD")
        #expect(third.isSuccess && third.places == ["out": "box"], third.all)
    }

    @Test(.enabled(if: canTrace, "needs ptrace"))
    func aFailureOnAHostIsExplained() throws {
        let space = try space()
        let run = try space.make("-j1")
        #expect(run.isSuccess && space.text("out") == "in\nhidden\nbelow/deep\n", run.all)
        #expect(run.stderr.contains("distmake: out: failed on box (Error code 1), but could be made here"), run.all)
        #expect(undeclared(run) == Self.named, run.all)
        #expect(!space.exists(".distmake.inputs"), "nobody asked for it")
    }

    @Test(.enabled(if: canTrace, "needs ptrace"))
    func whatIsStillToBeMadeIsAwaited() throws {
        let makefile = """
            all: out hidden
            out: in
            	cat in hidden >$@
            hidden:
            	@while ! test -e go; do sleep 0.02; [ -e ${.CURDIR} ] || exit 1; done; echo generated >$@
            .DIST: out
            .DIST.QUICK=no

            """
        let space = try space(makefile)
        #expect(try space.make("-j2", "--learn", "out").isSuccess)
        try space.remove("out")
        try space.remove("hidden")
        let running = try space.start(["-j2", "-dD", "-r"])
        #expect(eventually { running.stderr.contains("Target out waits for hidden") }, "\(running.stderr)")
        try space.write("go", "")
        let run = running.wait()
        #expect(run.isSuccess && run.places == ["out": "box"], run.all)
        #expect(space.text("out") == "in\ngenerated\n")
    }

    @Test(.enabled(if: canTrace, "needs ptrace"))
    func whatARecipeMakesItselfIsNoInput() throws {
        let space = try Space(
            "out: in\n\tcp in tmp; cat tmp >$@; rm tmp; cp in stay; cat stay >>$@; /bin/cat ${.CURDIR}/whole >>$@\n.DIST: out\n"
        )
        try space.write("in", "x\n")
        try space.write("whole", "y\n")
        let run = try space.make("-j1", "--learn")
        #expect(run.isSuccess, run.all)
        #expect(undeclared(run) == ["distmake: out: reads whole, which the makefile does not declare"], run.all)
    }

    /// A program that may not be watched by another one: the build goes on.
    @Test func withoutAny() throws {
        let space = try space()
        let run = try space.make("--learn")
        #expect(run.isSuccess && run.stderr.contains("--learn needs -j"), run.all)
        try space.write(".distmake.inputs", "# something else\n")
        try space.remove("out")
        let other = try space.make("-j1", "--learn")
        #expect(other.isSuccess && space.text(".distmake.inputs") == "# something else\n", other.all)
    }

    /// No makefile has files written.
    @Test func onlyTheCommandLineAsks() throws {
        let space = try space(".MAKEFLAGS: --learn\n" + Self.makefile)
        let run = try space.make("-j1")
        #expect(run.isSuccess && !space.exists(".distmake.inputs"), run.all)
    }
}
