import Testing
import Text

@testable import BuildGraph
@testable import MakeDriver

/// Who waits for whom in a target group (make-language.md S9-06).
@Suite struct TargetGroupsTests {
    private let one = NodeID(raw: 1)
    private let two = NodeID(raw: 2)
    private let three = NodeID(raw: 3)
    private let script = Bytes("yacc\n")

    @Test func othersWaitUntilItIsDone() {
        var groups = TargetGroups()
        let held = [one, two, three].map { groups.holds($0, of: 1, script: script) }
        #expect(held == [false, true, true])
        let none = groups.leave(two, of: 1, madeFile: true)
        #expect(none.isEmpty)
        let freed = groups.leave(one, of: 1, madeFile: true)
        #expect(freed == [two, three])
        let again = [two, three].map { groups.holds($0, of: 1, script: script) }
        #expect(again == [false, true])
    }

    @Test func anotherTextIsAnotherRecipe() {
        var groups = TargetGroups()
        _ = groups.holds(one, of: 1, script: script)
        let held = groups.holds(two, of: 1, script: Bytes("lex\n"))
        #expect(!held)
    }

    @Test func targetsThatAreNoFilesDoNotWait() {
        var groups = TargetGroups()
        _ = groups.holds(one, of: 1, script: script)
        _ = groups.leave(one, of: 1, madeFile: false)
        let held = [two, three].map { groups.holds($0, of: 1, script: script) }
        #expect(held == [false, false])
    }

    @Test(arguments: ["cp x $@", "cp x ${@}", "x ${.TARGET:T}", "x $(.PREFIX)", "x $*", "x ${.MEMBER}"])
    func mentions(_ line: String) {
        #expect(mentionsTarget(Bytes(line)))
    }

    @Test(arguments: ["yacc $>", "x ${.ALLSRC}", "x $$@", "x $", "x ${A}", "x TARGET"]) func mentionsNone(
        _ line: String
    ) {
        #expect(!mentionsTarget(Bytes(line)))
    }
}
