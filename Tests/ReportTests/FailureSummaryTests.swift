import Report
import Testing
import Text

/// What failed, at the end of a build.
@Suite struct FailureSummaryTests {
    private func failure(
        _ target: String, place: Text.SourceLocation? = nil, host: String? = nil, command: String = "cc -c a.c",
        output: String
    ) -> FailureSummary.Failure {
        FailureSummary.Failure(
            target: Bytes(target), place: place, host: host.map { Bytes($0) }, reason: Bytes("Error code 1"),
            command: Bytes(command), output: Bytes(output))
    }

    @Test func nothingFailed() { #expect(FailureSummary().text(TextStyle(hasColors: false)) == []) }

    @Test func placeCommandAndOutput() {
        var summary = FailureSummary()
        summary.add(
            failure(
                "a.o", place: Text.SourceLocation(file: Bytes("/src/Makefile"), line: 7), host: "alpha",
                command: "cc -c a.c\necho done", output: "a.c:1: error\n"))
        summary.add(failure("b.o", output: ""))
        #expect(
            summary.text(TextStyle(hasColors: false)).text == """
                2 targets failed:
                  a.o (/src/Makefile:7) on alpha: Error code 1
                    $ cc -c a.c
                    $ echo done
                    a.c:1: error
                  b.o: Error code 1
                    $ cc -c a.c

                """)
    }

    @Test func onlyTheEndOfTheOutput() {
        var summary = FailureSummary()
        summary.add(failure("a", output: (1...12).map { "line \($0)\n" }.joined()))
        let lines = summary.text(TextStyle(hasColors: true)).text.split(separator: "\n")
        #expect(lines[0] == "\u{1B}[31;1m1 target failed:\u{1B}[0m")
        #expect(lines[3] == "    ..." && lines[4] == "    line 3" && lines.last == "    line 12")
    }
}
