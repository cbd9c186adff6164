internal import MakeLanguage
internal import Text

/// A recipe that runs one program at most, as its last step, and prints before it: no shell is started for it.
struct DirectRecipe: Equatable {
    /// What its `echo`s print, and those of make.
    private(set) var text: Bytes = []
    private(set) var program: [Bytes]?

    /// False if this line makes a shell necessary.
    mutating func add(_ command: RecipeCommand, shows: Bool) -> Bool {
        guard program == nil, let direct = DirectCommand(command.text) else { return false }
        if shows { text += command.text + [Ascii.newline] }
        switch direct {
        case .prints(let line): text += line
        case .runs(let words): program = words
        }
        return true
    }
}
