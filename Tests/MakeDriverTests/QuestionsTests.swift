import Testing
import Text

@testable import MakeDriver

@Suite struct QuestionsTests {
    private func graph(_ argument: String) -> String {
        var questions = Questions()
        do throws(OptionProblem) {
            try questions.take(Bytes("graph"), Bytes(argument), in: Bytes("/d"))
            return questions.graph.map { "\($0.form) \($0.path.text)" } ?? "nothing"
        } catch {
            switch error {
            case .usage(let text), .message(let text), .stop(let text): return text.text
            }
        }
    }

    @Test(arguments: [
        ("x.dot", "dot /d/x.dot"), ("/y/x.gv", "dot /y/x.gv"), ("x.json", "json /d/x.json"), ("-", "dot -"),
        ("json:-", "json -"), ("dot:x.json", "dot /d/x.json"), ("", "option requires an argument -- -graph"),
        ("x", "--graph x: the name must end in .dot, .gv or .json, or begin with dot: or json:"),
        ("json:", "--graph json:: the name must end in .dot, .gv or .json, or begin with dot: or json:"),
    ])
    func graphForms(_ argument: String, _ expected: String) { #expect(graph(argument) == expected) }

    @Test func whatIsAnsweredInsteadOfABuild() throws {
        var questions = Questions()
        try questions.take(Bytes("trace"), Bytes("t"), in: Bytes("/d"))
        try questions.take(Bytes("log"), Bytes("/l"), in: Bytes("/d"))
        #expect(!questions.areInsteadOfBuild)
        #expect(questions.timeline == Bytes("/d/t") && questions.log == Bytes("/l"))
        try questions.take(Bytes("compdb"), Bytes("-"), in: Bytes("/d"))
        #expect(questions.areInsteadOfBuild && questions.compileCommands == Bytes("-"))
    }

    @Test func anArgumentInTheNextWord() throws {
        var scanner = OptionScanner([Bytes("--why"), Bytes("-k"), Bytes("-n"), Bytes("--why")])
        guard case .long(let name, nil) = try scanner.item() else { return #expect(Bool(false)) }
        #expect(try scanner.argument(of: name) == Bytes("-k"))
        guard case .option(UInt8(ascii: "n"), nil) = try scanner.item() else { return #expect(Bool(false)) }
        guard case .long(let last, nil) = try scanner.item() else { return #expect(Bool(false)) }
        #expect(throws: OptionProblem.self) { try scanner.argument(of: last) }
    }
}
