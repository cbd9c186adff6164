import Foundation
import TestSupport
import Testing
import Text

/// `disthosts run`: one command on a host.
@Suite struct HostRunTests {
    @Test func filesGoThereAndComeBack() throws {
        let space = try Space(hosts: "box 1 transport=sh\n")
        try space.write("in", "content\n")
        try space.write("dir/sub/a", "a\n")
        try space.write("dir/b", "b\n")
        let run = try space.disthosts(
            "run", "--in", "in", "--in=dir", "--out", "out", "--out", "made/list", "--", "sh", "-c",
            "pwd; cat in dir/b dir/sub/a >out; mkdir -p made; find . -type f >found; sort found >made/list")
        #expect(run.isSuccess && run.stderr == "", run.all)
        #expect(run.stdout.hasSuffix("/tree\n") && run.stdout.contains("make-"), run.all)
        #expect(space.text("out") == "content\nb\na\n")
        #expect(space.text("made/list") == "./dir/b\n./dir/sub/a\n./found\n./in\n./out\n")
        space.expectNoRemains()
    }

    @Test(
        arguments: [
            (["sh", "-c", "exit 7"], 7), (["sh", "-c", "kill -TERM $$"], 143), (["nonesuch"], 127), (["true"], 0),
            (["printf", "%s|", "a b", "'", "$x", ""], 0),
        ] as [([String], Int32)])
    func statusIsPassedOn(_ command: [String], _ status: Int32) throws {
        let space = try Space(hosts: "box 1 transport=sh\n")
        let run = try space.start(["run", "--"] + command, program: Workers.disthosts).wait()
        #expect(run.status == .exited(status), run.all)
        if command[0] == "printf" { #expect(run.stdout == "a b|'|$x||") }
        space.expectNoRemains()
    }

    @Test func outputComesAsItIsPrinted() throws {
        let space = try Space(hosts: "box 1 transport=sh\n")
        let run = try space.start(
            [
                "run", "--", "sh", "-c",
                "echo first; while ! test -e \(space.root)/go; do sleep 0.05; done; echo last >&2",
            ],
            program: Workers.disthosts)
        #expect(eventually { run.stdout == "first\n" }, "\(run.stdout)")
        try space.write("../go", "")
        let ran = run.wait()
        #expect(ran.isSuccess && ran.stdout == "first\nlast\n", ran.all)
        space.expectNoRemains()
    }

    /// What a command leaves in the background may print until it ends, as with ssh.
    @Test func outputFromTheBackground() throws {
        let space = try Space(hosts: "box 1 transport=sh\n")
        let run = try space.disthosts("run", "--", "sh", "-c", "(sleep 0.2; echo late) & echo soon; exit 3")
        #expect(run.status == .exited(3) && run.stdout == "soon\nlate\n", run.all)
    }

    @Test func muchOutput() throws {
        let space = try Space(hosts: "box 1 transport=sh\n")
        let run = try space.disthosts("run", "--", "head", "-c", "40000000", "/dev/zero")
        #expect(run.isSuccess && run.stdout.utf8.count == 40_000_000)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func anInterruptEndsItThere(_ signal: Int32) throws {
        let space = try Space(hosts: "box 1 transport=sh\n")
        let run = try space.start(
            ["run", "--", "sh", "-c", "echo $$; exec tail -f \(space.root)/home/.makehosts"], program: Workers.disthosts
        )
        #expect(eventually { run.stdout.hasPrefix("\(run.stdout.prefix { $0.isNumber })\n") && run.stdout != "" })
        kill(run.pid, signal)
        let ran = run.wait()
        #expect(ran.status == .signaled(signal), ran.all)
        space.expectNoRemains()
    }

    @Test func aSecondInterruptEndsWhatDoesNotListen() throws {
        let space = try Space(hosts: "box 1 transport=sh\n")
        let run = try space.start(
            ["run", "--", "sh", "-c", "trap 'echo no' INT; echo ready; while :; do sleep 0.05; done"],
            program: Workers.disthosts)
        #expect(eventually { run.stdout == "ready\n" })
        kill(run.pid, SIGINT)
        #expect(eventually { run.stdout.contains("no\n") }, "\(run.stdout)")
        kill(run.pid, SIGINT)
        let ran = run.wait()
        #expect(ran.status == .signaled(SIGINT), ran.all)
        space.expectNoRemains()
    }

    @Test func theLeastLoadedHostThatFits() throws {
        let space = try Space()
        // What a host tells of its load.
        for (name, load) in [("busy", "9.50"), ("idle", "0.20"), ("idler", "0.10")] {
            try space.writeScript(
                "../\(name)/uptime", "echo ' 10:00 up 1 day, 1 user, load average: \(load), 1.00, 1.00'\n")
            try space.writeScript("../\(name)/getconf", "echo 4\n")
        }
        // Without /proc/loadavg.
        func transport(_ name: String) -> String {
            "transport=\"env PATH=\(space.root)/\(name):/usr/bin:/bin sh -c 'sed -u s,/proc/loadavg,/none, | sh'\""
        }
        try space.write(
            "../home/.makehosts",
            "busy 1 \(transport("busy"))\nidle 1 \(transport("idle")) gpu=yes\nidler 1 \(transport("idler"))\n"
                + "down 1 transport=\"sh -c 'echo no entry >&2; exit 1'\"\n")
        func chosen(_ words: String...) throws -> (String, Ran) {
            let run = try space.start(["run", "-v"] + words + ["--", "true"], program: Workers.disthosts).wait()
            let line = run.lines("disthosts: using the host ").first ?? ""
            return (String(line.dropFirst("disthosts: using the host ".count)), run)
        }
        let all = try chosen()
        #expect(all.0 == "idler", all.1.all)
        #expect(all.1.stderr.contains("disthosts: the host down is not used: no entry\n"), all.1.all)
        #expect(try chosen("-l", "gpu").0 == "idle")
        #expect(try chosen("-l", "!gpu=y*", "--label", "os").0 == "idler")
        #expect(try chosen("--host", "busy").0 == "busy")
        let none = try chosen("-l", "os=plan9")
        #expect(none.1.status == .exited(125) && none.1.stderr.contains("no host meets `os=plan9'"), none.1.all)
    }

    @Test func aHostThatCannotBeUsed() throws {
        let space = try Space(
            hosts: "down 1 transport=\"sh -c 'echo no entry >&2; exit 1'\"\nbox 1 transport=sh\n")
        let run = try space.disthosts("run", "--", "echo", "hello")
        #expect(run.isSuccess && run.stdout == "hello\n", run.all)
        #expect(run.stderr == "disthosts: the host down is not used: no entry\n", run.all)
        let none = try space.disthosts("run", "--host", "down", "--", "true")
        #expect(none.status == .exited(125), none.all)
        #expect(
            none.stderr
                == "disthosts: the host down is not used: no entry\ndisthosts: no host could run the command\n",
            none.all)
    }

    @Test func anOutputThatIsNotMade() throws {
        let space = try Space(hosts: "box 1 transport=sh\n")
        let run = try space.disthosts("run", "--out", "x", "--", "true")
        #expect(run.status == .exited(1) && run.stderr == "disthosts: the command did not make x on box\n", run.all)
    }

    @Test(arguments: [
        ["run"], ["run", "--"], ["run", "true"], ["run", "--in", "nowhere", "--", "true"],
        ["run", "--out", "dir", "--", "true"], ["run", "--host", "other", "--", "true"],
        ["run", "-l", "=", "--", "true"],
    ])
    func mistakes(_ words: [String]) throws {
        let space = try Space(hosts: "box 1 transport=sh\n")
        try space.makeDirectory(space.path("dir"))
        let run = try space.start(words, program: Workers.disthosts).wait()
        #expect(run.status == .exited(2) || run.status == .exited(64), run.all)
        #expect(run.stdout == "" && run.stderr != "", run.all)
    }

    @Test(.enabled(if: SshServers.program != nil, "no sshd is installed"))
    func overSsh() throws {
        let servers = try SshServers([SshServers.Server(name: "one")])
        let space = try Space(hosts: "one 2\n")
        let environment = ["DISTMAKE_SSH": servers.sshCommand.map { $0.text }.joined(separator: " ")]
        try space.write("in", Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }))
        let run = try space.disthosts(
            "run", "--in", "in", "--out", "out", "--", "sh", "-c", "cp in out; echo done", environment: environment)
        #expect(run.isSuccess && run.stdout == "done\n", run.all)
        #expect(space.data("out") == space.data("in"))
        space.expectNoRemains()
    }
}
