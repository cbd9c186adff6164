/// How bmake of July 2020 differs from the language of January 2022 and from the decisions of this project; what such a
/// rule is about is not compared.
package enum KnownDifferences {
    /// Lines that say the same in other words, or nothing of interest.
    struct Rewriting: Sendable {
        let reason: String
        let apply: @Sendable (String) -> String?
    }

    /// Trials that are not compared at all.
    struct Exception: Sendable {
        let reason: String
        let applies: @Sendable (Trial, Bench.Outcome, Bench.Outcome) -> Bool
    }

    /// True if the two outcomes differ in a way that is not known.
    package static func isNew(_ trial: Trial, _ bmake: Bench.Outcome, _ distmake: Bench.Outcome) -> Bool {
        if bmake.status == distmake.status, normalised(bmake.output) == normalised(distmake.output) { return false }
        return !exceptions.contains { $0.applies(trial, bmake, distmake) }
    }

    /// The output without what may differ.
    package static func normalised(_ output: String) -> String {
        var lines: [String] = []
        for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
            var text: String? = String(line)
            for rewriting in rewritings { text = text.flatMap(rewriting.apply) }
            if let text { lines.append(text) }
        }
        return lines.joined(separator: "\n")
    }

    static let rewritings: [Rewriting] = [
        Rewriting(reason: "S2-02: numbers of lines were mended after 2020") { line in
            line.replacing(#/" line [0-9]+: /#, with: "\" line N: ")
        },
        Rewriting(reason: "S12-01: the words of 2022") { line in
            line.replacing(
                #/(Need an operator|Missing dependency operator|Unknown directive.*)$/#, with: "Invalid line type")
        },
        Rewriting(reason: "S4-10, S12-06: the words of 2022 about modifiers, and mistakes that follow from others") {
            line in
            let words = [
                "Unclosed", "Unknown modifier", "Bad modifier", "RE substitution error", "Regex compilation error",
                "Unfinished modifier", "Bad conditional expression", "Missing delimiter", "No subexpression",
                "No match for",
            ]
            guard line.hasPrefix("make: "), words.contains(where: { line.contains($0) }) else { return line }
            return nil
        },
        Rewriting(reason: "S12-02: the words of 2022 about conditions") { line in
            line.contains("right-hand") || line.contains("Unknown operator") || line.contains("closing parenthesis")
                || line.contains("omparison operator") ? nil : line
        },
        Rewriting(reason: "S12-02: the words of 2022 about conditions") { line in
            let words = ["right-hand", "Unknown operator", "closing parenthesis", "omparison operator"]
            return words.contains(where: line.contains) ? nil : line
        },
        Rewriting(reason: "S12-03: the words of 2022") { line in
            line.replacing(#/with ([0-9]+) vars$/#) { "with \($0.1) variables" }
        },
        Rewriting(reason: "7.3: `.WAIT` is no source") { line in
            line.replacing(#/ ?\.WAIT_[0-9]+/#, with: "")
        },
        Rewriting(reason: "2020 says its name twice") { line in line.replacing("make: make: ", with: "make: ") },
        Rewriting(reason: "2020 shows the value, not the command") { line in
            line.replacing(#/^make: ".*" returned non-zero/#, with: "make: returned non-zero")
        },
        Rewriting(reason: "what a shell says of commands that are none; those of a pipeline in any order") { line in
            line.contains(#/^(/bin/)?sh: [0-9]+: /#) ? nil : line
        },
    ]

    static let exceptions: [Exception] = [
        Exception(reason: "bmake does not survive it") { _, bmake, _ in bmake.status >= 124 },
        Exception(reason: "S7-11: every command behaves as if the shell ran it") { _, bmake, _ in
            bmake.output.contains("make: exec(")
        },
        Exception(reason: "S4-03: words that become empty disappear with their separators") { _, bmake, distmake in
            bmake.status == distmake.status
                && normalised(bmake.output).filter { $0 != " " } == normalised(distmake.output).filter { $0 != " " }
        },
        Exception(reason: "2020 takes a newline for the end of the words") { trial, _, _ in
            trial.makefileText.contains("ts\\n")
        },
        Exception(reason: "2020 knows `&` in `:old=new`") { trial, _, _ in
            trial.makefileText.contains(##/=.*&/##)
        },
        Exception(reason: "an assignment inside a modifier changes the value that is being modified") { trial, _, _ in
            trial.makefileText.contains(##/:.*[({][A-Z][^({]*::[?+!]?=/##)
        },
        Exception(reason: "S3-20: a lone dollar is nothing in an assignment too") { _, bmake, _ in
            bmake.output.contains("Undefined variable \"$\"")
        },
        Exception(reason: "S6-01: a line may come to nothing") { trial, bmake, _ in
            bmake.output.contains("Need an operator") && trial.makefileText.contains(##/(^|\n)\$/##)
        },
        Exception(reason: "bmake reads past the end of a line") { _, bmake, _ in bmake.output.contains("Zero byte") },
        Exception(reason: "S2-14: directives that look like conditionals are unknown ones") { _, _, distmake in
            distmake.output.contains(##/Unknown directive "(if|el)/##)
        },
        Exception(reason: "S12-01: 2020 loses the text of a bad archive") { _, bmake, _ in
            bmake.output.contains("archive specification")
        },
        Exception(reason: "S12-03: the words of 2022; 2020 still reads a loop that is not closed") {
            _, bmake, distmake in
            bmake.output.contains("end of file in") && distmake.output.contains("end of file in")
        },
        Exception(reason: "S1-10, S7-33: with -k a source that nothing makes is an error, and so is a cycle") {
            _, bmake, distmake in
            func withoutEnd(_ text: String) -> String {
                normalised(text).replacing("\nStop.\nmake: stopped in {DIR}\n", with: "")
                    .replacing(##/\(status .\)/##, with: "")
            }
            return bmake.output.contains("(continuing)") && withoutEnd(bmake.output) == withoutEnd(distmake.output)
        },
        Exception(reason: "whether a `::` target with `.JOIN` is called up to date") { trial, _, _ in
            trial.makefileText.contains(".JOIN") && trial.makefileText.contains("::")
        },
        Exception(reason: "S12-05: 2020 knows no message without a text") { _, _, distmake in
            distmake.output.contains("Missing argument for \".")
        },
        Exception(reason: "S2-14: what 2020 says of the names of a line that is no rule") { _, bmake, distmake in
            bmake.output.contains("Extra target ignored") && distmake.output.contains("Unknown directive")
        },
        Exception(reason: "S12-05: `.undef` without a name is an error since 2021") { _, _, distmake in
            distmake.output.contains("The .undef directive requires an argument")
        },
        Exception(reason: "2020 takes an order that follows the sources for a deadlock") { trial, bmake, distmake in
            trial.makefileText.contains(".ORDER") && bmake.output.contains("was not built") && distmake.status == 0
        },
        Exception(reason: "S6-13: 2020 takes `.USEBEFORE` for a main target") { trial, _, _ in
            trial.makefileText.contains("USEBEFORE") && !trial.arguments.contains { !$0.hasPrefix("-") }
        },
        Exception(reason: "S7-33, S7-35: with jobs -k goes on, and the end is that of other failures") {
            trial, bmake, _ in
            trial.arguments.contains("-j1") && bmake.output.contains(##/don't know how|Graph cycles|cohort/##)
        },
        Exception(reason: "7.6: without jobs -t is silent") { trial, bmake, distmake in
            func withoutTouch(_ text: String) -> [Substring] {
                normalised(text).split(separator: "\n").filter { !$0.hasPrefix("touch ") }
            }
            return trial.arguments.contains("-t") && withoutTouch(bmake.output) == withoutTouch(distmake.output)
        },
        Exception(reason: "whether a `.MADE` goal is called up to date") { trial, _, _ in
            trial.makefileText.contains(".MADE")
        },
        Exception(reason: "S7-33: what takes part in a cycle has failed") { _, bmake, _ in
            bmake.output.contains("Graph cycles")
        },
        Exception(reason: "S6-05: how often 2020 warns after an error") { _, bmake, distmake in
            bmake.output.contains("Inconsistent operator") && distmake.output.contains("Inconsistent operator")
        },
        Exception(reason: "2020 loses blank lines of jobs now and then") { trial, bmake, distmake in
            trial.arguments.contains("-j1") && bmake.status == distmake.status
                && normalised(bmake.output).split(separator: "\n") == normalised(distmake.output).split(separator: "\n")
        },
        Exception(reason: "what is said of `::` targets that are touched") { trial, _, _ in
            trial.arguments.contains("-t") && trial.makefileText.contains("::")
        },
        Exception(reason: "S7-07: jobs mode makes the rules of a `::` target in their order") { trial, _, _ in
            trial.arguments.contains("-j1") && trial.makefileText.contains("::")
        },
        Exception(reason: "S7-20: jobs with -k, ended by a signal") { trial, bmake, _ in
            trial.arguments.contains("-k") && trial.arguments.contains("-j1") && bmake.output.contains("] Signal")
        },
        Exception(reason: "2020 silently accepts `.unexport-env X`, undefines one name only, and knows no bare `.for`")
        {
            trial, _, _ in
            trial.makefileText.contains(##/\.unexport-env X|\.undef [^ ]+ |\.for(\n|$)/##)
        },
        Exception(reason: "3.4: the prefix of a file that is found and has no known suffix is its whole name") {
            trial, _, _ in
            trial.makefileText.contains(##/\.PREFIX|\$\*/##)
        },
        Exception(reason: "S3-32: 2020 expands the sources of a macro for its first parent only") { trial, _, _ in
            trial.makefileText.contains(##/\.USE.*\$\{\.TARGET/##)
        },
        Exception(reason: "with -k 2020 forgets that a source failed when a second target needs it") {
            trial, bmake, _ in
            trial.arguments.contains("-k") && bmake.output.contains("don't know how to make")
        },
        Exception(reason: "S2-14: merge conflicts have words of their own") { _, _, distmake in
            distmake.output.contains("merge conflicts")
        },
        Exception(reason: "a command that the shell has of its own") { _, bmake, _ in
            bmake.output.contains("kill [")
        },
        Exception(reason: "a bad regular expression ends the expression") { _, bmake, _ in
            bmake.output.contains("RE substitution error")
        },
        Exception(reason: "S4-10: mistakes in modifiers count since 2022") { _, _, distmake in
            distmake.output.contains(##/(Unknown modifier|Unclosed variable|Invalid number|Invalid character)/##)
        },
    ]
}
