import Testing
import Text

@testable import MakeDriver

/// MAKEFLAGS as GNU make writes it (Documentation/jobs.md).
@Suite struct GNUMakeFlagsTests {
    private func options(_ text: String) -> [String]? { GNUMakeFlags(Bytes(text))?.options.map(\.text) }

    @Test(arguments: [
        (" -j3 --jobserver-auth=3,4", ["-j", "3"]),
        ("ks -j3 --jobserver-auth=3,4", ["-k", "-s", "-j", "3"]),
        ("kw -l2.5 -Otarget --no-print-directory -j12 --jobserver-auth=fifo:/tmp/x", ["-k", "-w", "-j", "12"]),
        ("-Idir -j --jobserver-fds=3,4", ["-I", "dir"]),
        ("B --jobserver-auth=3,4 -- A=1", []),
    ]) func optionsThatMeanTheSame(_ text: String, _ expected: [String]) {
        #expect(options(text) == expected)
    }

    @Test func assignmentsStandBehindTwoDashes() {
        let flags = GNUMakeFlags(Bytes("k -j3 --jobserver-auth=3,4 -- A=1 B=two\\ words"))
        #expect(flags?.assignments.text == "A=1 B=two\\ words")
        #expect(flags?.jobserver.text == "3,4")
    }

    @Test func dollarsAreExpandedOnce() {
        let flags = GNUMakeFlags(Bytes(" -j3 --jobserver-auth=3,4 -- A=a$$$$b"))
        #expect(flags?.assignments.text == "A=a$$b")
    }

    @Test func whatIsWrittenIsReadBack() {
        let text = GNUMakeFlags.text(
            letters: Bytes("ks"), jobs: 3, includePath: [Bytes("d")], jobserver: Bytes("fifo:/x"),
            assignments: [(Bytes("A"), Bytes("two words")), (Bytes("B"), Bytes("$x\\"))])
        #expect(text.text == "ks -Id -j3 --jobserver-auth=fifo:/x -- A=two\\ words B=$$$$x\\\\")
        let flags = GNUMakeFlags(text)
        #expect(flags?.options.map(\.text) == ["-k", "-s", "-I", "d", "-j", "3"])
        #expect(flags?.jobserver.text == "fifo:/x")
        #expect(flags?.assignments.text == "A=two\\ words B=$$x\\\\")
    }

    @Test func theLastJobserverCounts() {
        #expect(GNUMakeFlags(Bytes(" --jobserver-auth=fifo:x --jobserver-auth=5,6"))?.jobserver.text == "5,6")
    }

    @Test(arguments: ["", "k", " -j 3 -J 15,16", " -D --jobserver-auth=3,4 -j 3 -J 15,16", "A=--jobserver-auth=3,4"])
    func othersAreNotGNUs(_ text: String) {
        #expect(GNUMakeFlags(Bytes(text)) == nil)
    }
}
