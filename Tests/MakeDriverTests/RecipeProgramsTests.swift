import Testing
import Text

@testable import MakeDriver

@Suite struct RecipeProgramsTests {
    /// The lines of a recipe, its target, the kind that it is of, and its compilers.
    static let recipes: [([String], String, String, [String])] = [
        (["cc -O2 -c a.c"], "a.o", "cc .o", ["cc"]),
        (["@echo compiling; ccache /usr/bin/gcc-12 -c a.c -o $@"], "sub.d/a.o", "gcc-12 .o", ["/usr/bin/gcc-12"]),
        (["mkdir -p out", "rm -f $@", "yacc -d a.y", "mv y.tab.c $@"], "a.c", "yacc .c", []),
        (["echo x >$@"], "x", "echo ", []),
        (["test -d out || mkdir out"], "out", "test ", []),
        (["cc -c a.c", "c++ -c b.cc && cc -c d.c"], "all.a", "cc .a", ["cc", "c++"]),
        (["env A=b nice -n 5 clang -c x.c"], ".hidden", "clang ", ["clang"]),
        (["if [ -f x ]; then sed s/a/b/ x >$@; fi"], "y.txt", "sed .txt", []),
        ([], "z", " ", []),
    ]

    @Test(arguments: recipes)
    func kinds(_ lines: [String], _ target: String, _ kind: String, _ compilers: [String]) {
        let programs = RecipePrograms(lines.compactMap { RecipeCommand(Bytes($0.utf8)) })
        let found = programs.kind(of: Bytes(target.utf8))
        #expect("\(found.program.text) \(found.suffix.text)" == kind)
        #expect(programs.compilers.map(\.text) == compilers)
    }
}
