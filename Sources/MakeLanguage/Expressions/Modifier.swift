internal import Text

/// One step of a modifier chain, taken apart (make-language.md 4.2).
indirect enum Modifier: Sendable {
    enum Order: Sendable { case ascending, descending, numeric, numericDescending, random }
    enum Assignment: Sendable { case set, setIfUndefined, append, shell }
    /// Flags of `:S` and `:C`.
    struct SubstitutionFlags: Sendable {
        var global = false
        var firstOnly = false
        var wholeValue = false
    }

    case head, tail, suffix, root
    case match(Template, keep: Bool)
    /// A pattern without expressions.
    case matchFixed(Glob, keep: Bool)
    case substitute(old: Template, new: Template, atStart: Bool, atEnd: Bool, SubstitutionFlags)
    /// Both texts are without expressions.
    case substituteFixed(Substitution)
    case substituteRegex(pattern: Template, replacement: Template, SubstitutionFlags)
    /// `:old=new`; the new text is expanded for each word.
    case substituteSuffix(old: Template, new: Template)
    /// The same as the openbsd dialect has it: a `%` of the new text stands for the stem whatever the old text is, and a
    /// new text without one comes behind the stem.
    case substituteStem(old: Template, new: Template)
    case loop(name: Template, body: Template)
    case ifDefined(Template)
    case ifUndefined(Template)
    case ownName
    case path
    case quote, quoteForMake, quoteKeepingBlanks
    case sort(Order)
    case unique
    case lower, upper
    case realPath
    case separator(UInt8?)
    case asOneWord, asWords
    /// `rest`: where the text goes on, in the text that was taken apart, if the argument turns out to be bad (S4-10).
    case select(Template, rest: Int)
    case remember(Bytes?)
    case choose(then: Template, otherwise: Template)
    case commandOutput(Template)
    case valueAsCommand
    case assign(Assignment, Template, rest: Int)
    case hash
    case range(Int)
    case formatTime(local: Bool, at: Template?)
    case modificationTime(fallback: Template?, isError: Bool)
    /// `:${M}`: the value is a list of modifiers. `rest` is the chain behind it; if the text does not end there,
    /// the expansion must be empty to be skipped, or else `otherwise` (SysV substitution, an unknown modifier) holds.
    case indirect(Template, isWhole: Bool, rest: Int, otherwise: Modifier)
    case invalid(ModifierProblem)
    /// The next modifier may have been written for the other dialect.
    case doubtful(DialectDoubt)
    /// The output of a command that is run once, when it is first needed (`!!=`).
    case lazyOutput(Bytes, of: NameID)
    /// Ends make with a message.
    case forbidden(Bytes)
    /// No colon stands before the next modifier; only strict mode minds (S1-11).
    case missingColon(after: Bytes)
}

/// What is wrong with a modifier; reported when, and each time, it is evaluated (S4-10).
enum ModifierProblem: Sendable {
    /// The chain may go on behind it.
    case unknown(Bytes)
    case bad(Bytes)
    /// Not known in a dialect with few modifiers.
    case foreign(Bytes)
    /// The delimiter that did not come.
    case unfinished(UInt8)
    case missingDelimiter(UInt8)
    /// The text ended behind the modifier; the closing brace that was expected.
    case unclosedBehind(modifier: Bytes, expected: UInt8)
    /// The text ended right behind the colon.
    case unclosed(expected: UInt8)
    /// The text from the time on.
    case invalidTime(Bytes)
    /// The text from the number on.
    case invalidRange(Bytes)
    /// The text from the digits of `:ts\\` on.
    case invalidCharacter(Bytes)
    case nestedTooDeeply
}
