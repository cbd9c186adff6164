import Testing
import Text

@testable import Report

@Suite struct JobsOutputTests {
    private let one = Bytes("one")
    private let two = Bytes("two")

    @Test func aBannerComesWhenTheOutputGoesOver() {
        var output = JobsOutput()
        let text =
            output.add(Bytes("a\n"), of: 1, one) + output.add(Bytes("b\n"), of: 1, one)
            + output.add(Bytes("c\n"), of: 2, two) + output.add(Bytes("d\n"), of: 1, one)
        #expect(text.text == "--- one ---\na\nb\n--- two ---\nc\n--- one ---\nd\n")
    }

    @Test func linesOfDifferentJobsAreNotMixed() {
        var output = JobsOutput()
        let text =
            output.add(Bytes("half "), of: 1, one) + output.add(Bytes("other\n"), of: 2, two)
            + output.add(Bytes("line\n"), of: 1, one)
        #expect(text.text == "--- two ---\nother\n--- one ---\nhalf line\n")
    }

    @Test func aLineWithoutItsEndGetsOneAtTheEnd() {
        var output = JobsOutput()
        let text = output.add(Bytes("x\ny"), of: 1, one) + output.finish(1, one)
        #expect(text.text == "--- one ---\nx\ny\n")
    }

    @Test func aJobWithoutOutputAddsNothing() {
        var output = JobsOutput()
        #expect((output.add([], of: 1, one) + output.finish(1, one)).isEmpty)
    }

    @Test(arguments: [("", true), ("---", false)])
    func noBannersWhenTheyAreNotWanted(prefix: String, hasBanners: Bool) {
        var output = JobsOutput()
        output.prefix = Bytes(prefix)
        output.hasBanners = hasBanners
        #expect((output.add(Bytes("a\n"), of: 1, one) + output.add(Bytes("b\n"), of: 2, two)).text == "a\nb\n")
    }

    @Test func thePrefixCanBeChosen() {
        var output = JobsOutput()
        output.prefix = Bytes("***")
        #expect(output.switchTo(1, one).text == "*** one ---\n")
    }
}

@Suite struct TextOutputTests {
    @Test func standardOutputIsSeenBeforeAnError() {
        var seen: [String] = []
        let output = TextOutput { channel, text in seen.append("\(channel) \(text.text)") }
        output.putLine(Bytes("first"))
        #expect(seen.isEmpty)
        output.putError(Bytes("second\n"))
        output.put(Bytes("third"))
        output.flush()
        output.flush()
        #expect(seen == ["output first\n", "error second\n", "output third"])
    }
}
