internal import Inquiry
internal import Text

/// What kind of recipe it is: recipes of one kind take about as long.
struct RecipeKind: Hashable {
    /// The last component of the program's name.
    let program: Bytes
    /// Of the target, with its dot; empty if it has none.
    let suffix: Bytes
}

/// The programs that an expanded recipe runs, as far as a look at its words tells.
struct RecipePrograms {
    /// The first that does more than to prepare; else the first.
    private(set) var main: Bytes = []
    /// Those of the C family, each once.
    private(set) var compilers: [Bytes] = []
    private var isPreparing = true

    init(_ commands: [RecipeCommand]) {
        for command in commands {
            for simple in ShellLine(command.text).commands {
                guard let program = CompilerCommand.program(of: simple.words) else { continue }
                note(program)
            }
        }
    }

    private mutating func note(_ program: Bytes) {
        if isCompiler(program), !compilers.contains(program) { compilers.append(program) }
        let name = lastComponent(of: program)
        let prepares = Self.preparing.contains(name)
        if main.isEmpty || isPreparing && !prepares { main = name }
        if !prepares { isPreparing = false }
    }

    func kind(of target: Bytes) -> RecipeKind { RecipeKind(program: main, suffix: suffix(of: target)) }

    /// Commands that only prepare what another one does.
    private static let preparing: Set<Bytes> = [
        Bytes(":"), Bytes("true"), Bytes("echo"), Bytes("printf"), Bytes("test"), Bytes("["), Bytes("mkdir"),
        Bytes("rm"),
        Bytes("set"), Bytes("export"), Bytes("unset"), Bytes("umask"), Bytes("trap"),
    ]
}

/// `.o` of `lib/a.b.o`; a name that only begins with a dot has none.
func suffix(of target: Bytes) -> Bytes {
    let name = lastComponent(of: target)
    guard let dot = name.lastIndex(of: Ascii.dot), dot > 0 else { return [] }
    return Bytes(name[dot...])
}

private func lastComponent(of path: Bytes) -> Bytes {
    Bytes(path[(path.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...])
}
