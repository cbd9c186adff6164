import Testing
import Text

@testable import BulkBuild

@Suite struct StateTests {
    @Test func failuresGoUp() throws {
        let scan = try Scan(
            """
            top-1.0 x/top mid>=1:../../x/mid other>=1:../../x/other
            mid-1.0 x/mid bad>=1:../../x/bad skip>=1:../../x/skip
            other-1.0 x/other skip>=1:../../x/skip
            bad-1.0 x/bad !fail
            skip-1.0 x/skip !skip
            good-1.0 x/good
            """)
        let names = ["top-1.0", "mid-1.0", "other-1.0", "bad-1.0", "skip-1.0", "good-1.0"]
        #expect(
            names.map(scan.state) == [.indirectFailed, .indirectFailed, .indirectSkipped, .failed, .skipped, .open])
        let top = try #require(scan.number("top-1.0"))
        #expect(chainText(scan.states.chain(top), scan.resolution) == "top-1.0 -> mid-1.0 -> bad-1.0")
        #expect(
            whyText(top, scan.resolution, scan.states) == """
                top-1.0 cannot be built
                    top-1.0 -> mid-1.0 -> bad-1.0
                    bad-1.0 is known to fail (PKG_FAIL_REASON)
                    skip-1.0 is to be skipped (PKG_SKIP_REASON)

                """)
        #expect(
            summary(scan.resolution, scan.states)
                == "6 packages with 5 dependencies: 1 can be built, 1 skipped, 1 failed, 1 indirect-skipped, 2 indirect-failed"
        )
    }

    @Test func chainsMayBeLong() throws {
        let count = 100_000
        var lines = ["p0-1 x/p !fail"]
        for number in 1..<count { lines.append("p\(number)-1 x/p p\(number - 1)>=1:../../x/p") }
        let scan = try Scan(lines.joined(separator: "\n"))
        #expect(scan.resolution.cycles.isEmpty && scan.resolution.missing.isEmpty)
        let last = try #require(scan.number("p\(count - 1)-1"))
        #expect(scan.states.chain(last).count == count)
        #expect(scan.states.states.allSatisfy { $0 == .indirectFailed || $0 == .failed })
    }

    /// Diamonds upon diamonds: as many ways as two to the power of their number.
    @Test func stackedDiamondsAreLookedAtOnce() throws {
        var lines = ["d0-1 x/d !fail"]
        for number in 1...300 {
            for side in ["l", "r"] { lines.append("\(side)\(number)-1 x/d d\(number - 1)>=1:../../x/d") }
            lines.append("d\(number)-1 x/d l\(number)>=1:../../x/d r\(number)>=1:../../x/d")
        }
        let scan = try Scan(lines.joined(separator: "\n"))
        let last = try #require(scan.number("d300-1"))
        #expect(scan.states.causes(last, scan.resolution) == [0])
        #expect(scan.states.chain(last).count == 601)
    }

    @Test(arguments: [
        (GraphForm.edges, "lib-1.0 app-1.0\nalone-1.0\n"), (.deps, "DEPENDS lib-1.0 app-1.0\nalone-1.0\n"),
        (
            .json,
            """
            {"format": "distbulk graph", "version": 1,
            "nodes": [
            {"id": 0, "name": "app-1.0", "path": "x/app", "state": "indirect-skipped", "because": 1},
            {"id": 1, "name": "lib-1.0", "path": "x/lib", "state": "skipped"},
            {"id": 2, "name": "alone-1.0", "path": "x/alone", "state": "open"}
            ],
            "edges": [
            {"from": 0, "to": 1}
            ]}

            """
        ),
        (
            .dot,
            """
            digraph packages {
            \trankdir=LR;
            \tnode [shape=box, style=filled, fillcolor=white];
            \tn0 [label="app-1.0", fillcolor=lightgrey];
            \tn1 [label="lib-1.0", fillcolor=lightgrey];
            \tn2 [label="alone-1.0"];
            \tn0 -> n1;
            }

            """
        ),
    ])
    func graphs(_ form: GraphForm, _ expected: String) throws {
        let scan = try Scan("app-1.0 x/app lib>=1:../../x/lib\nlib-1.0 x/lib !skip\nalone-1.0 x/alone")
        #expect(graphText(scan.resolution, scan.states, form).text == expected)
    }
}
