import Testing
import Text

@testable import InputDiscovery

@Suite struct DependencyTextTests {
    @Test(
        arguments: [
            ("a.o: a.c a.h\n", ["a.c", "a.h"]),
            ("a.o: a.c \\\n  inc/a.h \\\n inc/b.h\n", ["a.c", "inc/a.h", "inc/b.h"]),
            ("a.o: a.c \\\r\n a.h\r\n", ["a.c", "a.h"]),
            ("a.o a.d : a.c\n", ["a.c"]),
            ("a.o: a.c\\\n", ["a.c"]),
            // Several sources, and what -MP adds.
            ("a.o: a.c x.h\nb.o: b.c x.h\n\nx.h:\n", ["a.c", "x.h", "b.c"]),
            // Names with odd characters, as compilers write them.
            (
                ##"a.o: a\ b.c c\#d.h e$$f.h g\:h.h C:/i.h k\l.h"##,
                ["a b.c", "c#d.h", "e$f.h", "g:h.h", "C:/i.h", #"k\l.h"#]
            ),
            ("# a comment: a.c\na.o: b.c # another\n", ["b.c"]),
            ("no rule at all\n", []), ("", []), (":", []), ("a:", []), ("\\", []), ("a.o: \\", ["\\"]),
        ] as [(String, [String])])
    func sources(_ text: String, _ expected: [String]) {
        #expect(DependencyText.sources(Bytes(text)).map(\.text) == expected)
    }

    /// No text makes it trap or loop.
    @Test func anyBytes() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Bytes("a:\\ \n\r\t#$.")
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 0...24, using: &generator)).map { _ in alphabet.randomElement()! }
            #expect(DependencyText.sources(text).allSatisfy { !$0.contains(Ascii.newline) })
        }
    }
}
