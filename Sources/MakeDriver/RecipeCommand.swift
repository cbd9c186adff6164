internal import MakeLanguage
internal import Text

/// A line of a recipe, expanded, its prefixes taken off (make-language.md 7.4).
struct RecipeCommand {
    /// What the shell runs.
    let text: Bytes
    /// `@`: not shown.
    let isSilent: Bool
    /// `-`: failures do not count.
    let ignoresErrors: Bool
    /// `+`: runs even where make only pretends.
    let runsAlways: Bool
    /// Nothing to run, where comments stay in recipes (S2-08).
    var isComment: Bool { text[0] == Ascii.hash }

    /// Nil if nothing is left of the line.
    ///
    /// A prefix is one only at the very start: behind a blank that an expansion left, as in `${EMPTY} -x`, it is
    /// part of the command (S7-28). The blanks of the makefile itself went when the line was read.
    init?(_ line: Bytes) {
        var index = 0
        var silent = false
        var ignores = false
        var always = false
        prefixes: while index < line.count {
            switch line[index] {
            case Ascii.at: silent = true
            case Ascii.minus: ignores = true
            case Ascii.plus: always = true
            default: break prefixes
            }
            index += 1
        }
        while index < line.count, line[index].isSpace { index += 1 }
        guard index < line.count else { return nil }
        text = index == 0 ? line : Bytes(line[index...])
        isSilent = silent
        ignoresErrors = ignores
        runsAlways = always
    }

    /// The words of a command that a shell would run just so: no character with a meaning, no builtin, no assignment.
    /// Nil if it needs the shell (make-language.md S7-11).
    var plainWords: [Bytes]? {
        for byte in text where Self.shellCharacters[Int(byte)] { return nil }
        let words = text.split { $0 == Ascii.space || $0 == Ascii.tab }.map { Bytes($0) }
        guard let first = words.first, !DirectCommand.builtins.contains(first), !first.contains(Ascii.equals) else {
            return nil
        }
        return words
    }

    private static let shellCharacters: [Bool] = {
        var table = [Bool](repeating: false, count: 256)
        for byte in Bytes("#|^(){};&<>*?[]:$`\\\n\"'~!%") { table[Int(byte)] = true }
        return table
    }()
}
