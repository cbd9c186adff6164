import BuildGraph
import Foundation
import MakeLanguage
import Testing
import Text

/// No input makes the language trap, hang or eat the memory: it gives a result or an error.
@Suite(.serialized) struct FuzzTests {
    /// What came of a text in the netbsd dialect; the other one has to bear it too.
    @discardableResult
    private func read(_ text: Bytes, at sourceLocation: Testing.SourceLocation = #_sourceLocation) -> Listener {
        _ = read(text, .openbsd, at: sourceLocation)
        return read(text, .netbsd, at: sourceLocation)
    }

    /// The expressions of the text are evaluated once more at the end.
    private func read(_ text: Bytes, _ dialect: Dialect, at sourceLocation: Testing.SourceLocation) -> Listener {
        let listener = Listener()
        let world = ImaginaryWorld()
        world.files = [Bytes("self.mk"): text, Bytes("a.c"): Bytes("int a;"), Bytes("b.mk"): Bytes("B=b\n")]
        let evaluator = Evaluator(language: Language(dialect: dialect), world: world, diagnostics: listener)
        let graph = Graph(evaluator: evaluator)
        let rules = RuleParser(graph: graph)
        evaluator.rules = rules
        evaluator.textLimit = 1 << 20
        let reader = Reader(evaluator: evaluator, rules: rules)
        let begin = ContinuousClock.now
        reader.read(text, path: Bytes("self.mk"))
        rules.closeRule()
        let scope = TargetScope()
        for node in graph.nodes.prefix(200) {
            for line in node.commands.prefix(20) { _ = evaluator.expand(line.command, in: scope) }
        }
        for name in ["A", "B", "X", "V", "all"] { _ = evaluator.value(Bytes(name)) }
        _ = evaluator.commandEnvironment()
        let spent = ContinuousClock.now - begin
        if spent > .seconds(10) {
            Issue.record(
                "\(spent) for: \(String(decoding: text.prefix(2000), as: UTF8.self))", sourceLocation: sourceLocation)
        }
        return listener
    }

    // MARK: Mutations

    /// The makefiles of all conformance cases.
    static let makefiles: [Bytes] = {
        let directory = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Conformance").standardizedFileURL.path
        let names = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".case") }.sorted().flatMap { name -> [Bytes] in
            let text = Bytes(FileManager.default.contents(atPath: directory + "/" + name) ?? Data())
            return sections(of: text)
        }
    }()

    /// The texts of `== makefile` and `== file`.
    private static func sections(of text: Bytes) -> [Bytes] {
        var sections: [Bytes] = []
        var isOpen = false
        for line in text.split(separator: Ascii.newline, omittingEmptySubsequences: false) {
            if line.starts(with: Bytes("== ")) {
                isOpen = line.starts(with: Bytes("== makefile")) || line.starts(with: Bytes("== file"))
                if isOpen { sections.append([]) }
            } else if isOpen {
                sections[sections.count - 1] += line + [Ascii.newline]
            }
        }
        return sections.filter { $0.count < 5000 }
    }

    private static let pieces: [Bytes] = [
        "$", "${", "}", "$(", ")", ":", "\\", "\n", "\t", "${A}", ":S,a,b,", ":C,(a*)*,\\1,g", ":@x@", "@", ":?",
        ":M*[",
        ":[1..", ":ts", ":U", ":=", "!=", "+=", "\n.if ", "\n.endif\n", "\n.for i in ", "\n.endfor\n",
        "\n.include \"self.mk\"\n",
        "\n.elif ", "\n.else\n", "{a,b}", "lib(", "::", ";", "#", "\"", "'", "%", "&", "&&", "||", "(", "empty(", "\0",
        "\r",
        ".USE", ".SUFFIXES: .a .b\n", ".a.b:\n\t@:\n", ":range=99999999", ":hash", "::=", ":!x!", "0x", "\u{ff}", "-1",
        "..",
    ].map { Bytes($0) }

    private func mutated(_ text: Bytes, _ random: inout Generator) -> Bytes {
        var text = text
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let place = Int.random(in: 0...text.count, using: &random)
            let length = min(Int.random(in: 0...12, using: &random), text.count - place)
            switch Int.random(in: 0...5, using: &random) {
            case 0: text.removeSubrange(place..<place + length)
            case 1: text.insert(UInt8.random(in: 0...255, using: &random), at: place)
            case 2:
                let other = Self.makefiles.randomElement(using: &random)!
                let from = Int.random(in: 0...other.count, using: &random)
                text.insert(contentsOf: other[from..<min(from + 60, other.count)], at: place)
            case 3:
                let part = Bytes(text[place..<place + length])
                for _ in 0..<Int.random(in: 1...4, using: &random) { text.insert(contentsOf: part, at: place) }
            default: text.insert(contentsOf: Self.pieces.randomElement(using: &random)!, at: place)
            }
        }
        return text
    }

    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// `FUZZ_COUNT` and `FUZZ_SEED` make a longer run of it.
    private func setting(_ name: String) -> UInt64? { ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) } }

    @Test func mutatedMakefiles() {
        #expect(Self.makefiles.count > 200)
        var random = Generator(state: setting("FUZZ_SEED") ?? 3)
        for _ in 0..<(setting("FUZZ_COUNT") ?? 600) {
            read(mutated(Self.makefiles.randomElement(using: &random)!, &random))
        }
    }

    @Test func randomBytes() {
        var random = Generator(state: setting("FUZZ_SEED") ?? 4)
        for _ in 0..<(setting("FUZZ_COUNT") ?? 150) {
            var text: Bytes = []
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                if Int.random(in: 0...2, using: &random) == 0 {
                    text.append(UInt8.random(in: 1...255, using: &random))
                } else {
                    text += Self.pieces.randomElement(using: &random)!
                }
            }
            read(text)
        }
    }

    // MARK: Depth and size

    /// Repeats of a text, a middle, and repeats of another text.
    private func nested(_ open: String, _ middle: String, _ close: String, _ count: Int = 100_000) -> Bytes {
        var text: Bytes = []
        for _ in 0..<count { text += Bytes(open) }
        text += Bytes(middle)
        for _ in 0..<count { text += Bytes(close) }
        return text
    }

    @Test(arguments: [
        ("${", "x", "}"), ("${", "", ""), ("$(", "x", ")"), ("${A:S,", "", ""), ("${:U", "x", "}"),
        ("${A:@x@", "", "@}"),
        ("${A:?", "b", ":c}"), ("${A:${", "M", "}}"), ("${A:C/", "x", "//}"),
    ])
    func deepExpressions(_ part: (String, String, String)) {
        #expect(read(Bytes("A=a\n.info ") + nested(part.0, part.1, part.2)).messages.isEmpty == false)
    }

    @Test(arguments: [
        ("(", "1", ")"), ("!", "1", ""), ("empty(", "A", ""), ("defined(", "A", ""), ("${A:?", "", "}"),
    ])
    func deepConditions(_ part: (String, String, String)) {
        #expect(read(Bytes(".if ") + nested(part.0, part.1, part.2) + Bytes("\n.endif\n")).errors > 0)
    }

    @Test func deepBlocks() {
        #expect(read(nested(".if 1\n", "", ".endif\n")).errors == 0)
        #expect(read(nested(".if 1\n", "", "")).errors == 1)
        #expect(read(nested(".for i in a\n", "", ".endfor\n")).errors == 1)
        #expect(read(nested(".for i in a\n", "", "")).errors > 0)
        #expect(read(Bytes(".include \"self.mk\"\n")).errors == 1)
        #expect(read(nested(".endfor\n.endif\n.else\n", "", "", 10_000)).errors == 30_000)
    }

    @Test func variablesOfThemselves() {
        #expect(read(Bytes("A=${B}\nB=${A}\n.info $A\n")).errors == 1)
        #expect(read(Bytes("A=${B:S,a,b,}\nB=${A:tu}\n.info $A\n")).errors == 1)
        var chain: Bytes = []
        for number in 0..<100_000 { chain += Bytes("A\(number)=${A\(number + 1)}\n") }
        #expect(read(chain + Bytes(".info ${A0}\n")).errors == 1)
    }

    @Test(arguments: [
        "A=${A0}${A0}", "A:=${A}${A}", "A:=${A:@x@$x $x@}", "A:=${A:S,a,aa,g}", "A:=${A:C,a,&&,g}", "A:=${A:=${A}}",
        "A:=${A:S,^,${A},}",
    ])
    func textThatDoubles(_ line: String) {
        var text = Bytes("A=a\n")
        if line == "A=${A0}${A0}" {
            text = Bytes("A0=a\n")
            for number in 0..<60 { text += Bytes("A\(number + 1)=${A\(number)}${A\(number)}\n") }
            text += Bytes("A=${A60}\n.info $A\n")
        } else {
            text += nested(line + "\n", "", "", 60)
        }
        #expect(read(text).messages.contains { $0.starts(with: Bytes("Expansion makes more")) })
    }

    @Test func hugeNumbersAndPatterns() {
        func text(_ string: String) -> Bytes { Bytes(string) }
        #expect(read(text(".info ${:U:range=1000000000:hash}\n")).errors == 1)
        #expect(read(text(".info ${:U:range=99999999999999999999}\n")).errors == 1)
        read(text(".info ${:Ua:[99999999999999999999]} ${:Ua:[-9223372036854775808..1]}\n"))
        let long = String(repeating: "a", count: 5000)
        read(text("A=\(long)\n.info ${A:C,(a*)*b,x,:hash} ${A:C,(a|a)*c,x,:hash} ${A:C,(a|aa)+$,x,:hash}\n"))
        read(text("A=\(long)\n.info ${A:M\(String(repeating: "*a", count: 500))*b}\n"))
        let open = String(repeating: "(", count: 100_000)
        let close = String(repeating: ")", count: 100_000)
        read(text("A=aa\n.info ${A:C,\(open)a\(close),x,}\n"))
        read(text("A=aa\n.info ${A:C@((((a{1,255}){1,255}){1,255}){1,255}){1,255}@x@}\n"))
        read(text("all: \(String(repeating: "{a,b}", count: 40))\n"))
        read(nested("{", "", "}"))
    }
}
