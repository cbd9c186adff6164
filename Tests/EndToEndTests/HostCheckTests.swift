import Foundation
import Testing

/// `disthosts check`, as people and programs see it.
@Suite struct HostCheckTests {
    /// One as here, one with another compiler, one that cannot be reached.
    private func space() throws -> Space {
        let space = try Space()
        try space.writeScript("../bin/cc", "echo 'mycc 1.0'\n")
        try space.write(
            "../home/.makehosts",
            """
            near 2 transport=sh
            a-long-name 16 transport="env PATH=\(space.root)/bin:/usr/bin:/bin sh"
            down 1 transport="sh -c 'echo no entry >&2; exit 1'"

            """)
        return space
    }

    @Test(.enabled(if: (try? sh("command -v cc")) != nil, "needs cc"))
    func columnsAndWhatFollows() throws {
        let space = try space()
        let run = try space.disthosts("check")
        #expect(run.status == .exited(1), run.all)
        let lines = run.stdout.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.count == 8, run.all)
        #expect(lines[0].hasPrefix("HOST         SLOTS  STATE  SYSTEM "), run.all)
        #expect(lines[1].hasPrefix("near         2      up     "), run.all)
        #expect(lines[2].hasPrefix("a-long-name  16     up     "), run.all)
        #expect(lines[3] == "down         1      down: no entry", run.all)
        // The columns of compilers begin at the same place.
        func column(_ line: String, _ text: String) -> Int? {
            line.range(of: text).map { line.distance(from: line.startIndex, to: $0.lowerBound) }
        }
        let verdicts = column(lines[0], "  CC ")
        #expect(column(lines[1], "  same ") == verdicts && column(lines[2], "  other ") == verdicts, run.all)
        #expect(lines[2].contains("  -      other  "), "it does not compile, so it is not measured: \(lines[2])")
        #expect(lines[5].hasPrefix("a-long-name has another `cc' than this machine ("), run.all)
        #expect(lines[5].contains("recipes that run it go elsewhere, others go there; compiler="), run.all)
        #expect(lines[6].hasPrefix("SPEED is that of one compilation, `cc -O2' of 20 functions"), run.all)
        space.expectNoRemains()
    }

    @Test func asJSON() throws {
        let space = try space()
        let run = try space.disthosts("check", "--json")
        let objects = try #require(
            try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [[String: Any]], run.all)
        #expect(objects.map { $0["name"] as? String } == ["near", "a-long-name", "down"], run.all)
        #expect(objects.map { $0["state"] as? String } == ["up", "up", "down"], run.all)
        #expect(objects[2]["problem"] as? String == "no entry", run.all)
        #expect(objects[1]["verdict"] as? String == "other" && objects[1]["compiler"] as? String == "mycc 1.0", run.all)
        #expect((objects[1]["identity"] as? String)?.count == 64, run.all)
    }

    @Test func hostsThatBuildsLeaveOut() throws {
        let space = try Space(hosts: "large 100 transport=sh\nsmall 2 transport=sh\n")
        let run = try space.disthosts("check", ulimit: "-n 400")
        #expect(run.status == .exited(1), run.all)
        #expect(
            run.stdout.contains("down: builds leave it out: with it they would need more than 400 open files"), run.all)
        #expect(run.stdout.contains("\nsmall  2      up "), run.all)
    }

    @Test(arguments: [["--compiler", "cc; reboot"], ["--compiler", "-x"], ["--hosts", "/nowhere"]])
    func mistakes(_ words: [String]) throws {
        let space = try Space()
        let run = try space.start(["check"] + words, program: Workers.disthosts).wait()
        #expect(run.status == .exited(2) || run.status == .exited(64), run.all)
        #expect(run.stdout == "" && run.stderr != "", run.all)
    }
}
