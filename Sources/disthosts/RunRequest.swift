internal import Execution
internal import Platform
internal import Text

/// What `disthosts run` is asked for: a command, and its files.
struct RunRequest {
    let action: Action

    init(command: [String], inputs: [String], outputs: [String], environment: [Bytes]) throws {
        guard let directory = currentDirectory() else { try complain("the current directory is gone") }
        let program = command.map { Bytes($0.utf8) }
        let script = Bytes(program.map(Self.quoted).joined(separator: [Ascii.space])) + [Ascii.newline]
        var action = Action(
            id: ActionID(raw: 1), target: program[0], directory: directory, shell: [Bytes("/bin/sh")], script: script,
            environment: environment)
        action.direct = Action.Direct(program: program, text: [])
        action.isLive = true
        for input in inputs { try Self.add(Bytes(input.utf8), to: &action.inputs) }
        action.outputs = outputs.map { Bytes($0.utf8) }
        self.action = action
    }

    private static func quoted(_ word: Bytes) -> Bytes {
        [Ascii.apostrophe] + word.flatMap { $0 == Ascii.apostrophe ? Bytes("'\\''") : [$0] } + [Ascii.apostrophe]
    }

    /// A file, or a directory with all files below it. Links to directories are not followed.
    private static func add(_ path: Bytes, to inputs: inout [Bytes]) throws {
        guard let status = fileStatus(path) else {
            try complain("cannot read \(shown(path)): \(SystemError.last.text)")
        }
        inputs.append(path)
        guard status.isDirectory else { return }
        guard let names = directoryEntries(path) else {
            try complain("cannot read \(shown(path)): \(SystemError.last.text)")
        }
        for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            let below = path + [Ascii.slash] + name
            guard let entry = fileStatus(below, followLinks: false) else { continue }
            if entry.isDirectory {
                try add(below, to: &inputs)
            } else if fileStatus(below)?.isRegular == true {
                inputs.append(below)
            }
        }
    }
}
