internal import TestSupport
internal import Text

/// A makefile by chance: a graph of targets, recipes that read more than they declare, that fail, that make no file. Everything
/// that a build of it makes depends on nothing but its sources.
struct RandomMakefile {
    private(set) var files: [String: Bytes] = [:]

    init(_ random: inout Randomness, hasCompiler: Bool) {
        let sources = (0..<random.number(3...8)).map { "s\($0)" }
        for name in sources { files[name] = Bytes("source \(name) \(random.next() % 1000)\n".utf8) }
        // Nothing declares these.
        let hidden = (0..<3).map { "hidden/h\($0)" }
        for name in hidden { files[name] = Bytes("hidden \(name) \(random.next() % 1000)\n".utf8) }
        for index in 0..<3 {
            files["inc/i\(index).h"] = Bytes("#define I\(index) \(random.number(1...99))\n".utf8)
        }
        var text = ""
        var targets: [String] = []
        for index in 0..<random.number(6...24) {
            let name = "t\(index)"
            var needs = random.some(sources, 0...3) + random.some(Array(targets.suffix(8)), 0...3)
            var commands: [String] = []
            switch random.number(0...15) {
            case 0...4: commands = ["cat /dev/null ${.ALLSRC} >$@", "echo \(name) >>$@"]
            case 5, 6: commands = ["cat ${.ALLSRC} \(random.pick(hidden)) >$@"]
            case 7,
                8 where hasCompiler:
                let source = "c\(index).c"
                let header = random.number(0...2)
                files[source] = Bytes("#include \"inc/i\(header).h\"\nint x\(index) = I\(header);\n".utf8)
                needs.append(source)
                commands = ["cc -c -o $@ \(source)"]
            case 9: commands = ["echo half >$@", random.pick(["exit 3", "false", "kill -9 $$$$"])]
            case 10: commands = ["-exit 4", "-cat nothing", "cat /dev/null ${.ALLSRC} >$@"]
            case 11:
                text += "\(name): .DIST.OUTPUTS=\(name).also\n"
                commands = ["cat /dev/null ${.ALLSRC} >$@", "wc -c <$@ >\(name).also"]
            case 12: commands = ["ln -sf s0 $@"]
            case 13: commands = ["@echo nothing is made"]
            case 14: commands = ["rm -f $@; for i in 1 2 3; do cat /dev/null ${.ALLSRC} >>$@; done; chmod +x $@"]
            default:
                commands = [
                    "awk 'BEGIN { for (i = 0; i < 30000; i++) print i * \(index + 1) % 7919 }' >$@",
                    "cat /dev/null ${.ALLSRC} >>$@",
                ]
            }
            let operation = random.once(in: 12) ? "!" : ":"
            text += "\(name)\(operation) \(Array(Set(needs)).sorted().joined(separator: " "))\n"
            text += commands.map { "\t\($0)\n" }.joined()
            // Some targets are older than their sources, or as new.
            if random.once(in: 8) { files[name] = Bytes("old \(name)\n".utf8) }
            targets.append(name)
        }
        let distributed = targets.filter { _ in !random.once(in: 6) }
        let wanted = random.some(targets, 1...4)
        text =
            "all: \(wanted.joined(separator: " ")) \(targets[targets.count - 1])\n\(text).DIST: \(distributed.joined(separator: " "))\n"
        for (variable, value) in [(".DIST.QUICK", "no"), (".DIST.RACE", "no"), (".DIST.DISCOVER", "no")]
        where random.once(in: variable == ".DIST.QUICK" ? 2 : 6) {
            text += "\(variable)=\(value)\n"
        }
        files["Makefile"] = Bytes(text.utf8)
    }
}
