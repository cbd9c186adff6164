internal import TestSupport

/// Makes makefiles with suffix rules, chains of them, and search paths (make-language.md 6.5, 6.6).
struct SuffixGenerator {
    var random: Randomness

    private static let suffixes = [".a", ".b", ".c", ".o", ".x.y", ".y"]
    private static let bases = ["p", "q", "d/r"]

    mutating func trial() -> Trial {
        let used = random.some(Self.suffixes, 2...5)
        var lines = [".SUFFIXES:", ".SUFFIXES: " + used.joined(separator: " ")]
        if random.once(in: 4) { lines.append(random.pick([".PATH: d", ".PATH\(used[0]): d", ".PATH: d e"])) }
        if random.once(in: 10) { lines.append(".NULL: " + random.pick(used)) }
        var pairs: [(String, String)] = []
        for _ in 0..<random.number(1...5) {
            pairs.append((random.pick(used), random.once(in: 6) ? "" : random.pick(used)))
        }
        for (from, to) in pairs where from != to { lines += transformation(from, to) }
        var targets: [String] = []
        for _ in 0..<random.number(1...4) {
            targets.append(random.pick(Self.bases) + (random.once(in: 5) ? "" : random.pick(used)))
        }
        lines.append("all: " + targets.joined(separator: " "))
        for target in Set(targets).sorted() {
            if random.once(in: 4) { lines.append(target + ": " + source(used)) }
            if random.once(in: 7) { lines += [target + ":", "\t@echo explicit $@ '$<' ${.ALLSRC}", "\ttouch $@"] }
        }
        if random.once(in: 8) { lines += [".SUFFIXES: " + random.pick(Self.suffixes)] }
        if random.once(in: 12) { lines += [".DEFAULT:", "\t@echo default $@"] }
        var files = [Trial.File("makefile", lines)]
        for base in Self.bases + ["d/p", "e/q"] {
            for suffix in Self.suffixes where random.once(in: 4) {
                files.append(Trial.File(base + suffix, age: random.number(1...9)))
            }
        }
        files += [Trial.File("d/.keep", age: 0), Trial.File("e/.keep", age: 0)]
        var arguments = random.pick([[], [], ["-k"], ["-n"], ["-j1"], ["-t"]])
        if random.once(in: 3) { arguments.append(random.pick(targets)) }
        var trial = Trial(kind: .suffixes, files: files, arguments: arguments)
        if random.once(in: 3) { trial.runs = 2 }
        return trial
    }

    private mutating func source(_ used: [String]) -> String { random.pick(Self.bases) + random.pick(used) }

    private mutating func transformation(_ from: String, _ to: String) -> [String] {
        if random.once(in: 12) { return [from + to + ":"] }
        let sources = random.once(in: 10) ? " extra" : ""
        var lines = [from + to + ":" + sources]
        lines.append("\t" + random.pick(["", "@"]) + "echo \(from)-\(to) $@ '$<' $* ${.ALLSRC}")
        if !random.once(in: 4) { lines.append("\t@mkdir -p ${@D}; touch $@") }
        if sources != "" { lines += ["extra:", "\t@echo extra"] }
        return lines
    }
}
