import Foundation
import Testing

/// Ends of distmake before the end of the build.
@Suite(.serialized) struct InterruptTests {
    /// Two targets on the host, two here; all of them write half of their file and wait. Each carries the space's path
    /// in its command line.
    private func space() throws -> Space {
        let space = try Space(
            """
            all: here1 here2 there1 there2 dear
            here1 here2 dear:
            	@echo half >$@; : >${.CURDIR:H}/started.$@; tail -f ${.CURDIR:H}/home/.makehosts >/dev/null
            there1 there2:
            	@echo half >$@; : >${.CURDIR:H}/started.$@; tail -f ${.CURDIR:H}/home/.makehosts >/dev/null
            .PRECIOUS: dear
            .DIST: there1 there2

            """, hosts: "box 2 transport=sh\n")
        return space
    }

    private let targets = ["here1", "here2", "there1", "there2", "dear"]

    private func started(_ space: Space, sourceLocation: SourceLocation = #_sourceLocation) throws -> Running {
        let running = try space.start(["-j3", "-dD"])
        let all = eventually { targets.allSatisfy { space.exists("../started.\($0)") } || running.status != nil }
        #expect(all && running.status == nil, "\(running.stderr)", sourceLocation: sourceLocation)
        #expect(
            eventually { space.stages.count == 1 && space.processes("tail -f \(space.root)").count == 5 },
            sourceLocation: sourceLocation)
        return running
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func nothingIsLeft(_ signal: Int32) throws {
        let space = try space()
        let running = try started(space)
        let began = ContinuousClock.now
        kill(running.pid, signal)
        #expect(eventually(5) { running.status != nil && space.stages.isEmpty && space.processes().isEmpty })
        let took = ContinuousClock.now - began
        #expect(took < .seconds(1), "\(took)")
        let run = running.wait()
        #expect(run.status == .exited(signal), run.all)
        // What was half made is gone, but for what is precious; of what hosts began nothing ever was here.
        #expect(targets.filter { space.exists($0) } == ["dear"], run.all)
        #expect(run.stderr.contains("*** here1 removed") && !run.stderr.contains("there1 removed"), run.all)
        space.expectNoRemains()
        // The next build begins anew.
        try space.write(
            "Makefile",
            "all: \(targets.joined(separator: " "))\n\(targets.joined(separator: " ")):\n\t@echo whole >$@\n")
        #expect(try space.make("-j2").isSuccess)
        for target in targets.dropLast() { #expect(space.text(target) == "whole\n") }
    }

    /// A terminal sends the signal to all processes of the group.
    @Test func toTheWholeGroup() throws {
        let space = try space()
        let running = try started(space)
        kill(-running.pid, SIGINT)
        #expect(eventually(1) { running.status != nil && space.stages.isEmpty && space.processes().isEmpty })
        #expect(targets.filter { space.exists($0) } == ["dear"])
    }

    @Test func twice() throws {
        let space = try space()
        let running = try started(space)
        kill(running.pid, SIGINT)
        kill(running.pid, SIGINT)
        #expect(eventually(2) { running.status != nil && space.stages.isEmpty && space.processes().isEmpty })
    }

    /// Recipes that do not care about signals end all the same.
    @Test func stubbornRecipes() throws {
        let space = try Space(
            """
            all: here there
            here there:
            	@trap '' INT TERM HUP; echo half >$@; : >${.CURDIR:H}/started.$@; \
            		while :; do tail -f ${.CURDIR:H}/home/.makehosts >/dev/null; done
            .DIST: there

            """, hosts: "box 1 transport=sh\n")
        let running = try space.start(["-j1"])
        #expect(eventually { space.exists("../started.here") && space.exists("../started.there") })
        kill(running.pid, SIGTERM)
        #expect(
            eventually(1.5) { running.status != nil && space.stages.isEmpty && space.processes().isEmpty },
            "\(space.processes())")
        #expect(!space.exists("here") && !space.exists("there"))
    }

    @Test func aTargetThatWasThereStays() throws {
        let space = try Space(
            "there: in\n\t@echo half >$@; : >${.CURDIR:H}/started; tail -f ${.CURDIR:H}/home/.makehosts\n.DIST: there\n",
            hosts: "box 1 transport=sh\n")
        try space.write("in", "", age: 10)
        try space.write("there", "old\n", age: 20)
        let running = try space.start(["-j1"])
        #expect(eventually { space.exists("../started") })
        kill(running.pid, SIGINT)
        #expect(running.wait(limit: 5).status == .exited(SIGINT))
        #expect(space.text("there") == "old\n")
        space.expectNoRemains()
    }

    @Test func interruptTarget() throws {
        let space = try Space(
            "there:\n\t@: >${.CURDIR:H}/started; tail -f ${.CURDIR:H}/home/.makehosts\n.DIST: there\n.INTERRUPT:\n\t@echo tidied up\n",
            hosts: "box 1 transport=sh\n")
        let running = try space.start(["-j1"])
        #expect(eventually { space.exists("../started") })
        kill(running.pid, SIGINT)
        let run = running.wait(limit: 5)
        #expect(run.status == .exited(SIGINT) && run.lines("tidied up").count == 1, run.all)
        space.expectNoRemains()
    }

    @Test func whileHostsComeUp() throws {
        let space = try Space(
            "out:\n\t: >$@\n.DIST: out\n", hosts: "hung 4 transport=\"sh -c 'sleep 49.5; exec sh'\"\n")
        let running = try space.start(["-j1"])
        #expect(eventually { !space.processes("sleep 49.5").isEmpty })
        kill(running.pid, SIGINT)
        let run = running.wait(limit: 5)
        #expect(run.status == .exited(SIGINT), run.all)
        #expect(eventually(3) { space.processes().isEmpty && space.processes("sleep 49.5").isEmpty })
    }

    @Test func killed() throws {
        let space = try space()
        let running = try started(space)
        kill(running.pid, SIGKILL)
        // What runs here nobody can end; what runs on hosts ends with the lifeline.
        #expect(eventually(3) { space.stages.isEmpty }, "\(space.stages)")
        let remote = { space.processes().filter { !$0.contains("tail -f") } }
        #expect(eventually(3) { space.processes("tail -f \(space.root)").count <= 3 }, "\(remote())")
        #expect(!space.exists("there1") && !space.exists("there2"))
        for line in space.processes() { if let pid = pid_t(line.prefix { $0 != " " }) { kill(pid, SIGKILL) } }
    }

    /// `make` in a recipe: the signal reaches the make below, which cleans up its own hosts.
    @Test func throughASubmake() throws {
        let space = try space()
        try space.write("top.mk", "all:\n\t@${MAKE} -f Makefile all\n")
        let running = try space.start(["-j3", "-f", "top.mk"])
        #expect(eventually { targets.allSatisfy { space.exists("../started.\($0)") } })
        kill(running.pid, SIGTERM)
        #expect(
            eventually(2) { running.status != nil && space.stages.isEmpty && space.processes().isEmpty },
            "\(space.processes())")
        #expect(targets.filter { space.exists($0) } == ["dear"])
    }
}
