internal import TestSupport
package import Text

/// A makefile and sources that follow from a seed: headers that are made, objects, some of them slow or large, compilations,
/// libraries and a program, most of it in `.DIST`.
///
/// Each recipe tells of its start by a line in the file `$EV`, which is no part of the tree. On a host whose clock is an hour
/// off (it has a file `hour-off` in its `$HOME`), what it makes has such a time.
package struct Project {
    /// Contents by their paths in the tree.
    package private(set) var files: [String: Bytes] = [:]
    /// How many recipes there are.
    package private(set) var recipes = 0
    private var rules = ""
    private var distributed: [String] = []

    /// - Parameters:
    ///   - objects: about half of the targets.
    ///   - pause: milliseconds that a slow recipe takes; every second object is slow.
    package init(seed: UInt64, objects count: Int = 12, pause: ClosedRange<Int> = 100...300, hasCompiler: Bool) {
        var random = Randomness(seed: seed)
        let headers = (1...5).map { "include/h\($0).h" }
        for header in headers { add(header, text(&random, lines: 5...40, of: header)) }
        let generated = (1...random.number(2...4)).map { "gen/g\($0).h" }
        for name in generated {
            let source = name.replacing("gen/", with: "include/").replacing(".h", with: ".in")
            // The first one is included by compilations.
            let isC = name == "gen/g1.h"
            add(source, isC ? Bytes("/* line */\n#define LINE 1\n".utf8) : text(&random, lines: 3...30, of: source))
            rule(name, [source] + (isC ? [] : random.some(headers, 0...2)), "sed 's/line/made/' ${.ALLSRC} >$@")
        }
        var objects: [String] = []
        for index in 1...count {
            let source = "src/s\(index).c"
            add(source, text(&random, lines: 10...400, of: source))
            let name = "out/o\(index).o"
            let slow = index % 2 == 0 ? "sleep 0.\(milliseconds(random.number(pause)))" : ":"
            rule(
                name, [source] + random.some(headers, 1...3) + random.some(generated, 0...2),
                "\(slow); echo made $@; { echo $@; cat ${.ALLSRC}; } | tr a-z n-za-m >$@")
            objects.append(name)
        }
        rule("out/large.o", [headers[0]], "awk 'BEGIN { for (i = 0; i < 300000; i++) print i * 7919 % 104729 }' >$@")
        let many = (1...20).map { "data/d\($0)" }
        for name in many { add(name, text(&random, lines: 100...300, of: name)) }
        rule("out/many.o", many, "cat ${.ALLSRC} >$@")
        rules += "out/two.o: .DIST.OUTPUTS=out/two.map\n"
        rule("out/two.o", [headers[1], generated[0]], "cat ${.ALLSRC} >$@; wc -l <$@ >out/two.map")
        objects += ["out/large.o", "out/many.o", "out/two.o"]
        if hasCompiler {
            for index in 1...2 {
                add(
                    "src/c\(index).c",
                    Bytes("#include \"../gen/g1.h\"\nint f\(index)(void) { return \(index); }\n".utf8))
                rule("out/c\(index).o", ["src/c\(index).c", "gen/g1.h"], "cc -O1 -c -o $@ src/c\(index).c")
                objects.append("out/c\(index).o")
            }
        }
        var libraries: [String] = []
        for index in 1...3 {
            let name = "lib/l\(index).a"
            rule(name, random.some(objects, 3...6), "cat ${.ALLSRC} >$@")
            libraries.append(name)
        }
        rule("prog", libraries + objects, "{ echo '#!/bin/sh'; cat ${.ALLSRC} | cksum; } >$@; chmod +x $@")
        rule("report", ["prog"], "wc -c prog >$@", isDistributed: false)
        let makefile =
            "# Seed \(seed).\nall: prog report\n\(rules).DIST: \(distributed.joined(separator: " "))\n.DIST.QUICK=no\n"
        files["Makefile"] = Bytes(makefile.utf8)
        for directory in ["gen", "out", "lib"] { files[directory + "/keep"] = [] }
    }

    private mutating func add(_ name: String, _ content: Bytes) { files[name] = content }

    private mutating func rule(_ name: String, _ sources: [String], _ command: String, isDistributed: Bool = true) {
        rules += """
            \(name): \(sources.joined(separator: " "))
            	@echo $@ >>${EV}; \(command)
            	@if test -e "$${HOME:-/}/hour-off"; then touch -d '+1 hour' $@; fi

            """
        recipes += 1
        if isDistributed { distributed.append(name) }
    }

    private func text(_ random: inout Randomness, lines: ClosedRange<Int>, of name: String) -> Bytes {
        var text = "first line of \(name)\n"
        for _ in 0..<random.number(lines) { text += "line \(random.next() % 100_000)\n" }
        return Bytes(text.utf8)
    }

    /// Behind the point.
    private func milliseconds(_ number: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(3 - text.count, 0)) + text
    }
}
