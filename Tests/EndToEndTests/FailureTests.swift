import Foundation
import Testing

/// Recipes that fail on hosts.
@Suite struct FailureTests {
    private static let one = "box 2 transport=sh\n"

    /// What local make prints and returns is what a distributed build prints and returns.
    @Test(arguments: [
        "out:\n\techo start; exit 7\n", "out:\n\tfalse\n", "out:\n\tkill -9 $$$$\n", "out:\n\tno-such-program\n",
        "out:\n\t@echo partial >$@; exit 1\n", "all: out other\nout:\n\tfalse\nother: out\n\ttouch $@\n",
    ])
    func failuresAreReportedOnce(_ rules: String) throws {
        let makefile = rules + ".DIST: out other\n"
        for options in [["-j1"], ["-j1", "-k"]] {
            let here = try Space(makefile)
            let there = try Space(makefile, hosts: Self.one)
            let local = try here.start(options).wait()
            let run = try there.start(options).wait()
            #expect(local.status != .exited(0))
            #expect(run.status == local.status, run.all)
            func told(_ run: Ran, _ space: Space) -> [String] {
                (run.stdoutInShort + run.stderr).replacingOccurrences(of: space.root, with: "ROOT").split(
                    separator: "\n"
                )
                .map(String.init).filter { !$0.hasPrefix("distmake: 0 remote") && $0 != "--- out ---" }
            }
            #expect(told(run, there) == told(local, here), "\(run.all)\n\(local.all)")
            #expect(there.text("out") == here.text("out"))
            there.expectNoRemains()
        }
    }

    @Test func bothAttemptsAreToldInDebugging() throws {
        let space = try Space("out:\n\t@echo trying; exit 7\n.DIST: out\n", hosts: Self.one)
        let run = try space.make("-j1", "-dD")
        #expect(run.status != .exited(0))
        #expect(
            run.lines("Target ") == [
                "Target out failed on box (Error code 7); trying it here.",
                "Target out failed on box (Error code 7), and here as well.",
            ], run.all)
        #expect(run.lines("*** [out] Error code 7").count == 1, run.all)
    }

    @Test func keepGoing() throws {
        let space = try Space(
            """
            all: bad1 good1 bad2 good2 late
            bad1 bad2:
            	@exit 3
            good1 good2:
            	@echo $@ >$@
            late: bad1
            	@echo never >$@
            .DIST: bad1 bad2 good1 good2 late

            """, hosts: Space.twoHosts)
        let run = try space.make("-j2", "-k")
        #expect(run.status == .exited(1), run.all)
        #expect(space.text("good1") == "good1\n" && space.text("good2") == "good2\n", run.all)
        #expect(!space.exists("late"))
        #expect(run.lines("*** [").sorted() == ["*** [bad1] Error code 3", "*** [bad2] Error code 3"], run.all)
        space.expectNoRemains()
    }

    @Test func withoutKeepGoingNothingNewBegins() throws {
        let space = try Space(
            "all: bad .WAIT later\nbad:\n\t@false\nlater:\n\t@: >$@\n.DIST: bad later\n", hosts: Self.one)
        let run = try space.make("-j4")
        #expect(run.status == .exited(2) && !space.exists("later"), run.all)
    }

    @Test func undeclaredInputs() throws {
        let space = try Space("out: declared\n\tcat declared hidden >$@\n.DIST: out\n", hosts: Self.one)
        try space.write("declared", "declared\n")
        try space.write("hidden", "hidden\n")
        let run = try space.make("-j1")
        #expect(run.isSuccess && space.text("out") == "declared\nhidden\n", run.all)
        #expect(
            run.stderr.hasPrefix(
                "distmake: out: failed on box (Error code 1), but could be made here; are all its sources declared?\n"))
        #expect(run.summary == "distmake: 0 remote, 1 local, 1 of them after a failure on a host")
        // What failed there is not to be seen.
        #expect(!run.stdout.contains("No such file"), run.all)
        space.expectNoRemains()
    }

    @Test func outputsThatDoNotAppear() throws {
        let space = try Space(
            "all: nothing elsewhere\nnothing:\n\t@echo ran\nelsewhere:\n\techo x >${.CURDIR}/../$@\n.DIST: nothing elsewhere\n",
            hosts: Self.one)
        let run = try space.make("-j2", "-dD")
        #expect(run.isSuccess, run.all)
        #expect(
            run.lines("Target ").sorted() == [
                "Target elsewhere did not make elsewhere on box; trying it here.",
                "Target nothing did not make nothing on box; trying it here.",
            ], run.all)
        // Neither makes a file here, so that nothing is wrong with them.
        #expect(run.lines("distmake: ") == ["distmake: 0 remote, 2 local"], run.all)
        space.expectNoRemains()
    }

    @Test(arguments: ["ln -s in $@", "mkdir $@", "mkfifo $@"])
    func outputsThatAreNoFiles(_ command: String) throws {
        let space = try Space("out: in\n\t\(command)\n.DIST: out\n", hosts: Self.one)
        try space.write("in", "content\n")
        let run = try space.make("-j1")
        #expect(run.isSuccess, run.all)
        #expect(
            try sh("test -L \(space.path("out")) || test -d \(space.path("out")) || test -p \(space.path("out"))")
                == "")
        space.expectNoRemains()
    }

    @Test func aTargetThatIsALink() throws {
        let space = try Space("out: in\n\tcat in >$@\n.DIST: out\n", hosts: Self.one)
        try space.write("in", "new\n", age: 10)
        try space.write("other", "old\n", age: 20)
        try sh("ln -s other \(space.path("out"))")
        let run = try space.make("-j1", "-dD")
        #expect(run.isSuccess && space.text("out") == "new\n", run.all)
    }

    @Test func aFailureLeavesTheOldTarget() throws {
        let space = try Space("out: in\n\techo half >$@; exit 1\n.DIST: out\n.DELETE_ON_ERROR:\n", hosts: Self.one)
        try space.write("in", "x\n", age: 10)
        try space.write("out", "old\n", age: 20)
        let run = try space.make("-j1")
        #expect(run.status == .exited(2) && !space.exists("out"), run.all)
        space.expectNoRemains()
    }

    @Test func errorTargetRuns() throws {
        let space = try Space(
            "out:\n\t@exit 4\n.ERROR:\n\t@echo failed ${.ERROR_TARGET}\n.DIST: out\n", hosts: Self.one)
        let run = try space.make("-j1")
        #expect(run.status == .exited(2) && run.lines("failed out").count == 1, run.all)
    }
}
