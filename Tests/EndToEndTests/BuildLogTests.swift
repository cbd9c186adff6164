import Foundation
import Testing
import Text

/// The build log: `--log`.
@Suite struct BuildLogTests {
    private struct Record {
        let target: String
        let directory: String
        let duration: String
        let status: String
        let host: String
        let command: String
    }

    /// The lines whose sum is right.
    private func records(_ space: Space, _ name: String = "log") -> [Record] {
        var records: [Record] = []
        for line in (space.text(name) ?? "").split(separator: "\n") where !line.hasPrefix("#") {
            let sum = line.prefix { $0 != " " }
            let rest = String(line.dropFirst(sum.count + 1))
            guard Checksum(Bytes(rest)).hex.text == sum else { continue }
            let fields = rest.split(separator: " ").map(String.init)
            guard fields.count == 7 else { continue }
            records.append(
                Record(
                    target: fields[6], directory: fields[5], duration: fields[1], status: fields[2], host: fields[3],
                    command: fields[4]))
        }
        return records
    }

    /// A line for a target that took so many seconds.
    private func line(_ target: String, _ seconds: Int, status: Int = 0) -> String {
        let rest = "1 \(seconds)000000000 \(status) - 0 . \(target)"
        return Checksum(Bytes(rest)).hex.text + " " + rest + "\n"
    }

    @Test(arguments: [["-j2"], []])
    func aLineForEachRecipe(_ options: [String]) throws {
        let space = try Space(
            """
            all: a ${.CURDIR}/b bad ignored
            a ${.CURDIR}/b:
            	@date >$@
            	@date >>$@
            bad:
            	@exit 7
            ignored:
            	-@false
            	@echo only
            """)
        let run = try space.start(["-r", "-k", "--log", "log"] + options).wait()
        #expect(!run.isSuccess, run.all)
        let found = records(space)
        #expect(space.text("log")?.hasPrefix("# distmake log 1\n") == true)
        #expect(
            found.map { "\($0.directory) \($0.target) \($0.status) \($0.host)" }.sorted() == [
                ". a 0 -", ". b 0 -", ". bad 7 -", ". ignored 0 -",
            ])
        #expect(found.allSatisfy { Int($0.duration) ?? 0 > 0 })
        // The same command has the same digest, another one another.
        _ = try space.start(["-r", "-k", "-B", "--log", "log", "bad"]).wait()
        let digests = Set(records(space).filter { $0.target == "bad" }.map(\.command))
        #expect(digests.count == 1)
        #expect(Set(records(space).map(\.command)).count >= 3)
    }

    @Test(arguments: [["-j2"], []])
    func nothingIsWrittenUnasked(_ options: [String]) throws {
        let space = try Space("all: a b\na:\n\t@date >$@\nb:\n\t@echo\n")
        #expect(try space.start(["-r"] + options).wait().isSuccess)
        #expect(space.files() == ["Makefile", "a"])
        // Nor where nothing is built.
        for pretended in [["-n"], ["-q"], ["-t"], ["--why", "a"], ["-V", "A"]] {
            try? space.remove("a")
            _ = try space.start(["-r", "--log", "log", "--trace", "t.json"] + options + pretended).wait()
            #expect(!space.exists("log") && !space.exists("t.json"), "\(pretended)")
        }
    }

    @Test func makesOfOneBuildShareALog() throws {
        let space = try Space(
            """
            all: a sub
            a:
            	@date >$@
            sub: .PHONY
            	@cd sub && ${MAKE} -r

            """)
        try space.write("sub/Makefile", "b:\n\t@date >$@\n")
        #expect(try space.make("-r", "-j2", environment: ["DISTMAKE_LOG": space.path("log")]).isSuccess)
        #expect(records(space).map { "\($0.directory) \($0.target)" }.sorted() == [". a", ". sub", "sub b"])
    }

    /// Many makes at once: no line is lost, none is mixed up.
    @Test func makesThatAppendAtTheSameTime() throws {
        let space = try Space("T != seq 40\nall: ${T:@t@${N}.$t@}\n${T:@t@${N}.$t@}:\n\t@test -n $@\n")
        let runs = try (1...6).map { try space.start(["-r", "-j2", "--log", "log", "N=\($0)"]) }
        for run in runs { #expect(run.wait().isSuccess) }
        #expect(Set(records(space).map(\.target)).count == 240)
        #expect(space.text("log")?.split(separator: "\n").count == 241)
    }

    /// In the environment a relative name is one in each make's own .OBJDIR.
    @Test func aLogForEachDirectory() throws {
        let space = try Space("all: .PHONY\n\t@date >/dev/null; cd sub && ${MAKE} -r\n")
        try space.write("sub/Makefile", "b:\n\t@date >$@\n")
        for _ in 0..<2 {
            #expect(try space.make("-r", "-j2", environment: ["DISTMAKE_LOG": "log"]).isSuccess)
        }
        #expect(records(space).map { "\($0.directory) \($0.target)" } == [". all", ". all"])
        #expect(records(space, "sub/log").map { "\($0.directory) \($0.target)" } == [". b"])
    }

    @Test func aTornTail() throws {
        let space = try Space("a:\n\t@date >$@\n")
        try space.write("log", "# distmake log 1\n" + line("x", 1) + "0123456789abcdef 1 2 0 - 00000000000000")
        #expect(try space.make("-r", "--log", "log").isSuccess)
        #expect(records(space).map(\.target) == ["x", "a"])
    }

    @Test func whatIsNoLogIsLeftAlone() throws {
        let space = try Space("a:\n\t@date >$@\n")
        let run = try space.make("-r", "--log", "Makefile")
        #expect(run.status == .exited(2), run.all)
        #expect(run.stderr == "distmake: cannot write \(space.tree)/Makefile: it is not a build log\n")
        #expect(space.text("Makefile") == "a:\n\t@date >$@\n")
        #expect(try space.make("-r", "--log", "/dev/null").status == .exited(2))
        #expect(try space.make("-r", "--log", ".").status == .exited(2))
    }

    /// Makes append to a log while another one rewrites it: nothing is lost.
    @Test func aLogThatHasGrownIsRewritten() throws {
        let space = try Space("T != seq 20\nall: ${T:@t@${N}.$t@}\n${T:@t@${N}.$t@}:\n\t@test -n $@\n")
        var text = "# distmake log 1\n"
        for index in 0..<3000 { text += line("old", index) }
        try space.write("log", text)
        let runs = try (1...6).map { try space.start(["-r", "-j2", "--log", "log", "N=\($0)"]) }
        for run in runs { #expect(run.wait().isSuccess) }
        let found = records(space)
        #expect(
            found.filter { $0.target == "old" }.map(\.duration) == [
                "2997000000000", "2998000000000", "2999000000000",
            ])
        #expect(found.count == 123 && Set(found.map(\.target)).count == 121)
        #expect(space.files() == ["Makefile", "log"])
    }

    // MARK: The order that a log makes

    @Test func theLongestWayComesFirst() throws {
        let space = try Space(
            """
            all: a b c d
            a b c y:
            	@date >/dev/null; echo $@
            d: y
            	@date >/dev/null; echo $@

            """)
        #expect(try space.make("-r", "-j1").stdout == "a\nb\nc\ny\nd\n")
        // Without a record all count the same, so the chain comes first.
        #expect(try space.make("-r", "-j1", "--log", "new").stdout == "y\na\nb\nc\nd\n")
        try space.write(
            "log", "# distmake log 1\n" + line("a", 1) + line("b", 30) + line("c", 3) + line("y", 1) + line("d", 20))
        #expect(try space.make("-r", "-j1", "--log", "log").stdout == "b\ny\nd\nc\na\n")
        // Failures say nothing, and of three successes the median counts.
        try space.write(
            "log",
            "# distmake log 1\n" + line("a", 90, status: 1) + line("a", 1) + line("a", 90) + line("a", 2) + line("b", 3)
                + line("c", 4) + line("y", 0) + line("d", 0))
        #expect(try space.make("-r", "-j1", "--log", "log").stdout == "c\nb\na\ny\nd\n")
    }

    /// A log changes the order and nothing else.
    @Test func whatIsMadeIsTheSame() throws {
        let makefile = """
            all: a .WAIT b c
            a b c d e f:
            	@test -n $@; echo $@ >>order
            b: d e
            c: e f
            dbl:: a
            	@date >/dev/null; echo one
            dbl:: b
            	@date >/dev/null; echo two
            .ORDER: f e d

            """
        let space = try Space(makefile)
        for goals in [["all"], ["dbl"], ["c", "dbl"]] {
            for log in [[], ["--log", "log"]] {
                try? space.remove("order")
                let run = try space.start(["-r", "-j4"] + log + goals).wait()
                #expect(run.isSuccess, run.all)
                let order = (space.text("order") ?? "").split(separator: "\n").map(String.init)
                let expected = goals == ["all"] ? "a b c d e f" : goals == ["dbl"] ? "a b d e" : "a b c d e f"
                #expect(order.sorted().joined(separator: " ") == expected)
                func place(_ name: String) -> Int { order.firstIndex(of: name) ?? -1 }
                #expect(place("e") < place("d") && place("d") < place("b"))
                if goals == ["all"] { #expect(place("a") == 0) }
            }
        }
    }

    @Test(arguments: [[], ["--log", "log"]])
    func circlesAndFailures(_ log: [String]) throws {
        let space = try Space(
            """
            all: x ok bad after
            x: y
            y: x
            ok:
            	@date >/dev/null; echo ok
            bad:
            	@date >/dev/null; exit 1
            after: bad
            	@echo never

            """)
        let run = try space.start(["-r", "-j2", "-k"] + log).wait()
        #expect(run.status == .exited(1), run.all)
        #expect(run.stderr.contains("Graph cycles through"), run.all)
        #expect(run.stdout.contains("ok\n") && !run.stdout.contains("never"), run.all)
    }
}
