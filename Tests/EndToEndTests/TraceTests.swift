import Foundation
import Testing

/// Timelines: `--trace`.
@Suite struct TraceTests {
    private struct Slice {
        let name: String
        let category: String
        let process: Int
        let slot: Int
        let begin: Int
        let end: Int
        let status: String?
        let bytes: Int?

        init?(_ event: [String: Any]) {
            guard let process = event["pid"] as? Int, let slot = event["tid"] as? Int, let begin = event["ts"] as? Int,
                let length = event["dur"] as? Int, let name = event["name"] as? String,
                let category = event["cat"] as? String, let arguments = event["args"] as? [String: Any]
            else { return nil }
            self.name = name
            self.category = category
            self.process = process
            self.slot = slot
            self.begin = begin
            end = begin + length
            status = arguments["status"].map { "\($0)" }
            bytes = arguments["bytes"] as? Int
        }

        func holds(_ other: Slice) -> Bool {
            process == other.process && slot == other.slot && begin <= other.begin && other.end <= end
        }
    }

    private struct Found {
        var slices: [Slice] = []
        /// By their numbers.
        var processes: [Int: String] = [:]

        var targets: [Slice] { slices.filter { $0.category != "phase" } }
        var phases: [Slice] { slices.filter { $0.category == "phase" } }
        func names(_ category: String) -> [String] { slices.filter { $0.category == category }.map(\.name).sorted() }
    }

    /// What a timeline has; its form is checked.
    private func timeline(
        _ space: Space, _ name: String = "t.json", sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Found {
        let object = try JSONSerialization.jsonObject(with: space.data(name) ?? Data())
        let events = try #require(object as? [[String: Any]], sourceLocation: sourceLocation)
        var found = Found()
        for event in events {
            let kind = event["ph"] as? String
            if kind == "X" {
                let slice = try #require(Slice(event), "\(event)", sourceLocation: sourceLocation)
                found.slices.append(slice)
            } else {
                #expect(kind == "M", "\(event)", sourceLocation: sourceLocation)
                let arguments = event["args"] as? [String: Any]
                if event["name"] as? String == "process_name", let process = event["pid"] as? Int {
                    found.processes[process] = arguments?["name"] as? String
                }
            }
        }
        // One target at a time in a slot.
        let targets = found.targets
        for first in targets {
            #expect(found.processes[first.process] != nil, sourceLocation: sourceLocation)
            let later = targets.filter {
                $0.process == first.process && $0.slot == first.slot && $0.begin > first.begin
            }
            #expect(later.allSatisfy { $0.begin >= first.end }, "\(first)", sourceLocation: sourceLocation)
        }
        return found
    }

    @Test(arguments: [["-j2"], []])
    func jobsOfThisMachine(_ options: [String]) throws {
        let space = try Space(
            """
            all: a b c nothing
            a b:
            	@sleep 0; echo $@ >$@
            c: a b
            	@cat a b >$@; exit 3
            nothing:
            .BEGIN:
            	@date >/dev/null
            """)
        let run = try space.start(["-r", "--trace", "t.json"] + options).wait()
        #expect(!run.isSuccess, run.all)
        let found = try timeline(space)
        #expect(
            Set(found.slices.map { "\($0.name) \($0.category) \($0.status ?? "")" }) == [
                ".BEGIN local 0", "a local 0", "b local 0", "c local 3",
            ])
        #expect(found.slices.count == 4)
        #expect(found.processes.values.sorted() == ["distmake in \(space.tree)"])
    }

    @Test func jobsOfHosts() throws {
        let space = try Space(
            """
            all: a b c d f
            a b c d f: in
            	@cp in $@
            .DIST: a b c d

            """, hosts: Space.twoHosts)
        try space.write("in", String(repeating: "x", count: 1234))
        let run = try space.make("-r", "-j2", "--trace=t.json")
        #expect(run.isSuccess, run.all)
        let found = try timeline(space)
        #expect(found.names("remote") == ["a", "b", "c", "d"])
        #expect(found.names("local") == ["f"])
        for target in found.targets where target.category == "remote" {
            let inner = found.phases.filter { target.holds($0) }
            let names = Set(inner.map(\.name))
            #expect(names == ["waiting", "staging", "running", "fetching"])
            #expect(inner.contains { $0.name == "fetching" && $0.bytes == 1234 })
            #expect(found.processes[target.process]?.hasPrefix("box") == true)
        }
        // The input goes to each host once.
        let staged = found.phases.filter { $0.name == "staging" }.reduce(0) { $0 + ($1.bytes ?? 0) }
        #expect([1234, 2468].contains(staged))
    }

    /// Makes below write to the same file; one that begins anew leaves nothing of the old one.
    @Test func makesOfOneBuildShareATimeline() throws {
        let space = try Space(
            """
            all: a sub1 sub2
            a:
            	@: >$@; date >$@
            sub1 sub2: .PHONY
            	@${MAKE} -r -f ${.CURDIR}/$@.mk

            """)
        for name in ["sub1", "sub2"] {
            try space.write("\(name).mk", "x.\(name) y.\(name):\n\t@date >$@\nall: x.\(name) y.\(name)\n.MAIN: all\n")
        }
        try space.write("t.json", String(repeating: "old\n", count: 10_000))
        let run = try space.make("-r", "-j4", "--trace", "t.json")
        #expect(run.isSuccess, run.all)
        let found = try timeline(space)
        #expect(found.names("local") == ["a", "sub1", "sub2", "x.sub1", "x.sub2", "y.sub1", "y.sub2"])
        #expect(
            found.processes.values.sorted() == ["distmake in \(space.tree)"]
                + Array(repeating: "distmake[1] in \(space.tree)", count: 2))
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGKILL], [["-j3"], []])
    func whateverEndsIt(_ signal: Int32, _ options: [String]) throws {
        let space = try Space(
            """
            all: first one two
            first:
            	@date >$@
            one two: first
            	@: >started.$@; exec tail -f ${.CURDIR}/Makefile >/dev/null

            """)
        let running = try space.start(["-r", "--trace", "t.json", "--log", "log"] + options)
        #expect(eventually { space.exists("started.one") && (options.isEmpty || space.exists("started.two")) })
        kill(running.pid, signal)
        let run = running.wait(limit: 10)
        #expect(!run.isSuccess, run.all)
        if signal == SIGKILL { for line in space.processes() { kill(pid_t(line.prefix { $0 != " " }) ?? 0, SIGKILL) } }
        let found = try timeline(space)
        // What ended in the last quarter of a second before a SIGKILL may be missing.
        #expect(signal == SIGKILL || found.slices.contains { $0.name == "first" && $0.status == "0" })
        #expect(signal == SIGKILL || found.slices.contains { $0.name == "one" && $0.status == "interrupted" })
        // The log has only what came to its end.
        let log = space.text("log") ?? ""
        #expect(signal == SIGKILL || log.split(separator: "\n").dropFirst().map { $0.hasSuffix(" . first") } == [true])
    }

    @Test func aFileThatCannotBeWritten() throws {
        let space = try Space("all: .PHONY\n\t@echo built\n")
        for option in ["--trace", "--log"] {
            let run = try space.make("-r", option, "none/x")
            #expect(run.status == .exited(2) && run.stdout.isEmpty, run.all)
            #expect(run.stderr == "distmake: cannot write \(space.tree)/none/x: No such file or directory\n")
        }
        // What comes with the environment costs a message only.
        let run = try space.make("-r", environment: ["DISTMAKE_LOG": "none/x", "DISTMAKE_TRACE": "/dev/null/x"])
        #expect(run.isSuccess && run.stdout == "built\n", run.all)
        #expect(run.stderr.split(separator: "\n").count == 2, run.all)
    }
}
