import Foundation
import Testing

/// `disthosts top`, beside builds that run.
@Suite struct TopTests {
    /// One target on a host, one here; both end when the test says so.
    private func start(_ space: Space) throws -> Running {
        try space.write(
            "Makefile",
            """
            all: there here
            there here:
            	@: >${.CURDIR:H}/started.$@; while ! test -e ${.CURDIR:H}/go; do sleep 0.05; done; echo $@ >$@
            .DIST: there
            .DIST.QUICK=no

            """)
        let run = try space.start(["-j1", "-r"], environment: environment(space))
        #expect(eventually { space.exists("../started.there") && space.exists("../started.here") }, "\(run.stderr)")
        return run
    }

    private func environment(_ space: Space) -> [String: String] { ["DISTMAKE_STATUS": "\(space.root)/status"] }

    private func end(_ space: Space, _ run: Running) throws {
        try space.write("../go", "")
        let ran = run.wait()
        #expect(ran.isSuccess, ran.all)
        #expect(space.files("\(space.root)/status") == [], "its socket is gone")
        space.expectNoRemains()
    }

    /// Ages and loads are what they are.
    private func plain(_ text: String, _ space: Space) -> String {
        text.replacing(space.tree, with: "TREE").replacing(#/\([0-9]+\)/#, with: "(PID)")
            .replacing(#/[0-9]+:[0-9][0-9]/#, with: "TIME").replacing(#/, load [0-9.]+/#, with: ", load LOAD")
    }

    private static let view = """
        TREE (PID): TIME, 0 made on hosts, 0 here
          box 1/2, load LOAD
            TIME there
          here 1
            TIME here

        """

    @Test func plainLines() throws {
        let space = try Space(hosts: "box 2 transport=sh\n")
        let none = try space.disthosts("top", environment: environment(space))
        #expect(none.isSuccess && none.stdout == "no build is running on hosts\n", none.all)
        let run = try start(space)
        let top = try space.disthosts("top", environment: environment(space))
        #expect(top.isSuccess && plain(top.stdout, space) == Self.view, top.all)
        #expect(try space.permissions("../status") == 0o700)
        #expect(try space.permissions("../status/\(run.pid)") == 0o600)
        try end(space, run)
    }

    @Test func onATerminal() throws {
        let space = try Space(hosts: "box 2 transport=sh\n")
        let run = try start(space)
        let terminal = try Terminal(columns: 30)
        let line = "exec '\(Workers.disthosts)' top <'\(terminal.device)' >'\(terminal.device)' 2>&1"
        var variables = ["PATH": "/usr/bin:/bin", "HOME": "\(space.root)/home"]
        variables.merge(environment(space)) { _, new in new }
        let top = try Running(
            ["/bin/sh", "-c", line], directory: "/", environment: variables, input: "/dev/null",
            log: "\(space.root)/top", umask: 0o022)
        // Two views, one over the other.
        #expect(terminal.read { $0.components(separatedBy: "\u{1B}[J").count > 2 }, "\(terminal.text)")
        let view = terminal.text.components(separatedBy: "\u{1B}[H")[1]
        #expect(view.contains("    0:") && view.contains(" there\u{1B}[K\r\n") && view.hasSuffix("\u{1B}[J"), "\(view)")
        #expect(view.split(separator: "\r\n").allSatisfy { $0.replacing("\u{1B}[K", with: "").count < 30 }, "\(view)")
        try end(space, run)
        #expect(terminal.read { $0.hasSuffix("no build is running on hosts\u{1B}[K\r\n\u{1B}[J") }, "\(terminal.text)")
        kill(top.pid, SIGINT)
        #expect(top.wait().isSuccess)
    }

    /// A build that was killed leaves its socket; a build that is stopped does not answer.
    @Test func whatIsGone() throws {
        let space = try Space(hosts: "box 2 transport=sh\n")
        let run = try start(space)
        kill(run.pid, SIGSTOP)
        let stopped = try space.disthosts("top", environment: environment(space))
        #expect(stopped.stdout == "no build is running on hosts\n", stopped.all)
        kill(run.pid, SIGKILL)
        _ = run.wait()
        #expect(space.files("\(space.root)/status").count == 1)
        let top = try space.disthosts("top", environment: environment(space))
        #expect(top.stdout == "no build is running on hosts\n", top.all)
        #expect(space.files("\(space.root)/status") == [])
        try space.write("../go", "")
    }

    /// A directory that others could enter is not used, and costs nothing.
    @Test func aDirectoryOfOthers() throws {
        let space = try Space(hosts: "box 2 transport=sh\n")
        try space.makeDirectory("\(space.root)/status")
        try space.setPermissions("../status", 0o777)
        let run = try start(space)
        let top = try space.disthosts("top", environment: environment(space))
        #expect(top.isSuccess && top.stdout == "no build is running on hosts\n", top.all)
        try end(space, run)
    }
}
