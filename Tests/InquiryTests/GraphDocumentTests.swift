import BuildGraph
import Foundation
import Testing
import Text

@testable import Inquiry

@Suite struct GraphDocumentTests {
    private func document(_ makefile: String, _ files: [String: Double], _ goals: [String]) -> GraphDocument {
        let makefile = Makefile(makefile, files: files)
        let survey = makefile.survey(goals)
        let ids = goals.map { makefile.graph.node(Bytes($0)) }
        return GraphDocument(makefile.graph, survey, goals: ids, directory: Bytes("/d"))
    }

    private let makefile = """
        .SUFFIXES: .c .o
        .PATH: src
        all: x.o .WAIT lib .PHONY
        .c.o:
        	cc
        lib:: x.o
        	ar
        lib:: none
        	ranlib
        .ORDER: x.o lib

        """

    @Test func json() throws {
        let text = document(makefile, ["src/x.c": 2.5, "x.o": 1], ["all"]).json
        #expect(
            text.text == """
                {"format": "distmake graph", "version": 1, "directory": "/d", "goals": ["all"],
                "nodes": [
                {"id": 1, "name": "all", "kind": "phony", "attributes": [".PHONY"], "state": "cannot be made", \
                "reason": "source fails", "rules": ["Makefile:3"]},
                {"id": 2, "name": "x.o", "kind": "file", "modified": "@1Z", "state": "out of date", \
                "reason": "source newer", "recipe": "Makefile:5", "suffix rule": ".c.o"},
                {"id": 3, "kind": "wait"},
                {"id": 4, "name": "lib", "kind": "file", "state": "out of date", "reason": "missing", \
                "recipe": "Makefile:7", "rules": ["Makefile:6"]},
                {"id": 5, "name": "x.c", "kind": "file", "path": "src/x.c", "modified": "@2.500000000Z", \
                "state": "up to date"},
                {"id": 6, "name": "lib", "kind": "file", "state": "cannot be made", "reason": "source fails", \
                "recipe": "Makefile:9", "rules": ["Makefile:8"]},
                {"id": 7, "name": "none", "kind": "file", "state": "cannot be made", "reason": "no rule"}
                ],
                "edges": [
                {"from": 1, "to": 2, "kind": "source"},
                {"from": 3, "to": 2, "kind": "wait"},
                {"from": 1, "to": 4, "kind": "source"},
                {"from": 4, "to": 3, "kind": "wait"},
                {"from": 2, "to": 5, "kind": "implied source"},
                {"from": 4, "to": 2, "kind": "source"},
                {"from": 4, "to": 6, "kind": "rule"},
                {"from": 6, "to": 7, "kind": "source"},
                {"from": 4, "to": 2, "kind": "order"}
                ]}

                """)
        _ = try JSONSerialization.jsonObject(with: Data(text))
    }

    @Test func dot() {
        #expect(
            document(makefile, ["src/x.c": 2.5, "x.o": 1], ["all"]).dot.text == """
                digraph "all" {
                	rankdir=LR;
                	node [shape=box, style=filled, fillcolor=white];
                	n1 [label="all", shape=ellipse, fillcolor=red, tooltip="source fails"];
                	n2 [label="x.o", fillcolor=orange, tooltip="source newer"];
                	n3 [label=".WAIT", shape=plaintext];
                	n4 [label="lib", fillcolor=orange, tooltip="missing"];
                	n5 [label="x.c"];
                	n6 [label="lib", fillcolor=red, tooltip="source fails"];
                	n7 [label="none", fillcolor=red, tooltip="no rule"];
                	n1 -> n2;
                	n3 -> n2 [style=dotted];
                	n1 -> n4;
                	n4 -> n3 [style=dotted];
                	n2 -> n5 [style=bold];
                	n4 -> n2;
                	n4 -> n6 [label="::"];
                	n6 -> n7;
                	n4 -> n2 [style=dotted, label=".ORDER"];
                }

                """)
    }

    /// Two goals, several barriers, and what is reached on two ways.
    @Test func barriersGrowWithTheNumberOfSources() {
        let found = document("a: .WAIT x y .WAIT .WAIT z .WAIT x\nb: x\nx y z:\n\techo\n", [:], ["a", "b"])
        let names = found.entries.map { $0.id.map { found.graph[$0].name.text } ?? "|" }
        #expect(names == ["a", "b", "x", "y", "|", "z", "|"])
        #expect(
            found.edges.map { "\(names[$0.from - 1])\($0.from) \(names[$0.to - 1])\($0.to) \($0.kind.text.text)" } == [
                "a1 x3 source", "a1 y4 source", "|5 x3 wait", "|5 y4 wait", "a1 z6 source", "z6 |5 wait",
                "|7 z6 wait", "|7 |5 wait", "a1 x3 source", "x3 |7 wait", "b2 x3 source",
            ])
    }

    @Test func anyName() throws {
        let found = document("a\"b\\c:\n\techo\n", [:], ["a\"b\\c", "\u{1}\nü"])
        _ = try JSONSerialization.jsonObject(with: Data(found.json))
        #expect(found.dot.text.contains(#"label="a\"b\\c""#))
        #expect(found.json.text.contains(#""\u0001\nü""#))
    }
}
