import Testing
import Text

@testable import MakeDriver

/// What a look at a recipe finds of absolute paths; the tree is /t and /o/obj.
@Suite struct RecipePathsTests {
    private static let roots = TreeRoots([Bytes("/t"), Bytes("/o/obj"), Bytes("/t/sub")], home: Bytes("/home/me"))
    private static let there: Set<Bytes> = [Bytes("/home/me"), Bytes("/home/me/x"), Bytes("/o")]

    /// The recipe with `<>` before each name that a host has elsewhere.
    private func marked(_ script: String) -> String {
        var paths = RecipePaths(roots: Self.roots) { Self.there.contains($0) }
        paths.take(script: Bytes(script.utf8))
        if let foreign = paths.foreign { return "foreign: \(foreign.text)" }
        guard paths.isCertain else { return "uncertain" }
        var text = Bytes(script.utf8)
        for place in paths.names.reversed() { text.insert(contentsOf: Bytes("<>"), at: place) }
        return text.text
    }

    @Test(arguments: [
        ("cc -c x.c", "cc -c x.c"),
        ("cc -c /t/x.c -o /o/obj/x.o", "cc -c <>/t/x.c -o <>/o/obj/x.o"),
        (
            "cc -I/t/inc -L/o/obj -isystem/t/i -include /t/h.h x.c",
            "cc -I<>/t/inc -L<>/o/obj -isystem<>/t/i -include <>/t/h.h x.c"
        ),
        // What is kept in the object, or is the name of a rule.
        (
            #"cc -DDIR=\"/t/data\" -D X=/t/y -MT /t/x.o -MQ /t/x.o -Wl,-rpath,/t/lib x.c"#,
            #"cc -DDIR=\"/t/data\" -D X=/t/y -MT /t/x.o -MQ /t/x.o -Wl,-rpath,/t/lib x.c"#
        ),
        ("cc -MF /t/x.d x.c", "cc -MF <>/t/x.d x.c"),
        ("cc -ffile-prefix-map=/t=. -c x.c", "uncertain"), ("cc -Wl,-Map,/t/map x.o", "uncertain"),
        ("echo /t/x && printf '%s' /t", "echo /t/x && printf '%s' /t"),
        ("echo /t >/t/x 2>>/t/y", "echo /t ><>/t/x 2>><>/t/y"),
        ("cp '/t/a b' \"/t/c\" /t", "cp '<>/t/a b' \"<>/t/c\" <>/t"),
        (
            "cd /t/sub && ./tool --out=/o/obj/x of=/t/y @/t/args",
            "cd <>/t/sub && ./tool --out=<>/o/obj/x of=<>/t/y @<>/t/args"
        ),
        ("if [ -f /t/x ]; then rm /t/x; fi", "if [ -f <>/t/x ]; then rm <>/t/x; fi"),
        ("V=/t/x W=/usr/bin:/t/bin tool", "V=<>/t/x W=/usr/bin:<>/t/bin tool"),
        ("{ cat /t/x \n} || exit $?\n", "{ cat <>/t/x \n} || exit $?\n"),
        // Names that only begin so, or that are part of others.
        ("cat /tmp/x /t2 /t-old /t.c ./t/x a/t/x http://t/x", "cat /tmp/x /t2 /t-old /t.c ./t/x a/t/x http://t/x"),
        ("sed 's|@x@|/t/x|' /t/in", "uncertain"), ("sh -c 'cd x; cat /t/x'", "uncertain"),
        ("cp a $D/t/x ${E}/t/x", "uncertain"),
        ("cp //t/x a//t/x", "cp <>//t/x a//t/x"),
        ("for f in `ls /t`; do :; done", "uncertain"), ("x=$(cat /t/x)", "uncertain"), ("cat ${X:-/t/x}", "uncertain"),
        ("cat <<E\n/t/x\nE\n", "uncertain"), ("ls /t*", "ls /t*"), ("cat /t/*.c", "cat <>/t/*.c"),
        // What it says behind `#` is not run.
        ("cat x # of /t/x", "cat x # of /t/x"),
        ("cat /t/../t/x", "cat <>/t/../t/x"), ("cat /t/../usr/x", "cat /t/../usr/x"),
        ("cat /usr/include/x.h /dev/null /tmp/x", "cat /usr/include/x.h /dev/null /tmp/x"),
        ("cat /home/me/x", "foreign: /home/me/x"), ("cp x /home/me/new", "foreign: /home/me/new"),
        ("cc -I/home/me/x -c x.c", "foreign: /home/me/x"), ("sed '/none/d' x", "sed '/none/d' x"),
        ("cat /t/../home/me/x", "foreign: /home/me/x"), ("echo /home/me/x", "echo /home/me/x"),
        ("", ""), ("'", "'"), ("$(", "$("), ("cat \"/t/x", "cat \"<>/t/x"), ("a\\", "a\\"), (">", ">"),
    ])
    func names(_ script: String, _ expected: String) { #expect(marked(script) == expected) }

    @Test func compilers() {
        var paths = RecipePaths(roots: Self.roots) { _ in false }
        let script = "cc -c x.c; ccache gcc-12 -c y.c && ld x.o y.o"
        paths.take(script: Bytes(script.utf8))
        #expect(paths.compilers.map { $0.program.text } == ["cc", "gcc-12"])
        let ends = paths.compilers.map { Bytes(Bytes(script.utf8)[..<$0.end]).text }
        #expect(ends == ["cc", "cc -c x.c; ccache gcc-12"])
    }

    @Test func roots() {
        func roots(_ candidates: [String]) -> [String] {
            TreeRoots(candidates.map { Bytes($0.utf8) }, home: Bytes("/home/me")).directories.map(\.text)
        }
        #expect(roots(["/src/a/b", "/src/a", "/obj"]) == ["/obj", "/src/a"])
        #expect(roots(["/usr/src/x", "/tmp/x", "/home/me"]) == ["/tmp/x", "/home/me", "/usr/src/x"])
        #expect(roots(["/", "/usr", "/tmp", "/home", "", "/a/.."]) == [])
    }
}
