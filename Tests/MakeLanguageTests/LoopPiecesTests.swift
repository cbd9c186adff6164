import Testing
import Text

@testable import MakeLanguage

/// `:@` with a body that only puts texts together is done without setting a variable. With any debug flag it is done with one:
/// both ways must come to the same, and whatever can tell them apart must not be done without.
@Suite struct LoopPiecesTests {
    private func makefile(_ text: String, _ evaluator: Evaluator) {
        for line in text.split(separator: "\n") {
            let sides = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            evaluator.set(Bytes(String(sides[0])), Bytes(String(sides[1])))
        }
    }

    private static let variables = """
        X=a b/c d.e "f g" h\\ i
        EMPTY=
        DOLLARS=a$$b $${Y} $$v c
        LINES=one
        Y=literal
        Z=of ${Y}
        w=known
        """

    /// Bodies, and whether they can be done without a variable named `v`.
    private static let bodies: [(String, Bool)] = [
        ("-I${v}", true), ("$v$v", true), ("", true), ("fixed", true), ("$$v$$", true), ("${Y}:$v", true),
        ("&$v", true),
        ("${v:T}", false), ("${Z}$v", false), ("${UNDEFINED}$v", false), ("${v", false), ("${v:Zbad}", false),
        ("${X:@v@$v@}", false), ("${v::=x}$v", false), ("${${v}}", false), ("$@$v", false), ("${.newline}$v", false),
    ]

    private func evaluator(_ listener: Listener) -> Evaluator {
        Evaluator(language: Language(), world: ImaginaryWorld(), diagnostics: listener)
    }

    private func outcome(
        _ text: String, withVariable: Bool, limit: Int? = nil, _ prepare: (Evaluator) -> Void = { _ in }
    )
        -> [String]
    {
        let listener = Listener()
        let evaluator = evaluator(listener)
        makefile(Self.variables, evaluator)
        evaluator.set("NL", [Ascii.newline] + Bytes("x"))
        prepare(evaluator)
        if withVariable { evaluator.debugFlags = .hashTables }
        if let limit { evaluator.textLimit = limit }
        let value = evaluator.expand(Bytes(text))
        let left = evaluator.value(Bytes("v"))?.text ?? "undefined"
        return [value.text, left] + listener.messages.map(\.text)
    }

    @Test(arguments: bodies) func withAndWithout(_ body: String, _ isPlain: Bool) {
        for value in ["X", "EMPTY", "DOLLARS", "LINES", "NL", "UNDEFINED", "v", "X:tW", "X:ts,", "X:M*", "X:@w@$w$w@"] {
            let text = "<${\(value):@v@\(body)@}> ${\(value):@v@\(body)@:M*a*} ${v}"
            #expect(outcome(text, withVariable: false) == outcome(text, withVariable: true), "\(text)")
        }
    }

    @Test(arguments: bodies) func whatCanBeDoneWithout(_ body: String, _ isPlain: Bool) {
        let listener = Listener()
        let evaluator = evaluator(listener)
        makefile(Self.variables, evaluator)
        let template = TemplateCompiler.compile(Bytes(body), evaluator.language)
        func isDone(_ name: String) -> Bool {
            LoopPieces(template, for: evaluator.language.names.intern(Bytes(name)), evaluator, nil) != nil
        }
        #expect(!isDone("v"), "outside of an expansion")
        #expect(evaluator.enter())
        #expect(isDone("v") == isPlain)
        for name in ["@", "", "w", "HOME", ".TARGET"] { #expect(!isDone(name), "\(name)") }
        evaluator.debugFlags = .variables
        #expect(!isDone("v"))
        evaluator.debugFlags = []
        evaluator.giveUp(Bytes("over"))
        #expect(!isDone("v"))
        #expect(listener.errors == 1)
    }

    /// Variables that are there already, of all kinds; the value is then what they make of it.
    @Test func knownVariables() {
        let prepared: [(Evaluator) -> Void] = [
            { $0.set("v", Bytes("global")) },
            { $0.set("v", Bytes("front"), in: .commandLine) },
            {
                $0.set("v", Bytes("fixed"))
                $0.makeReadOnly(Bytes("v"))
            },
            {
                $0.set("v", Bytes("out"))
                $0.export(Bytes("v"), .tracked)
            },
            { $0.setEnvironment(Bytes("v"), Bytes("environment")) },
            {
                $0.setEnvironment(Bytes("v"), Bytes("environment"))
                $0.environmentFirst = true
            },
        ]
        for prepare in prepared {
            let text = "${X:@v@<$v>@} $v"
            #expect(outcome(text, withVariable: false, prepare) == outcome(text, withVariable: true, prepare))
        }
    }

    /// The limits of text are met at the same word.
    @Test func limits() {
        for limit in stride(from: 10, to: 400, by: 7) {
            for body in ["-I$v", "$v$v$v", "${Y}", "long long text $v"] {
                let text = "${X:@v@\(body)@} ${X:@v@\(body)@}"
                let both = [false, true].map { outcome(text, withVariable: $0, limit: limit) }
                #expect(both[0] == both[1], "\(limit) \(body)")
            }
        }
    }
}
