import Testing
import Text

@testable import InputDiscovery

@Suite struct IncludeTests {
    private func words(_ line: String) -> [Bytes] { line.split(separator: " ").map { Bytes(String($0)) } }

    @Test(
        arguments: [
            ("#include \"a.h\"\n#include <b.h>\n", ["\"a.h", "<b.h"], false),
            ("  #  include\t\"x/../a.h\" /* why */\n#import <c.h>", ["\"x/../a.h", "<c.h"], false),
            // More than is read: comments and conditions are not heeded.
            ("#if 0\n#include \"a.h\"\n#endif\n/*\n#include \"b.h\"\n*/\n", ["\"a.h", "\"b.h"], false),
            ("#if __has_include(\"opt.h\")\n#elif defined(X) && __has_include( <o.h> )\n", ["\"opt.h", "<o.h"], false),
            (
                "#embed \"data.bin\"\n.incbin \"x.bin\"\n\t.include \"y.S\"\n", ["\"data.bin", "\"x.bin", "\"y.S"],
                false
            ),
            ("#include HEADER\n", [], true), ("#include_next <a.h>\n", [], true), ("#include\n", [], true),
            ("#include \"\"\n", [], true), ("#include \"a.h\n", [], true),
            ("#if __has_include(NAME)\n", [], true), ("#if __has_include(\n", [], true),
            ("#if __has_include(\"a\") && __has_include(\"b\")\n", ["\"a"], true),
            ("#if __has_attribute(x)\n#define include \"a.h\"\nint x; // #include \"b.h\"\n.data\n#\n.\n", [], false),
            ("", [], false), ("#include \"a.h\"\n#include \"a.h\"", ["\"a.h"], false),
        ] as [(String, [String], Bool)])
    func lines(_ text: String, _ names: [String], _ isUndecided: Bool) {
        let lines = IncludeLines(Bytes(text))
        #expect(lines.includes.map { ($0.isQuoted ? "\"" : "<") + $0.name.text } == names)
        #expect(lines.isUndecided == isUndecided)
    }

    @Test func search() {
        let search = IncludeSearch(
            compilation: words("cc -Ia -I b -isystem s -iquoteq -iquote r -idirafter z -include pre.h -o -Ix -c a.c"))
        #expect(search.common == words("a b s z"))
        #expect(search.quoted == words("q r"))
        #expect(search.forced == words("pre.h"))
        #expect(!search.isUndecided)
        for odd in ["@options", "-I-", "-isysroot x", "--sysroot=/x", "-include-pch x", "-Wp,-Ia", "-Xclang -Ia"] {
            #expect(IncludeSearch(compilation: words("cc \(odd) -c a.c")).isUndecided, "\(odd)")
        }
    }

    /// Files in memory; `sub` is not ours to send.
    private func closure(_ files: [String: String], _ command: String, sources: [String]) -> IncludeClosure {
        IncludeClosure(
            sources: sources.map { Bytes($0) }, search: IncludeSearch(compilation: words(command)),
            directory: Bytes("/d"),
            resolve: { path, directory in
                guard path.first != Ascii.slash else { return path }
                var parts = directory.split(separator: Ascii.slash)
                for part in path.split(separator: Ascii.slash) {
                    if part.elementsEqual(Bytes("..")) { _ = parts.popLast() } else { parts.append(part) }
                }
                return parts.reduce(into: []) { $0 += [Ascii.slash] + $1 }
            },
            lines: { files[$0.text].map { IncludeLines(Bytes($0)) } })
    }

    @Test func followed() {
        let files = [
            "/d/a.c": "#include \"a.h\"\n#include <lib.h>\n#include <stdio.h>\n", "/d/a.h": "#include \"in/b.h\"\n",
            "/d/in/b.h": "#include \"c.h\"\n#include \"../a.h\"\n", "/d/in/c.h": "", "/d/c.h": "", "/inc/lib.h": "",
            "/d/pre.h": "",
        ]
        let found = closure(files, "cc -I../inc -include pre.h -c a.c", sources: ["/d/a.c"])
        #expect(
            found.files.map(\.text).sorted()
                == ["/d/a.c", "/d/a.h", "/d/in/b.h", "/d/in/c.h", "/d/pre.h", "/inc/lib.h"])
        #expect(!found.isUndecided)
    }

    @Test func undecided() {
        let files = ["/d/a.c": "#include \"a.h\"\n", "/d/a.h": "#include NAME\n"]
        let found = closure(files, "cc -c a.c", sources: ["/d/a.c"])
        #expect(found.files.count == 2)
        #expect(found.isUndecided)
        // The order of the search decides which of two is meant.
        let two = [
            "/d/a.c": "#include <x.h>\n#include \"y.h\"\n", "/p/x.h": "", "/q/x.h": "", "/q/y.h": "", "/d/y.h": "",
        ]
        let first = closure(two, "cc -I/p -iquote /q -I/q -c a.c", sources: ["/d/a.c"])
        #expect(first.files.map(\.text).sorted() == ["/d/a.c", "/d/y.h", "/p/x.h"])
    }
}
