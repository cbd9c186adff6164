import Testing
import Text

@testable import MakeDriver

@Suite struct OptionScannerTests {
    /// The items of a command line, one word each: `j=3` for an option with an argument, `word:x` for others.
    private func items(_ words: [String]) -> [String] {
        var scanner = OptionScanner(words.map { Bytes($0) })
        var found: [String] = []
        do throws(OptionProblem) {
            while let item = try scanner.item() {
                switch item {
                case .option(let letter, let argument):
                    found.append(String(UnicodeScalar(letter)) + (argument.map { "=" + $0.text } ?? ""))
                case .long(let name, let value): found.append("--" + name.text + (value.map { "=" + $0.text } ?? ""))
                case .word(let word): found.append("word:" + word.text)
                }
            }
        } catch {
            switch error {
            case .usage(let text): found.append("usage:" + text.text)
            case .message(let text), .stop(let text): found.append("problem:" + text.text)
            }
        }
        return found
    }

    @Test(arguments: [
        (["-kn"], ["k", "n"]),
        (["-j3", "-j", "4"], ["j=3", "j=4"]),
        (["-knj", "2", "all"], ["k", "n", "j=2", "word:all"]),
        (["all", "-k", "A=b"], ["word:all", "k", "word:A=b"]),
        (["--", "-k"], ["word:-k"]),
        (["-", "x"], ["word:x"]),
        (["-VX", "-v", "Y"], ["V=X", "v=Y"]),
        (["--hosts=f", "--version"], ["--hosts=f", "--version"]),
        (["-f"], ["usage:option requires an argument -- f"]),
        (["-Z"], ["usage:"]),
        (["-k", "-?", "x"], ["k", "usage:"]),
        ([""], ["word:"]),
        ([], []),
    ])
    func itemsOfACommandLine(words: [String], expected: [String]) { #expect(items(words) == expected) }
}

@Suite struct RecipeCommandTests {
    @Test(
        arguments: [
            ("cc -c x.c", "cc -c x.c", "", ["cc", "-c", "x.c"]),
            ("@-+ echo x", "echo x", "@-+", nil),
            ("-@cc x", "cc x", "@-", ["cc", "x"]),
            ("@ -x", "-x", "@", ["-x"]),
            ("cd dir", "cd dir", "", nil),
            ("A=b cc", "A=b cc", "", nil),
            ("cc 'a b'", "cc 'a b'", "", nil),
            ("cc >x", "cc >x", "", nil),
            ("cc ~/x", "cc ~/x", "", nil),
        ] as [(String, String, String, [String]?)])
    func prefixesAndPlainWords(line: String, text: String, prefixes: String, words: [String]?) throws {
        let command = try #require(RecipeCommand(Bytes(line)))
        #expect(command.text.text == text)
        #expect(command.isSilent == prefixes.contains("@"))
        #expect(command.ignoresErrors == prefixes.contains("-"))
        #expect(command.runsAlways == prefixes.contains("+"))
        #expect(command.plainWords?.map(\.text) == words)
    }

    @Test(arguments: ["", "   ", "@", "@- "])
    func nothingIsLeft(line: String) { #expect(RecipeCommand(Bytes(line)) == nil) }

    @Test(arguments: [
        ("${MAKE} all", true), ("cd x && $(MAKE)", true), ("make -C x", true), ("gmake", false), ("cmake ..", false),
        ("remake", false), ("echo make", true), ("${MAKEFLAGS}", false), ("./make", true), ("", false),
    ])
    func linesThatRunMake(line: String, expected: Bool) { #expect(mentionsMake(Bytes(line)) == expected) }
}

@Suite struct JobCountTests {
    @Test(
        arguments: [
            ("1", 1), ("8", 8), ("0x10", 16), ("010", 8), ("0", nil), ("-3", nil), ("x", nil), ("", nil), ("3x", nil),
            ("99999999999999999999", nil),
        ] as [(String, Int?)])
    func jobCounts(text: String, expected: Int?) { #expect(Make.jobCount(Bytes(text)) == expected) }

    @Test func scaledByProcessors() throws {
        let one = try #require(Make.jobCount(Bytes("1C")))
        #expect(Make.jobCount(Bytes("2C")) == 2 * one)
        #expect(Make.jobCount(Bytes("0.0001")) == 1)
        #expect(Make.jobCount(Bytes("-1C")) == nil)
        #expect(Make.jobCount(Bytes("nanC")) == nil)
    }
}
