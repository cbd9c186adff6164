internal import MakeLanguage
internal import Text

extension InputReads {
    /// A command was run that sees the environment.
    func note(_ traits: CommandTraits, _ environment: [Bytes], _ language: Language) {
        guard let named = traits.variables else { return noteAll() }
        for name in named { note(language.names.intern(name)) }
        for entry in environment where traits.counts(entry) {
            note(language.names.intern(Bytes(entry[..<(entry.firstIndex(of: Ascii.equals) ?? entry.count)])))
        }
        for name in CommandTraits.names { note(language.names.intern(name)) }
    }
}
