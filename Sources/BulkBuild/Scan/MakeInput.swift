internal import MakeDriver
internal import MakeLanguage
internal import Text

/// What a make is given from outside: goals and options, and variables by name.
struct MakeInput: Sendable {
    /// The directory, and the words that are no plain assignments, in order.
    let question: Bytes
    /// Sorted by name; a variable of the command line hides one of the environment.
    let variables: [(name: NameID, value: Bytes)]

    init(_ command: ScanCommand, _ language: Language) {
        var question = command.directory
        question.append(0)
        var values: [NameID: Bytes] = [:]
        func assign(_ name: Bytes, _ value: Bytes, _ mark: UInt8) {
            values[language.names.intern(name)] = [mark] + value
        }
        var flags: Bytes = []
        for entry in command.environment {
            let equals = entry.firstIndex(of: Ascii.equals) ?? entry.count
            let name = Bytes(entry[..<equals])
            if name == Self.flags {
                flags = Bytes(entry[min(equals + 1, entry.count)...])
            } else if !Self.ignored.contains(name) {
                assign(name, Bytes(entry[min(equals + 1, entry.count)...]), UInt8(ascii: "e"))
            }
        }
        let inherited = flags.isEmpty ? [] : argumentWords(flags) ?? [flags]
        for word in inherited + [[]] + command.arguments.dropFirst() {
            if word.first != Ascii.minus, let (name, operation, value) = commandLineAssignment(word, language),
                operation == .set, !name.contains(Ascii.dollar)
            {
                assign(name, value, UInt8(ascii: "c"))
            } else {
                question += word
                question.append(0)
            }
        }
        self.question = question
        variables = values.map { ($0.key, $0.value) }.sorted { $0.name.raw < $1.name.raw }
    }

    private static let flags = Bytes("MAKEFLAGS")
    /// Where it is and how deep it is nested; and what makes tell each other, which is taken apart.
    private static let ignored: Set<Bytes> = [Bytes("PWD"), Bytes("OLDPWD"), Bytes("MAKELEVEL"), Bytes("MFLAGS")]

    /// True if all differences are in variables that pass the test.
    func differs(from other: MakeInput, onlyIn isIrrelevant: (NameID) -> Bool) -> Bool {
        var left = 0
        var right = 0
        while left < variables.count || right < other.variables.count {
            let mine = left < variables.count ? variables[left].name.raw : .max
            let others = right < other.variables.count ? other.variables[right].name.raw : .max
            let isSame = mine == others && variables[left].value == other.variables[right].value
            if mine <= others { left += 1 }
            if others <= mine { right += 1 }
            if !isSame, !isIrrelevant(NameID(raw: min(mine, others))) { return false }
        }
        return true
    }
}
