import Foundation
import Testing

/// Hosts that fail in all ways: the build succeeds all the same, with a line that says why.
@Suite struct FaultTests {
    private static let four = """
        T=t1 t2 t3 t4
        all: ${T}
        ${T}: in
        	cat in >$@; echo $@ >>$@
        .DIST: ${T}

        """

    private func space(hosts: String, _ makefile: String = four) throws -> Space {
        let space = try Space(makefile, hosts: hosts)
        try space.write("in", "content\n")
        return space
    }

    private func expectMade(_ space: Space, _ run: Ran, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(run.isSuccess, run.all, sourceLocation: sourceLocation)
        for index in 1...4 {
            #expect(space.text("t\(index)") == "content\nt\(index)\n", run.all, sourceLocation: sourceLocation)
        }
        #expect(space.files().filter { $0.hasPrefix("t") } == ["t1", "t2", "t3", "t4"], sourceLocation: sourceLocation)
        space.expectNoRemains(sourceLocation: sourceLocation)
    }

    @Test(arguments: [
        ("false", "the connection to it ended"), ("true", "the connection to it ended"),
        ("no-such-program", ""), ("sh -c 'echo go away >&2; exit 1'", "go away"), ("/", ""),
        ("echo noise", ""), ("yes noise", ""), ("cat", ""), ("head -c 100000000 /dev/zero", ""),
    ])
    func aHostThatIsNone(_ transport: String, _ reason: String) throws {
        let space = try space(hosts: "bad 4 transport=\"\(transport)\"\n")
        let run = try space.make("-j2", limit: 30)
        expectMade(space, run)
        let lines = run.lines("distmake: host ")
        #expect(lines.count == 1 && lines[0].hasPrefix("distmake: host bad is not used: \(reason)"), run.all)
        #expect(run.summary == "distmake: 0 remote, 4 local", run.all)
    }

    @Test func noiseBeforeTheShell() throws {
        let space = try space(hosts: "loud 4 transport=\"sh -c 'seq 20000; echo; printf no-newline; exec sh'\"\n")
        let run = try space.make("-j2")
        expectMade(space, run)
        #expect(run.stderr == "" && run.summary == "distmake: 4 remote (loud 4), 0 local", run.all)
    }

    @Test func aHostThatHangs() throws {
        let marker = "100.\(getpid())"
        let space = try space(hosts: "hung 4 transport=\"sleep \(marker)\"\nbox 1 transport=sh\n")
        let run = try space.make("-j2", limit: 15)
        expectMade(space, run)
        #expect(run.lines("distmake: host ") == ["distmake: host hung is not used: it is not up yet"], run.all)
        #expect(space.processes("sleep \(marker)").isEmpty)
    }

    /// The transport ends itself and what it started, while a job runs.
    @Test func aHostThatDiesDuringAJob() throws {
        // The recipe kills its host's shells when it finds itself in a stage.
        let space = try space(
            hosts: "mortal 2 transport=sh\nbox 1 transport=sh\n",
            """
            all: t1 t2 t3 t4
            t1 t2 t3 t4: in
            	@case $$PWD in */tree/*) if mkdir ${.CURDIR:H}/killed 2>/dev/null; then echo half >$@; kill -9 $$PPID; exec sleep 5; fi;; esac; \
            		cat in >$@; echo $@ >>$@
            .DIST: t1 t2 t3 t4

            """)
        let run = try space.make("-j2", "-dD", limit: 20)
        #expect(space.exists("../killed"), run.all)
        try space.remove("../killed")
        expectMade(space, run)
        #expect(run.lines("Target ").contains { $0.contains(" was lost on ") }, run.all)
    }

    @Test func allHostsDieDuringJobs() throws {
        let space = try space(
            hosts: Space.twoHosts,
            Self.four.replacingOccurrences(
                of: "\tcat in", with: "\t@case $$PWD in */tree/*) echo half >$@; kill -9 $$PPID; exit 1;; esac; cat in")
        )
        let run = try space.make("-j2", "-dD", limit: 20)
        expectMade(space, run)
        #expect(run.summary?.hasPrefix("distmake: 0 remote, 4 local") == true, run.all)
        #expect(run.summary?.hasSuffix(", 4 retried") == true, run.all)
    }

    @Test func theStageDisappears() throws {
        let space = try space(
            hosts: "box 1 transport=sh\n",
            Self.four.replacingOccurrences(
                of: "\tcat in",
                with:
                    "\t@case $$PWD in */tree/*) test -d ${.CURDIR:H}/gone || { mkdir ${.CURDIR:H}/gone; rm -rf \(#"$${PWD%%/tree/*}"#); exit 1; };; esac; cat in"
            ))
        let run = try space.make("-j1", "-dD", limit: 30)
        try space.remove("../gone")
        expectMade(space, run)
    }

    @Test func noRoomForAStage() throws {
        let space = try space(hosts: "box 2 transport=sh store=/proc/nowhere\n")
        let run = try space.make("-j2", limit: 20)
        expectMade(space, run)
        #expect(run.lines("distmake: host ").count == 1, run.all)
    }

    @Test(.enabled(if: getuid() == 0, "mounting needs root"))
    func aFullDisk() throws {
        let space = try space(
            hosts: "",
            """
            all: t1 t2 t3 t4 large
            t1 t2 t3 t4: in
            	cat in >$@ && echo $@ >>$@
            large:
            	head -c 3000000 /dev/zero >$@
            .DIST: t1 t2 t3 t4 large

            """)
        let disk = space.root + "/disk"
        try space.makeDirectory(disk)
        guard (try? sh("mount -t tmpfs -o size=1m none \(disk) 2>/dev/null")) != nil else { return }
        defer { _ = try? sh("umount -l \(disk)") }
        try space.write("../home/.makehosts", "small 4 transport=sh store=\(disk)\n")
        let run = try space.make("-j4", "-dD")
        expectMade(space, run)
        #expect(space.data("large") == Data(count: 3_000_000))
        #expect(run.stderr.contains("its disk is full"), run.all)
        #expect(!run.stdout.contains("No space left"), run.all)
        // Everybody may write to the disk, so the store is a directory of ours there; the stage is gone.
        let own = "\(disk)/distmake-\(getuid())"
        #expect(eventually { (try? FileManager.default.contentsOfDirectory(atPath: own)) == ["cas"] })
    }

    @Test(.enabled(if: getuid() == 0, "mounting needs root"))
    func aDiskThatIsFullOfInputs() throws {
        let space = try space(hosts: "", "all: copy\ncopy: in\n\tcp in $@\n.DIST: copy\n")
        let disk = space.root + "/disk"
        try space.makeDirectory(disk)
        guard (try? sh("mount -t tmpfs -o size=1m none \(disk) 2>/dev/null")) != nil else { return }
        defer { _ = try? sh("umount -l \(disk)") }
        try space.write("../home/.makehosts", "small 4 transport=sh store=\(disk)\n")
        try space.write("in", Data(count: 5_000_000))
        let run = try space.make("-j4", "-dD")
        #expect(run.isSuccess && space.data("copy") == Data(count: 5_000_000), run.all)
        #expect(run.summary == "distmake: 0 remote, 1 local, 1 retried", run.all)
        // Everybody may write to the disk, so the store is a directory of ours there; the stage is gone.
        let own = "\(disk)/distmake-\(getuid())"
        #expect(eventually { (try? FileManager.default.contentsOfDirectory(atPath: own)) == ["cas"] })
    }

    @Test(.enabled(if: getuid() == 0, "mounting needs root"))
    func aFullDiskHere() throws {
        let space = try space(
            hosts: Space.twoHosts, "all: out/large\nout/large:\n\thead -c 3000000 /dev/zero >$@\n.DIST: out/large\n")
        let disk = space.path("out")
        try space.makeDirectory(disk)
        guard (try? sh("mount -t tmpfs -o size=1m none \(disk) 2>/dev/null")) != nil else { return }
        defer { _ = try? sh("umount -l \(disk)") }
        let run = try space.make("-j2", "-dD")
        #expect(run.status == .exited(2), run.all)
        #expect(run.stderr.contains("cannot write \(disk)/large here: No space left on device"), run.all)
        #expect(space.files("out").filter { $0.hasPrefix(".") } == [])
    }

    @Test func aDirectoryThatCannotBeWritten() throws {
        let space = try space(hosts: Space.twoHosts, "all: out/a\nout/a:\n\techo x >$@\n.DIST: out/a\n")
        try space.makeDirectory(space.path("out"))
        guard getuid() != 0 else {
            // Root may write anywhere but in what is no directory.
            try space.remove("out")
            try space.write("out", "a file\n")
            let run = try space.make("-j2")
            #expect(run.status == .exited(2) && space.text("out") == "a file\n", run.all)
            #expect(run.lines("*** [out/a] Error code").count == 1, run.all)
            return space.expectNoRemains()
        }
        try sh("chmod 555 \(space.path("out"))")
        let run = try space.make("-j2")
        #expect(run.status == .exited(2) && space.files("out") == [], run.all)
        #expect(run.lines("*** [out/a] Error code").count == 1, run.all)
        space.expectNoRemains()
    }

    @Test func inputsThatCannotBeRead() throws {
        let space = try space(hosts: Space.twoHosts, "all: out\nout: dir pipe\n\techo made >$@\n.DIST: out\n")
        try space.makeDirectory(space.path("dir"))
        try sh("mkfifo \(space.path("pipe"))")
        let run = try space.make("-j2", "-dD")
        #expect(run.isSuccess && space.text("out") == "made\n", run.all)
        let reason = "Target out stays here: its input \(space.tree)/pipe is not a file."
        #expect(run.lines("Target ") == [reason], run.all)
        #expect(run.summary == "distmake: 0 remote, 1 local (1 cannot travel)", run.all)
    }
}
