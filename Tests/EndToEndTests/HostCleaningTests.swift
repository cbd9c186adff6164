import Foundation
import Testing

/// `disthosts clean`, with stages that are left and stages that are in use.
@Suite struct HostCleaningTests {
    /// A build of one target that ends when the test says so; its stage.
    private func start(_ space: Space) throws -> (run: Running, stage: String) {
        try space.write(
            "Makefile",
            "a:\n\t@echo $$PWD >${.CURDIR:H}/started; while ! test -e ${.CURDIR:H}/go; do sleep 0.05; [ -e ${.CURDIR:H} ] || exit 1; done; "
                + "echo made >$@\n.DIST: a\n.DIST.QUICK=no\n")
        let before = Set(space.stages)
        let run = try space.start(["-j1", "-r"])
        #expect(eventually { space.text("../started")?.isEmpty == false }, "\(run.stderr)")
        let new = Set(space.stages).subtracting(before)
        #expect(new.count == 1, "\(new)")
        return (run, new.first ?? "")
    }

    private func end(_ space: Space, _ run: Running) throws {
        try space.write("../go", "")
        let ran = run.wait()
        #expect(ran.isSuccess && space.text("a") == "made\n", ran.all)
        try space.remove("../go")
        try space.remove("../started")
        try space.remove("a")
    }

    /// What a host that went down leaves of a build: its stage, but none of its processes.
    private func crash(_ space: Space) throws -> String {
        let (run, stage) = try start(space)
        try sh("cp -R '\(space.stagesDirectory)/\(stage)' '\(space.root)/kept'")
        try end(space, run)
        #expect(eventually { space.stages.isEmpty })
        try sh("mv '\(space.root)/kept' '\(space.stagesDirectory)/\(stage)'")
        try sh("rm -f '\(space.stagesDirectory)/\(stage)'/pids/*")
        return stage
    }

    @Test func whatIsLeftGoesAndWhatRunsStays() throws {
        let space = try Space(hosts: "box 1 transport=sh\n")
        let stale = try crash(space)
        try sh(
            "mkdir '\(space.stagesDirectory)/\(stale)/tree/sub' && chmod 555 '\(space.stagesDirectory)/\(stale)/tree/sub'"
        )
        let (run, used) = try start(space)
        // Names that are alike.
        try sh(
            "cd '\(space.stagesDirectory)' && mkdir make-notes make-me-1.stop && echo x >make-me-1.stop/file && ln -s . make-x-1.y"
        )
        let others = ["make-me-1.stop", "make-notes", "make-x-1.y"]

        let dry = try space.disthosts("clean", "--dry-run")
        #expect(dry.isSuccess, dry.all)
        #expect(dry.lines("box: ").count == 2, dry.all)
        #expect(dry.stdout.contains("box: \(space.stagesDirectory)/\(stale) would be removed, "), dry.all)
        #expect(dry.stdout.contains("box: \(space.stagesDirectory)/\(used) is in use, "), dry.all)
        #expect(dry.stdout.contains("\nwould remove 1 stage, "), dry.all)
        #expect(space.stages.sorted() == ([stale, used] + others).sorted())

        let clean = try space.disthosts("clean")
        #expect(clean.isSuccess, clean.all)
        #expect(clean.stdout.contains("box: \(space.stagesDirectory)/\(stale) removed, "), clean.all)
        #expect(clean.stdout.contains("box: \(space.stagesDirectory)/\(used) is in use, "), clean.all)
        #expect(clean.stdout.contains("\nremoved 1 stage, ") && clean.stdout.hasSuffix("; 1 in use\n"), clean.all)
        #expect(space.stages.sorted() == ([used] + others).sorted())
        // It goes on as if nothing had been.
        try end(space, run)
        #expect(eventually { space.stages.sorted() == others })
        let again = try space.disthosts("clean")
        #expect(again.isSuccess && again.stdout == "removed 0 stages\n", again.all)
    }

    /// Its processes cannot be seen from where the cleaner runs, in another container say, but heartbeats arrive.
    @Test func heartbeatsAreASignOfLife() throws {
        let space = try Space(hosts: "box 1 transport=sh\n")
        let (run, used) = try start(space)
        let stage = "\(space.stagesDirectory)/\(used)"
        try sh(
            "echo 999999999 0 >'\(stage)/lifeline'; mkdir '\(space.root)/pids'; mv '\(stage)'/pids/* '\(space.root)/pids'"
        )
        let clean = try space.disthosts("clean")
        #expect(clean.isSuccess && clean.stdout.contains("\(used) is in use"), clean.all)
        try sh("mv '\(space.root)'/pids/* '\(stage)/pids'")
        try end(space, run)
        space.expectNoRemains()
    }

    /// Another process has the pid of the lifeline.
    @Test func aPidThatWasGivenAway() throws {
        let space = try Space(hosts: "box 1 transport=sh\n")
        let stale = try crash(space)
        try sh("echo \(getpid()) 1 >'\(space.stagesDirectory)/\(stale)/lifeline'")
        let clean = try space.disthosts("clean", "--json")
        #expect(clean.isSuccess && clean.stdout.contains("\"state\": \"removed\""), clean.all)
        #expect(space.stages == [])
    }

    @Test func storesAreTrimmedToTheirLimit() throws {
        let space = try Space()
        let store = "\(space.root)/store"
        try space.write("../home/.makehosts", "box 1 transport=sh store=\(store) store-limit=1M\n")
        for name in ["aa/one-1", "bb/two-2"] { try space.write("\(store)/cas/\(name)", Data(count: 700 << 10)) }
        let dry = try space.disthosts("clean", "-n")
        #expect(
            dry.isSuccess
                && dry.stdout.hasPrefix("box: the store \(store)/cas would be trimmed from 1.3 MiB to 1.0 MiB\n"),
            dry.all)
        let clean = try space.disthosts("clean")
        #expect(
            clean.isSuccess && clean.stdout.hasPrefix("box: the store \(store)/cas trimmed from 1.3 MiB to 7"),
            clean.all)
        #expect(["aa/one-1", "bb/two-2"].count { space.exists("\(store)/cas/\($0)") } == 1)
    }

    @Test func aHostThatIsDown() throws {
        let space = try Space(hosts: "box 1 transport=sh\nfar 1 transport=\"sh -c 'echo no entry >&2; exit 1'\"\n")
        let clean = try space.disthosts("clean")
        #expect(clean.status == .exited(1) && clean.stdout == "far: down: no entry\nremoved 0 stages\n", clean.all)
    }
}
