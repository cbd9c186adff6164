import BuildGraph
import MakeLanguage
import Testing
import Text

/// The body of a loop is read once for all plain items. With any debug flag it is read anew for each, as text: both ways
/// must come to the same.
@Suite struct LoopTests {
    private static let plain = "a b-1 c.d e/f g+h i%j *x? ~k @l,m _n^ 5"
    private static let odd = "w:x y=z q(r) x\\\\y \"a b\" d$$e [a] a;b <v> !n a&b ${UNDEFINED:Uzz}"

    /// What can stand in a body. A letter of its own collects the results.
    private static let bodies = [
        "R+= ${i} $i $(i) ${i:tu} ${i:S/a/A/} ${i:M*-*} ${i:T:H}",
        "V.${i}= late ${i} ${OTHER} $${i}\nR+= ${V.${i}} <${V.${i}:Mb*}>",
        "R:= ${R} now ${i} ${UNDEFINED_${i}} ${UNDEFINED:S/x/${i}/} ${@:M${i}} $@",
        "R+= ${LIST:S/${i}/<&>/} ${LIST:N${i}} ${LIST:@w@${w}${i}@} ${LIST:C/^${i}$/X/} ${LIST:S/\\${i}/q/}",
        ".if ${i} == a || ${i:M*-*} || \"${i}\" == c.d\nR+= yes-${i}\n.elif !empty(i:M5) || empty(LIST:M${i})\nR+= five\n.else\nR+= no\n.endif",
        ".if defined(V.${i}) && ${i} > 4\nR+= more\n.endif\n.if ${UNDEFINED}${i} == \\${i}\n.endif",
        "Q.${i}?= first ${i}\nQ?= ${i}\nR+= ${Q.${i}} ${Q}\n.undef Q",
        "t-${i}: s-${i} ; echo ${i} $@\n\techo more ${i} $$i ${i:Q}",
        "t-${i}: W= of ${i} ${LIST}\nt-${i}: s2-${i} ${@:R${i}}",
        ".for j in 1 ${i} ${i}x:y\nR+= ${i}/${j}/${i:S,/,_,}\n.if ${i} == ${j}\nR+= same\n.endif\n.endfor",
        ".for ${i} in 1 2\nR+= ${${i}} ${i}\n.endfor",
        ".for j k in ${i} ${i}\n.for l in ${j} p=${k}\nR+= ${i}${j}${k}${l}\n.endfor\n.endfor",
        ".info of ${i}\n.if ${i\n.endif\n.if ${UNDEFINED} == ${i}\n.endif\nX:= ${i:Zbad}${LIST:Z${i}}${LIST:S/${i}}",
        ".include \"${i}.mk\"\n.sinclude <none-${i}>\nR+= ${INCLUDED}",
        "R+= x # comment ${i}\nR+= ${i} \\\n  ${i}\\\\\n${i}\n${i:tu}+= y\nR+= ${A} ${B-1}",
        "R!= echo ${i}\n.export R V.${i}\n.unexport ${i}\nexport E${i}=1",
        "R+= ${${i} == a:?yes:no} ${i:?then:else} ${${i}:U${i}} ${:U\\${i}} ${LIST:ts${i}}",
        ".if ${i} == b-1\n.break\n.endif\nR+= ${i}",
    ]

    private struct Outcome: Equatable {
        var values: [String] = []
        var messages: [String] = []
        var recipes: [String] = []
    }

    private func read(_ text: String, anew: Bool) -> Outcome {
        let listener = Listener()
        let world = ImaginaryWorld()
        world.files = [
            Bytes("a.mk"): Bytes("INCLUDED= in a ${i}\n.for i in p q\nINCLUDED+= <${i}>\n.endfor\n"),
            Bytes("b-1.mk"): Bytes(".for z in a 1 x:y\nINCLUDED+= ${z} ${i}\n.endfor\n"),
        ]
        let evaluator = Evaluator(language: Language(), world: world, diagnostics: listener)
        let graph = Graph(evaluator: evaluator)
        let rules = RuleParser(graph: graph)
        evaluator.rules = rules
        if anew { evaluator.debugFlags = .hashTables }
        let reader = Reader(evaluator: evaluator, rules: rules)
        reader.read(Bytes(text), path: Bytes("Makefile"))
        rules.closeRule()
        var outcome = Outcome()
        for (name, value) in evaluator.variables(of: .global) {
            outcome.values.append(name.text + "=" + value.text + "=" + (evaluator.value(name) ?? []).text)
        }
        outcome.messages = listener.messages.map(\.text)
        for node in graph.nodes {
            outcome.recipes.append(node.name.text)
            for line in node.commands { outcome.recipes.append(line.command.source.text) }
        }
        return outcome
    }

    @Test(arguments: bodies) func readOnceAsReadAnew(_ body: String) {
        for items in [Self.plain, Self.odd, Self.odd + " " + Self.plain, Self.plain + " " + Self.odd] {
            let text = "LIST= a b-1 c.d x 5\nR=\nOTHER= other\n.for i in \(items)\n\(body)\n.endfor\n"
            #expect(read(text, anew: false) == read(text, anew: true), "\(items)")
        }
    }

    @Test func severalBodiesAtOnce() {
        for first in Self.bodies {
            for second in Self.bodies {
                let text =
                    "LIST= a b-1 c.d x 5\nR=\n.for i in b-1 a p:q\n\(first)\n.for j in a ${i} 5\n\(second)\n.endfor\n.endfor\n"
                #expect(read(text, anew: false) == read(text, anew: true), "\(first)\n\(second)")
            }
        }
    }
}
