import Foundation
import TestSupport
import Testing

/// Machines that offer themselves: what builds make of them, and what is left when either side goes.
@Suite(.serialized) struct JoinedHostTests {
    /// With -j1 the gate has the only slot of this machine until a host has made a target, so that hosts make all of them.
    private static func makefile(_ targets: Int) -> String {
        let names = (1...targets).map { "t\($0)" }.joined(separator: " ")
        return """
            T=\(names)
            all: gate ${T}
            gate:
            	@while [ `ls ${.CURDIR:H}/came | wc -l` -lt \(targets) ]; do sleep 0.02; [ -e ${.CURDIR:H} ] || exit 1; done
            ${T}:
            	@echo $@ >$@; : >${.CURDIR:H}/came/$@
            .DIST: ${T}

            """
    }

    private func space(_ makefile: String) throws -> (Space, Workers) {
        let space = try Space(makefile)
        try space.makeDirectory(space.path("../came"))
        return (space, try Workers(space))
    }

    private func clean(_ space: Space) throws { try sh("cd '\(space.tree)' && rm -f t* ../came/*") }

    static let shells = ["dash", "bash", "busybox sh", "mksh", "yash", "bash --posix"]

    @Test(arguments: shells) func oneBuildAfterTheOther(_ shell: String) throws {
        guard (try? sh("command -v \(shell.split(separator: " ")[0])")) != nil else { return }
        let (space, workers) = try space(Self.makefile(6))
        try workers.start("box", slots: 2, shell: shell, ["--label", "gpu=yes"])
        workers.expectOffers(["box"])
        for _ in 1...2 {
            let run = try space.make("-j1", "-dD", environment: workers.environment)
            #expect(run.isSuccess && run.summary == "distmake: 6 remote (box 6), 1 local", run.all)
            for index in 1...6 { #expect(space.text("t\(index)") == "t\(index)\n") }
            workers.expectOffers(["box"])
            #expect(eventually { space.stages.filter { $0.hasPrefix("make-") } == [] })
            try clean(space)
        }
        #expect(workers.logs == "distworker: offers 2 slots as box to me@master\n")
        workers.finish()
    }

    @Test func beyondTheHostsFileAndWithoutIt() throws {
        let (space, workers) = try space(Self.makefile(4))
        try space.write("../home/.makehosts", "file 1 transport=sh\n")
        try workers.start("box", slots: 3)
        workers.expectOffers(["box"])
        for (words, environment) in [
            (["--joined=no"], workers.environment), ([], ["DISTMAKE_JOINED": "no"]),
            (["--joined", "\(workers.directory)/none"], [:]),
        ] as [([String], [String: String])] {
            let run = try space.start(["-j1", "-dD"] + words, environment: environment).wait()
            #expect(run.isSuccess && run.summary == "distmake: 4 remote (file 4), 1 local", run.all)
            try clean(space)
        }
        let both = try space.make("-j1", "-dD", environment: workers.environment)
        #expect(both.isSuccess && both.lines("Host box joins.").count == 1, both.all)
        try clean(space)
        workers.expectOffers(["box"])
        // A mistake in one of the two costs a line.
        try space.write("../home/.makehosts", "file\n")
        let one = try space.make("-j1", "-dD", environment: workers.environment)
        #expect(one.isSuccess && one.summary == "distmake: 4 remote (box 4), 1 local", one.all)
        #expect(one.stderr.contains("expected the number of its jobs: `file 4'"), one.all)
        try clean(space)
        try space.write("../home/.makehosts", "file 1 transport=sh\n")
        let other = try space.make("-j1", "-dD", environment: ["DISTMAKE_JOINED": "never"])
        #expect(other.isSuccess && other.summary == "distmake: 4 remote (file 4), 1 local", other.all)
        #expect(other.lines("distmake: DISTMAKE_JOINED is `never'; expected `no', or ").count == 1, other.all)
        workers.finish()
    }

    @Test func aBuildThatIsKilled() throws {
        let (space, workers) = try space(
            """
            all: gate endless
            gate:
            	@sleep 1000
            endless:
            	@echo $$$$ >${.CURDIR:H}/pid; sleep 1000; sleep 1000
            .DIST: endless

            """)
        try workers.start("box")
        workers.expectOffers(["box"])
        let run = try space.start(["-j1"], environment: workers.environment)
        #expect(eventually { space.text("../pid")?.hasSuffix("\n") == true }, "\(run.stderr)")
        let pid = try #require(pid_t((space.text("../pid") ?? "").dropLast()))
        #expect(workers.offers == [])
        kill(run.pid, SIGKILL)
        _ = run.wait()
        #expect(eventually { kill(pid, 0) != 0 }, "the job is dead")
        #expect(eventually { space.stages.filter { $0.hasPrefix("make-") } == [] })
        workers.expectOffers(["box"])
        _ = try? sh(
            "pkill -P \(run.pid); cd '\(space.tree)' && ps -eo pid,args | awk '/sleep 1000/ && !/awk/ { print $1 }' | while read p; do [ \"$(readlink /proc/$p/cwd)\" = '\(space.tree)' ] && kill $p; done"
        )
        try space.write("Makefile", Self.makefile(2))
        let next = try space.make("-j1", environment: workers.environment)
        #expect(next.isSuccess && next.summary == "distmake: 2 remote (box 2), 1 local", next.all)
        workers.finish()
    }

    /// The first build has all hosts, and comes to its end only when the second one has got one of them.
    @Test func twoBuildsShare() throws {
        let (first, workers) = try space(
            """
            T=${:U1 2 3 4 5 6 7 8 9 10 11 12:@i@t$i@}
            all: gate ${T} last
            gate:
            	@while [ ! -e ${.CURDIR:H}/second ]; do sleep 0.02; [ -e ${.CURDIR:H} ] || exit 1; done
            ${T}:
            	@: >${.CURDIR:H}/came/$@; while [ ! -e ${.CURDIR:H}/begun ]; do sleep 0.02; [ -e ${.CURDIR:H} ] || exit 1; done; echo $@ >$@
            last: ${T}
            	@while [ ! -e ${.CURDIR:H}/second ]; do sleep 0.02; [ -e ${.CURDIR:H} ] || exit 1; done; echo $@ >$@
            .DIST: ${T} last

            """)
        let names = (1...4).map { "box\($0)" }
        for name in names { try workers.start(name) }
        workers.expectOffers(names)
        let one = try first.start(["-j1", "-dD"], environment: workers.environment)
        #expect(eventually(20) { first.files("../came").count == 4 }, "\(one.stderr)")
        let second = try Space(
            """
            all: gate t1
            gate:
            	@while [ ! -e t1 ]; do sleep 0.02; [ -e ${.CURDIR} ] || exit 1; done
            t1:
            	@: >\(first.path("../second")); echo $@ >$@
            .DIST: t1

            """)
        let two = try second.start(["-j1", "-dD"], environment: workers.environment)
        #expect(eventually { two.stderr.contains("Enabling distributed build.") })
        let list = try workers.disthosts(["list", "--json"])
        #expect(
            list.stdout.split(separator: "\n").filter { $0.contains("\"state\": \"serving\"") }.count == 4, list.all)
        #expect(list.stdout.contains("\"build\": \(one.pid), \"directory\": \"\(first.tree)\""), list.all)
        try first.write("../begun", "")
        let ran = (one.wait(), two.wait())
        #expect(ran.0.isSuccess && ran.0.summary?.hasPrefix("distmake: 13 remote (") == true, ran.0.all)
        #expect(ran.1.isSuccess && ran.1.summary?.hasPrefix("distmake: 1 remote (box") == true, ran.1.all)
        #expect(ran.0.lines("Host box").contains { $0.contains(" takes nothing new (") }, ran.0.all)
        workers.expectOffers(names)
        workers.finish()
    }

    @Test func hoursThatEnd() throws {
        let (space, workers) = try space(
            """
            all: gate t1
            gate:
            	@while [ ! -e t1 ]; do sleep 0.02; [ -e ${.CURDIR} ] || exit 1; done
            t1:
            	@: >${.CURDIR:H}/came/$@; while [ ! -e ${.CURDIR:H}/over ]; do sleep 0.02; [ -e ${.CURDIR:H} ] || exit 1; done; echo $@ >$@
            .DIST: t1

            """)
        try workers.write(
            "date", "#!/bin/sh\ncase $1 in +%H:%M) cat \(space.root)/clock ;; *) exec /bin/date \"$@\" ;; esac\n")
        try space.write("../clock", "12:09\n")
        let worker = try workers.start("night", ["--hours", "18:30-8"])
        func pauses() -> Int { worker.stderr.components(separatedBy: "nothing is offered").count - 1 }
        #expect(eventually { worker.stderr.contains("nothing is offered for now: its hours are 18:30-8") })
        #expect(workers.offers == [])
        try space.write("../clock", "23:59\n")
        workers.expectOffers(["night"])
        // One that nobody has yet is not offered any more.
        try space.write("../clock", "08:00\n")
        workers.expectOffers([])
        #expect(eventually { pauses() == 2 })
        try space.write("../clock", "07:59\n")
        workers.expectOffers(["night"])
        let run = try space.start(["-j1", "-dD"], environment: workers.environment)
        #expect(eventually { space.files("../came") == ["t1"] }, "\(run.stderr)")
        try space.write("../clock", "08:08\n")
        #expect(eventually(15) { run.stderr.contains("Host night takes nothing new (1 job left).") }, "\(run.stderr)")
        try space.write("../over", "")
        let ran = run.wait()
        #expect(ran.isSuccess && ran.summary == "distmake: 1 remote (night 1), 1 local", ran.all)
        #expect(eventually { pauses() == 3 })
        #expect(workers.offers == [])
        workers.finish()
    }

    @Test func aLoadThatIsTooHigh() throws {
        let (space, workers) = try space("all:\n")
        try workers.write("uptime", "#!/bin/sh\ncat \(space.root)/load\n")
        try space.write("../load", " 12:00:00 up 1 day,  2 users,  load average: 4.00, 3.00, 2.00\n")
        let worker = try workers.start("busy", ["--max-load", "3.5"])
        #expect(eventually { worker.stderr.contains("nothing is offered for now: the load is 4.00") })
        try space.write("../load", "12:00PM  up 3 days, 1 user, load averages: 0.50 1.00 1.50\n")
        workers.expectOffers(["busy"])
        try space.write("../load", " 12:00:00 up 1 day,  load average: 13.00, 3.00, 2.00\n")
        workers.expectOffers([])
        workers.finish()
    }

    @Test func drainedAndRemoved() throws {
        let (space, workers) = try space(
            """
            all: gate t1
            gate:
            	@while [ ! -e t1 ]; do sleep 0.02; [ -e ${.CURDIR} ] || exit 1; done
            t1:
            	@: >${.CURDIR:H}/came/$@; while [ ! -e ${.CURDIR:H}/over ]; do sleep 0.02; [ -e ${.CURDIR:H} ] || exit 1; done; echo $@ >$@
            .DIST: t1

            """)
        let worker = try workers.start("box", ["--label", "os=plan9"])
        workers.expectOffers(["box"])
        #expect(
            try workers.disthosts(["list"]).stdout
                == "HOST  SLOTS  STATE    FROM       LABELS    BUILD\nbox   1      waiting  192.0.2.7  os=plan9  -\n")
        // One with work is drained.
        let run = try space.start(["-j1", "-dD"], environment: workers.environment)
        #expect(eventually { space.files("../came") == ["t1"] }, "\(run.stderr)")
        #expect(try workers.disthosts(["drain", "box"]).isSuccess)
        #expect(eventually { run.stderr.contains("Host box takes nothing new (1 job left).") }, "\(run.stderr)")
        #expect(
            try workers.disthosts(["list"]).stdout.contains("box   1      draining  192.0.2.7  os=plan9  \(run.pid) "))
        try space.write("../over", "")
        #expect(run.wait().isSuccess)
        // It calls again, and nobody gets it.
        #expect(eventually { (try? workers.disthosts(["list"]).stdout.contains("box   1      drained ")) == true })
        #expect(workers.offers == [])
        #expect(try workers.disthosts(["drain", "--undo", "box"]).isSuccess)
        workers.expectOffers(["box"])
        #expect(try workers.disthosts(["remove", "box"]).isSuccess)
        #expect(eventually { worker.stderr.contains("disthosts: box was removed here, and is refused until") })
        #expect(try workers.disthosts(["list"]).stdout.contains("box   -      removed  joined"))
        let refused = try workers.disthosts(["drain", "box"])
        #expect(refused.status == .exited(2) && refused.stderr.contains("`disthosts remove --undo box' lets it in"))
        #expect(try workers.disthosts(["remove", "--undo", "box"]).isSuccess)
        workers.expectOffers(["box"])
        for (words, message) in [
            (["drain", "nobody"], "no host of the name `nobody' has joined; these have: box"),
            (["remove", "../names/box"], "no host of the name `../names/box' has joined"),
            (["remove", "--undo", "box"], "box was not removed"),
        ] {
            let ran = try workers.disthosts(words)
            #expect(ran.status == .exited(2) && ran.stderr.hasPrefix("disthosts: \(message)"), ran.all)
        }
        workers.finish()
    }

    @Test func twoOfOneName() throws {
        let (_, workers) = try space("all:\n")
        try workers.start("twin")
        workers.expectOffers(["twin"])
        try workers.start("twin")
        workers.expectOffers(["twin", "twin-2"])
        workers.finish()
    }

    // MARK: What a worker must not get

    static let hostile = [
        "", "sh", "sh -i", "disthosts", "disthosts check", "disthosts accept; sh", "disthosts accept --name $(id)",
        "disthosts accept --protocol 1 --name ../../x", "disthosts accept --name -x", "disthosts accept --name .x",
        "disthosts accept --name \(String(repeating: "x", count: 65))", "disthosts accept --slots 0",
        "disthosts accept --slots 1025", "disthosts accept --slots -1", "disthosts accept --slots 99999999999999999999",
        "disthosts accept --slots 1 --slots 2", "disthosts accept --label transport=sh",
        "disthosts accept --label store=/etc", "disthosts accept --label =x", "disthosts accept --label",
        "disthosts accept --directory /tmp/elsewhere", "disthosts accept --session 00",
        "disthosts accept --session ../../../etc/passwd", "disthosts accept --protocol 2", "scp -t /tmp",
        "disthosts accept --name a\nb", "disthosts accept --name 'x'", "disthosts accept --help",
        "disthosts accept \(String(repeating: "--label a=b ", count: 500))",
    ]

    @Test func hostileWords() throws {
        let (_, workers) = try space("all:\n")
        for words in Self.hostile {
            let ran = try workers.disthosts(
                ["accept", "--directory", workers.directory], environment: ["SSH_ORIGINAL_COMMAND": words])
            #expect(ran.status == .exited(64), "\(words.debugDescription): \(ran.all)")
            #expect(ran.stdout == "" && ran.stderr.hasPrefix("disthosts: "), ran.all)
        }
        #expect(workers.offers == [])
        // A session that no build waits for, and a directory that is not ours alone.
        let token = String(repeating: "a", count: 48)
        let session = try workers.disthosts(
            ["accept", "--directory", workers.directory],
            environment: ["SSH_ORIGINAL_COMMAND": "disthosts accept --protocol 1 --session \(token)"])
        #expect(session.status == .exited(75), session.all)
        try sh("chmod 755 '\(workers.directory)'")
        let open = try workers.disthosts(
            ["accept", "--directory", workers.directory],
            environment: ["SSH_ORIGINAL_COMMAND": "disthosts accept --protocol 1"])
        #expect(open.status == .exited(75) && open.stderr.contains("nobody else can enter (mode 0700)"), open.all)
    }

    @Test func wordsOfTheScript() throws {
        let (space, workers) = try space("all:\n")
        for words in [
            [], ["a", "b"], ["a", "-n", "0"], ["a", "-n", "x"], ["a", "-n", "1025"], ["a", "--name", "-x"],
            ["a", "--name", "a/b"], ["a", "--hours", "8"], ["a", "--hours", "8-8"], ["a", "--hours", "8-25"],
            ["a", "--hours", "8:-9"], ["a", "--hours", "1:2:3-4"], ["a", "--nice", "100"], ["a", "--nice=-1"],
            ["a", "--max-load", "x"], ["a", "--max-load", "1.2.3"], ["a", "--label", "x"], ["a", "--label", "a=$(id)"],
            ["a", "--nonsense"], ["a", "--name"],
        ] {
            let ran = try workers.disthosts(["join"] + words)
            #expect(ran.status == .exited(64) && ran.stderr.hasPrefix("distworker: "), "\(words): \(ran.all)")
        }
        let help = try workers.disthosts(["join", "--help"])
        #expect(help.isSuccess && help.stdout.hasPrefix("usage: distworker USER@MASTER"), help.all)
        for shell in Self.shells {
            guard (try? sh("command -v \(shell.split(separator: " ")[0])")) != nil else { continue }
            #expect((try? sh("\(shell) -n '\(space.root)/worker'")) == "", "\(shell)")
        }
    }
}
