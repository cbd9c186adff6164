internal import TestSupport

/// Makes makefiles with rules to be carried out (make-language.md sections 6 and 7).
struct RuleGenerator {
    var random: Randomness

    private static let targets = ["t1", "t2", "t3", "t4", "t5", "t6", "sub/t7"]
    private static let sources = ["f1", "f2", "f3", "sub/f4"]

    mutating func trial() -> Trial {
        var lines: [String] = []
        if random.once(in: 5) { lines.append(random.pick([".PATH: sub", ".PATH: sub nodir", ".PATH:\n.PATH: ./sub"])) }
        let macros = random.once(in: 4)
        if macros { lines += macroLines() }
        var phony: [String] = []
        for (index, target) in Self.targets.enumerated() {
            if random.once(in: 8) { continue }
            lines += rule(for: target, later: Array(Self.targets[(index + 1)...]), usesMacro: macros)
            if random.once(in: 8) { phony.append(target) }
            if random.once(in: 6) {
                lines.append(
                    target + ": "
                        + random.some(Array(Self.targets[(index + 1)...]) + Self.sources, 1...2).joined(separator: " "))
            }
        }
        if !phony.isEmpty { lines.append(".PHONY: " + phony.joined(separator: " ")) }
        for _ in 0..<random.pick([0, 0, 1, 1, 2]) { lines += extra() }
        var files = [
            Trial.File(
                "makefile",
                lines.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) })
        ]
        for name in Self.sources where !random.once(in: 7) { files.append(Trial.File(name, age: random.number(1...9))) }
        for name in Self.targets where random.once(in: 3) { files.append(Trial.File(name, age: random.number(1...9))) }
        files.append(Trial.File("sub/.keep", age: 0))
        var trial = Trial(kind: .rules, files: files, arguments: arguments())
        if random.once(in: 4) { trial.runs = 2 }
        return trial
    }

    private mutating func arguments() -> [String] {
        var arguments: [String] = []
        switch random.number(0...13) {
        case 0, 1: arguments.append("-k")
        case 2: arguments.append("-n")
        case 3: arguments.append("-i")
        case 4: arguments.append("-s")
        case 5: arguments.append("-t")
        case 6, 7: arguments.append("-j1")
        case 8: arguments += ["-j1", "-k"]
        default: break
        }
        if random.once(in: 3) { arguments += random.some(Self.targets + Self.sources, 1...2) }
        return arguments
    }

    private mutating func macroLines() -> [String] {
        var lines = ["use1: .USE " + random.pick(["", "f1", "f2 ${.TARGET}.x", "f3"])]
        lines += ["\t@echo use1 $@ from ${.ALLSRC}"]
        lines += [random.pick(["use2: .USEBEFORE", "use2: .USE"]), "\techo use2 ${.TARGET}"]
        return lines
    }

    private mutating func rule(for target: String, later: [String], usesMacro: Bool) -> [String] {
        var sources = random.some(later + Self.sources, 0...3)
        if random.once(in: 7) {
            sources.insert(
                random.pick([
                    ".SILENT", ".IGNORE", ".PHONY", ".OPTIONAL", ".PRECIOUS", ".NOTMAIN", ".MAKE", ".EXEC",
                    ".INVISIBLE", ".JOIN",
                    ".MADE", ".NOPATH",
                ]), at: 0)
        }
        if random.once(in: 8), sources.count > 1, !sources[0].hasPrefix(".") { sources.insert(".WAIT", at: 1) }
        if usesMacro, random.once(in: 2) { sources.append(random.pick(["use1", "use2"])) }
        if random.once(in: 12) { sources.append(random.pick(["f[12]x", "f{1,2}", "nowhere", "${.TARGET}.dep", "$@"])) }
        let operation = random.pick([":", ":", ":", ":", ":", " :", "::", "!"])
        let others = random.once(in: 10) && !later.isEmpty ? " " + later[0] : ""
        let command = random.once(in: 14) ? " ; @echo inline $@" : ""
        var lines = [target + others + operation + " " + sources.joined(separator: " ") + command]
        if random.once(in: 5) { return lines }
        for _ in 0..<random.pick([1, 1, 1, 2, 3]) { lines.append("\t" + recipeLine(target)) }
        if operation == "::", random.once(in: 2) {
            lines += [
                target + ":: " + random.some(later + Self.sources, 0...2).joined(separator: " "),
                "\t@echo second $@ ${.ALLSRC}",
            ]
        }
        return lines
    }

    private mutating func recipeLine(_ target: String) -> String {
        let prefix = random.pick(["", "", "", "@", "@", "-", "+", "@-", "-@", "- ", "@ ", "-+"])
        switch random.number(0...13) {
        case 0...2: return prefix + "echo $@"
        case 3: return prefix + "echo \"$@: ${.ALLSRC}\""
        case 4: return prefix + "echo oodate $? "
        case 5, 6: return prefix + "touch $@"
        case 7: return prefix + "echo $@ > $@"
        case 8: return prefix + random.pick(["false", "exit 3", "test -e nowhere", "kill -9 $$$$"])
        case 9: return prefix + "echo '$*' '$<' ${.PREFIX} ${@F} ${@D}"
        case 10: return prefix + "X=1; echo $$X ${X} ; :"
        case 11: return prefix + "echo ${.ALLSRC:T:O} ${.TARGET:S,t,T,}"
        case 12:
            return random.pick(["# comment", "${EMPTY}", "@", "${SILENT}echo silent", "echo a \\", "...", ": ${:U}"])
        default: return prefix + "echo $${PWD##*/} $$(( 1 + 1 ))"
        }
    }

    private mutating func extra() -> [String] {
        let target = random.pick(Self.targets)
        switch random.number(0...13) {
        case 0: return [".BEGIN:", "\t@echo begin"]
        case 1: return [".END:", "\techo end"]
        case 2: return [".DEFAULT:", "\t@echo default $@ $<"]
        case 3: return [".ORDER: " + random.some(Self.targets, 2...3).joined(separator: " ")]
        case 4: return [".MAIN: " + random.some(Self.targets, 1...2).joined(separator: " ")]
        case 5: return [".SILENT: " + target]
        case 6: return [".IGNORE: " + target]
        case 7: return [random.pick([".SILENT:", ".IGNORE:", ".PRECIOUS:", ".DELETE_ON_ERROR:", ".NOTPARALLEL:"])]
        case 8: return [".ERROR:", "\t@echo error ${.ERROR_TARGET}"]
        case 9: return [target + ": " + random.pick(Self.targets)]
        case 10: return ["SILENT=@", "EMPTY="]
        case 11:
            return [
                ".if target(\(target))", target + ": f1", ".endif", ".if commands(\(target))", ".info has commands",
                ".endif",
            ]
        case 12: return [".for i in a b", "gen$i:", "\t@echo gen ${i}", "t1: gen$i", ".endfor"]
        default: return [target + ":", "\t@echo duplicate"]
        }
    }
}
