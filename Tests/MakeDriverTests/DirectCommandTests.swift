import MakeLanguage
import Testing
import Text

@testable import MakeDriver

/// What runs without a shell, and what must not.
@Suite struct DirectCommandTests {
    private func direct(_ text: String) -> DirectCommand? {
        RecipeCommand(Bytes(text)).flatMap { DirectCommand($0.text) }
    }

    @Test func programs() {
        #expect(direct("cc -c -DA=1 x.c") == .runs([Bytes("cc"), Bytes("-c"), Bytes("-DA=1"), Bytes("x.c")]))
        #expect(direct("./tool 'a b' \"c d\"e ''") == .runs([Bytes("./tool"), Bytes("a b"), Bytes("c de"), []]))
    }

    @Test func whatOnlyPrints() {
        #expect(direct(":") == .prints([]))
        #expect(direct("true x") == .prints([]))
        #expect(direct("echo") == .prints(Bytes("\n")))
        #expect(direct("echo a  'b  c'") == .prints(Bytes("a b  c\n")))
    }

    @Test(arguments: [
        "a > b", "a | b", "a; b", "a && b", "A=1 b", "cd x", "exit 1", "a $b", "a `b`", "a \"$b\"", "a *.c", "a ~/x",
        "(a)", "{ a; }", "! a", "a # b", "echo -n x", "echo a\\nb", "'a' b", "if x", "a 'b", "[ -e x ]", "test x",
        ". x",
        "a\nb",
    ]) func whatNeedsAShell(_ text: String) {
        #expect(direct(text) == nil)
    }

    @Test func aRecipeHasOneProgramAtItsEnd() throws {
        func recipe(_ lines: String...) throws -> DirectRecipe? {
            var recipe = DirectRecipe()
            for line in lines {
                let command = try #require(RecipeCommand(Bytes(line)))
                let isDirect = recipe.add(command, shows: !command.isSilent)
                if !isDirect { return nil }
            }
            return recipe
        }
        let good = try recipe("@echo begin", "cc x.c")
        #expect(good?.text == Bytes("begin\ncc x.c\n"))
        #expect(good?.program == [Bytes("cc"), Bytes("x.c")])
        #expect(try recipe("cc x.c", "@echo end") == nil)
        #expect(try recipe("cc x.c", "cc y.c") == nil)
    }
}
