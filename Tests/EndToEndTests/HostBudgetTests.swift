import Foundation
import Testing

/// A host with two slots runs two jobs, however many makes of a build send some, and a make that runs there keeps to
/// the slots that its target was given.
@Suite struct HostBudgetTests {
    private static let hosts = "box 2 transport=sh\n"

    /// Six targets `P.1` to `P.6`. Their jobs are counted apart by where they run; two there wait for each other.
    private func writeSubmake(_ name: String, _ space: Space, _ there: CountedJobs, _ here: CountedJobs) throws {
        try space.write(
            name,
            """
            T = ${:U1 2 3 4 5 6:@i@${P}.$i@}
            all: ${T}
            ${T}:
            	@case $$PWD in \
            	*/tree/*) \(there.job)2 ${.TARGET};; \
            	*) \(here.job)1 ${.TARGET};; \
            	esac; : >$@; ${AFTER}
            .DIST: ${T}

            """)
    }

    @Test func threeMakesShareAHost() throws {
        let space = try Space(
            "all: a b c\na b c: .PHONY\n\t@${MAKE} -r -f sub.mk P=${.TARGET}\n", hosts: Self.hosts)
        let (there, here) = (try CountedJobs(space, "there"), try CountedJobs(space, "here"))
        try writeSubmake("sub.mk", space, there, here)
        let run = try space.make("-r", "-j3")
        #expect(run.isSuccess, run.all)
        let count = there.notes.count { $0.hasPrefix("+") }
        there.expect(count, most: 2, run)
        here.expect(18 - count, most: here.most, run)
        #expect(here.most <= 3, run.all)
        space.expectNoRemains()
    }

    /// The makes in between know nothing of it.
    @Test(arguments: ["sh -c", "env -u MAKEFLAGS sh -c"]) func sharedThroughScripts(_ shell: String) throws {
        let space = try Space(
            "all: a b c\na b c: .PHONY .MAKE\n\t@\(shell) '${MAKE} -r -j2 -f sub.mk P=${.TARGET}'\n",
            hosts: Self.hosts)
        let (there, here) = (try CountedJobs(space, "there"), try CountedJobs(space, "here"))
        try writeSubmake("sub.mk", space, there, here)
        let run = try space.make("-r", "-j3")
        #expect(run.isSuccess, run.all)
        there.expect(there.notes.count { $0.hasPrefix("+") }, most: 2, run)
    }

    /// A make is killed while it has both slots; the next one has both.
    @Test func slotsOfAKilledMakeComeBack() throws {
        let space = try Space(
            """
            all: a .WAIT b
            a: .PHONY
            	@sh -c 'echo $$$$ >pid; exec ${MAKE} -r -f first.mk P=a' 2>/dev/null || :
            b: .PHONY
            	@${MAKE} -r -f second.mk P=b

            """, hosts: Self.hosts)
        let here = try CountedJobs(space, "here")
        let first = try CountedJobs(space, "first")
        let second = try CountedJobs(space, "second")
        try writeSubmake("first.mk", space, first, here)
        try writeSubmake("second.mk", space, second, here)
        // Here one job waits until both there are on their way, then ends its make.
        try space.write(
            "first.mk",
            try #require(space.text("first.mk")).replacingOccurrences(of: "\(here.job)1 ${.TARGET}", with: "sh end"))
        try space.write(
            "end",
            """
            until [ -e '\(space.path("../first/met"))' ]; do sleep 0.05; done
            kill -9 $(cat '\(space.path("pid"))')

            """)
        let run = try space.make("-r", "-j2")
        #expect(run.isSuccess, run.all)
        #expect(first.most == 2, run.all)
        second.expect(second.notes.count { $0.hasPrefix("+") }, most: 2, run)
        space.expectNoRemains()
    }

    // MARK: Makes on a host

    enum Tool: String, CaseIterable {
        case distmake, bmake, oldGNUMake, newGNUMake, ninja

        var command: String? {
            switch self {
            case .distmake: "\(Space.distmake) -r -f"
            case .bmake: ForeignTools.bmake.map { "\($0) -r -f" }
            case .oldGNUMake: ForeignTools.oldGNUMake.map { "\($0) -f" }
            case .newGNUMake: ForeignTools.newGNUMake.map { "\($0) -f" }
            case .ninja: ForeignTools.ninja.map { "\($0) -f" }
            }
        }
    }

    private func space(_ tool: Tool, _ jobs: (Space) throws -> CountedJobs, slots: String, hosts: String) throws
        -> (Space, CountedJobs)
    {
        let space = try Space(
            """
            all: a b
            a: .DIST.SLOTS=\(slots)
            b: .DIST.SLOTS=\(slots)
            a b: below
            	@\(tool.command ?? "false") below P=${.TARGET}; : >$@
            .DIST: a b

            """, hosts: hosts)
        let jobs = try jobs(space)
        let names = ["1", "2", "3", "4", "5", "6"]
        if tool == .ninja {
            let makefile = try #require(space.text("Makefile")).replacingOccurrences(of: " P=${.TARGET}", with: "")
            try space.write("Makefile", makefile)
            try space.write(
                "below", "rule job\n  command = \(jobs.job)${WANT} $out\n" + names.map { "build \($0): job\n" }.joined()
            )
        } else {
            try space.write(
                "below",
                "all: \(names.joined(separator: " "))\n" + names.map { "\($0):\n\t@\(jobs.job)${WANT} $@\n" }.joined())
        }
        return (space, jobs)
    }

    /// Two targets with two slots each, on a host of four.
    @Test(arguments: Tool.allCases.filter { $0.command != nil }) func grantedSlots(_ tool: Tool) throws {
        let (space, jobs) = try space(tool, { try CountedJobs($0) }, slots: "2", hosts: "box 4 transport=sh\n")
        try space.write("below", try #require(space.text("below")).replacingOccurrences(of: "${WANT}", with: "4"))
        let run = try space.make("-r", "-j1", "-dD")
        #expect(run.isSuccess && run.places == ["a": "box", "b": "box"], run.all)
        jobs.expect(12, most: 4, run)
        space.expectNoRemains()
    }

    /// What is free is given, up to the wish; the second target finds no slot and is made here, one job at a time.
    @Test(arguments: Tool.allCases.filter { $0.command != nil }) func noMoreThanTheHostHas(_ tool: Tool) throws {
        let (space, jobs) = try space(tool, { try CountedJobs($0) }, slots: "8", hosts: "box 3 transport=sh\n")
        try space.write("below", try #require(space.text("below")).replacingOccurrences(of: "${WANT}", with: "4"))
        let run = try space.make("-r", "-j1")
        #expect(run.isSuccess && run.summary == "distmake: 1 remote (box 1), 1 local", run.all)
        jobs.expect(12, most: 4, run)
    }

    @Test func aTargetWithoutAWishHasOneSlot() throws {
        let tool = Tool.ninja.command == nil ? Tool.oldGNUMake : .ninja
        guard let command = tool.command else { return }
        let space = try Space("a: below\n\t@\(command) below; : >$@\n.DIST: a\n", hosts: "box 4 transport=sh\n")
        let jobs = try CountedJobs(space)
        try space.write(
            "below",
            tool == .ninja
                ? "rule job\n  command = \(jobs.job)1 $out\nbuild 1: job\nbuild 2: job\nbuild 3: job\n"
                : "all: 1 2 3\n1 2 3:\n\t@\(jobs.job)1 $@\n")
        let run = try space.make("-r", "-j1", "-dD")
        #expect(run.isSuccess && run.places == ["a": "box"], run.all)
        jobs.expect(3, most: 1, run)
    }

    @Test(arguments: ["0", "-1", "many", "99999999999999999999", "1025"]) func badNumbers(_ number: String) throws {
        let space = try Space("a:\n\t@: >$@\na: .DIST.SLOTS=\(number)\n.DIST: a\n", hosts: "box 4 transport=sh\n")
        let run = try space.make("-r", "-j1")
        #expect(run.isSuccess, run.all)
        #expect(
            run.stderr == "distmake: a: .DIST.SLOTS is `\(number)'; expected a number from 1 to 1024\n", run.all)
    }
}
