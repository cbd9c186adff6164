import Foundation
import Testing

/// The hosts file is edited while a build runs.
@Suite(.serialized) struct HostsFileWatchTests {
    /// Targets that begin by naming themselves in `came` and end when `go.NAME` is there; -j1 keeps this machine busy.
    private static let makefile = """
        T=t1 t2 t3 t4
        all: gate ${T}
        gate:
        	@while [ ! -e ${.CURDIR:H}/over ]; do sleep 0.02; [ -e ${.CURDIR:H} ] || exit 1; done
        ${T}:
        	@echo $$PWD >${.CURDIR:H}/came/$@; while [ ! -e ${.CURDIR:H}/go.$@ ]; do sleep 0.02; [ -e ${.CURDIR:H} ] || exit 1; done; echo $@ >$@
        .DIST: ${T}

        """

    private func space(_ hosts: String) throws -> Space {
        let space = try Space(Self.makefile, hosts: hosts)
        try space.makeDirectory(space.path("../came"))
        return space
    }

    private func expectCame(
        _ targets: [String], _ space: Space, _ run: Running, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(
            eventually { space.files("../came") == targets }, "\(space.files("../came"))\n\(run.stderr)",
            sourceLocation: sourceLocation)
    }

    private func write(_ space: Space, _ text: String) throws { try space.write("../home/.makehosts", text) }

    @Test func addedAndRemoved() throws {
        let space = try space("one 1 transport=sh\n")
        let run = try space.start(["-j1", "-dD"])
        expectCame(["t1"], space, run)
        // An editor removes the file and makes it anew.
        try space.remove("../home/.makehosts")
        try write(space, "one 1 transport=sh\ntwo 1 transport=sh\n")
        expectCame(["t1", "t2"], space, run)
        // The first one has work; it finishes that, and leaves while the build goes on.
        try write(space, "two 1 transport=sh\n")
        #expect(eventually { run.stderr.contains("Host one takes nothing new (1 job left).") }, "\(run.stderr)")
        #expect(space.stages.count == 2)
        try space.write("../go.t1", "")
        #expect(eventually { run.stderr.contains("Host one has left.") }, "\(run.stderr)")
        #expect(space.text("t1") == "t1\n")
        #expect(space.stages.count == 1 && space.files("../came") == ["t1", "t2"])
        // More slots take effect at once.
        try write(space, "two 3 transport=sh\n")
        expectCame(["t1", "t2", "t3", "t4"], space, run)
        for name in ["../go.t2", "../go.t3", "../go.t4", "../over"] { try space.write(name, "") }
        let ran = run.wait()
        #expect(ran.isSuccess && ran.summary == "distmake: 4 remote (one 1, two 3), 1 local", ran.all)
        #expect(ran.lines("Host one has left.").count == 1 && ran.lines("Host two joins.").count == 1, ran.all)
        space.expectNoRemains()
    }

    @Test func aMistakeCostsALine() throws {
        let space = try space("one 1 transport=sh\n")
        let run = try space.start(["-j1", "-dD"])
        expectCame(["t1"], space, run)
        try write(space, "one 1 transport=sh\n\ntwo many\n")
        let line =
            "distmake: \(space.root)/home/.makehosts:3:5: found `many' after the host `two'; expected the number "
        #expect(eventually { run.stderr.contains(line) }, "\(run.stderr)")
        // It is still that file and that mistake; the next version is right.
        try write(space, "one 1 transport=sh\n\ntwo 1 transport=sh\n")
        expectCame(["t1", "t2"], space, run)
        for name in ["../go.t1", "../go.t2", "../go.t3", "../go.t4", "../over"] { try space.write(name, "") }
        let ran = run.wait()
        #expect(ran.isSuccess && ran.lines("distmake: ").count == 2, ran.all)
        #expect(ran.lines("distmake: /")[0].hasSuffix("`two 4'; the hosts stay as they were"), ran.all)
        space.expectNoRemains()
    }

    /// Another transport is another host, though its name is the same.
    @Test func anotherTransport() throws {
        let space = try space("one 1 transport=sh\n")
        let run = try space.start(["-j1", "-dD"])
        expectCame(["t1"], space, run)
        try write(space, "one 1 transport='env MARK=1 sh'\n")
        #expect(eventually { run.stderr.components(separatedBy: "Host one is ready.").count == 3 }, "\(run.stderr)")
        #expect(run.stderr.contains("Host one takes nothing new (1 job left).") && space.stages.count == 2)
        // They have the slots of one host together.
        #expect(space.files("../came") == ["t1"])
        try space.write("../go.t1", "")
        expectCame(["t1", "t2"], space, run)
        #expect(eventually { space.stages.count == 1 })
        for name in ["../go.t2", "../go.t3", "../go.t4"] { try space.write(name, "") }
        #expect(eventually { space.exists("t4") }, "\(run.stderr)")
        try space.write("../over", "")
        let ran = run.wait()
        #expect(ran.isSuccess && ran.summary == "distmake: 4 remote (one 4), 1 local", ran.all)
        space.expectNoRemains()
    }
}
