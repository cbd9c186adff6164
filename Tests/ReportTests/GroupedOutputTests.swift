import Report
import Testing
import Text

/// What two jobs say at the same time, in the style for people.
@Suite struct GroupedOutputTests {
    private var output = {
        var output = JobsOutput()
        output.style = .grouped
        return output
    }()

    @Test mutating func eachJobStandsTogether() {
        #expect(output.begin(1, Bytes("a")) == [])
        #expect(output.add(Bytes("one of a\n"), of: 1, Bytes("a")) == [])
        #expect(output.add(Bytes("one of b\nhalf"), of: 2, Bytes("b")) == [])
        #expect(output.add(Bytes("two of a\n"), of: 1, Bytes("a")) == [])
        #expect(output.finish(1, Bytes("a")).text == "--- a ---\none of a\ntwo of a\n")
        #expect(output.switchTo(1, Bytes("a")) == [], "the failure stands below the same banner")
        #expect(output.finish(2, Bytes("b")).text == "--- b ---\none of b\nhalf\n")
        #expect(output.takeTail(of: 2).text == "one of b\nhalf\n")
        #expect(output.takeTail(of: 2) == [])
    }

    @Test mutating func aSilentJobLeavesNoTrace() {
        _ = output.begin(1, Bytes("a"))
        #expect(output.finish(1, Bytes("a")) == [])
    }

    @Test mutating func endlessOutputIsNotHeldForEver() {
        let line = Bytes(String(repeating: "x", count: 999) + "\n")
        var printed: Bytes = []
        for _ in 0..<3000 { printed += output.add(line, of: 1, Bytes("a")) }
        #expect(printed.count > 1 << 20)
        printed += output.finish(1, Bytes("a"))
        #expect(printed == Bytes("--- a ---\n") + [[UInt8]](repeating: line, count: 3000).joined())
        #expect(output.takeTail(of: 1).count == 1 << 13)
    }

    @Test mutating func whatIsAbandonedIsShown() {
        _ = output.add(Bytes("half"), of: 1, Bytes("a"))
        #expect(output.abandon(1, Bytes("a")).text == "--- a ---\nhalf\n")
    }
}
