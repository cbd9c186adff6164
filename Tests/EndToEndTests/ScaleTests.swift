import Foundation
import Testing

/// Very many hosts, and the limit of open files.
@Suite(.serialized) struct ScaleTests {
    /// Hosts of one slot each.
    private func hosts(_ count: Int) -> String { (1...count).map { "box\($0) 1 transport=sh\n" }.joined() }

    /// A target that waits until so many hosts have their stages, which is to be made here, and some made there.
    private func makefile(meeting count: Int, targets: Int) -> String {
        """
        T=${:U:range=\(targets):@i@t$i@}
        all: ${T} meeting
        ${T}:
        	@echo $@ >$@
        meeting: t1
        	@while [ "$$(ls $$TMPDIR | grep -c '^make-')" -lt \(count) ]; do sleep 0.2; done; echo \(count) >$@
        .DIST: ${T}
        .DIST.QUICK=no

        """
    }

    @Test func aThousandHostsAtOnce() throws {
        let count = 1000
        let space = try Space(makefile(meeting: count, targets: 50), hosts: hosts(count))
        let running = try space.start(["-j2"])
        // What distmake had of memory at most, as long as it runs.
        var peak = 0
        #expect(
            eventually(300) {
                let status = (try? String(contentsOfFile: "/proc/\(running.pid)/status", encoding: .utf8)) ?? ""
                let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
                peak = max(peak, line.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 0)
                usleep(20_000)
                return space.exists("meeting") || running.status != nil
            })
        let run = running.wait(limit: 120)
        #expect(run.isSuccess && space.text("meeting") == "\(count)\n", run.all)
        for index in 1...50 { #expect(space.text("t\(index)") == "t\(index)\n") }
        #expect(run.lines("distmake: host ") == [], "a host that has to wait for its turn is no host that fails")
        #expect(peak < 400_000, "\(peak) KiB of memory")
        space.expectNoRemains()
    }

    /// Twenty hosts are replaced by twenty others, five times, while 5,000 targets are made: each target is made once,
    /// wherever that was.
    @Test func aHundredHostsJoinAndLeave() throws {
        let (window, steps, targets) = (20, 5, 5000)
        func hosts(_ step: Int) -> String {
            (1...window).map { "box\(window * step + $0) 1 transport=sh\n" }.joined()
        }
        // What is made twice in one place would have two lines.
        let space = try Space(
            "T=${:U:range=\(targets):@i@t$i@}\nall: ${T}\n${T}:\n\t@echo $@ >>$@\n.DIST: ${T}\n.DIST.QUICK=no\n",
            hosts: hosts(0))
        let running = try space.start(["-j1", "-dD"])
        // By then it has read the first list.
        #expect(eventually(60) { (running.stdout + running.stderr).contains("Host box1 is ready.") })
        for step in 1...steps {
            try space.write("../home/.makehosts.new", hosts(step))
            try space.rename("../home/.makehosts.new", "../home/.makehosts")
            let joined = eventually(60) {
                usleep(20_000)
                let told = running.stdout + running.stderr
                return told.contains("Host box\(window * (step + 1)) joins.") || running.status != nil
            }
            #expect(joined && running.status == nil, "the hosts of step \(step) join during the build")
        }
        let run = running.wait(limit: 300)
        #expect(run.isSuccess, "\(run.status) \(run.stderr.suffix(2000))")
        for index in 1...targets { #expect(space.text("t\(index)") == "t\(index)\n") }
        #expect(run.lines("distmake: host ") == [])
        #expect(run.lines("Host box").count { $0.hasSuffix(" joins.") } == window * steps)
        #expect(run.lines("Host box").count { $0.hasSuffix(" has left.") } >= window * (steps - 1))
        #expect(run.madeCount == targets, "\(run.summary ?? "no summary")")
        space.expectNoRemains()
    }

    /// A limit that cannot be raised: hosts that do not fit are left out, with one line that says how to mend it.
    @Test func hostsThatDoNotFitIntoTheLimitOfOpenFiles() throws {
        let space = try Space(makefile(meeting: 5, targets: 20), hosts: hosts(100))
        let run = try space.make("-j2", ulimit: "-n 400", limit: 120)
        #expect(run.isSuccess, run.all)
        for index in 1...20 { #expect(space.text("t\(index)") == "t\(index)\n") }
        let told = run.lines("distmake: ").filter { $0.contains("open files") }
        #expect(told.count == 1 && told[0].contains(" hosts are not used") && told[0].contains("ulimit"), run.all)
        #expect(run.lines("distmake: host ") == [], run.all)
        space.expectNoRemains()
    }

    /// A limit that can be raised is raised for distmake alone: recipes here see the one of before.
    @Test func recipesKeepTheLimitOfOpenFiles() throws {
        let space = try Space(
            "here: there\n\t@ulimit -Sn >$@\nthere:\n\t@ulimit -Sn >$@\n.DIST: there\n.DIST.QUICK=no\n",
            hosts: hosts(100))
        let run = try space.make("-j2", "here", ulimit: "-Sn 400", limit: 120)
        #expect(run.isSuccess && run.lines("distmake: host ") == [], run.all)
        #expect(!(run.stdout + run.stderr).contains("open files"), run.all)
        #expect(space.text("here") == "400\n" && space.text("there") == "400\n")
        space.expectNoRemains()
    }
}

extension Ran {
    /// How many targets were made, there and here, as the closing line counts them.
    fileprivate var madeCount: Int? {
        guard let summary else { return nil }
        let words = summary.split { $0 == " " || $0 == "," }
        guard let local = words.lastIndex(of: "local"), words.count > 1 else { return nil }
        return Int(words[1]).flatMap { remote in Int(words[local - 1]).map { remote + $0 } }
    }
}
