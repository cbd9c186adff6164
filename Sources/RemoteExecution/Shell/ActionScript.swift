internal import Text

/// Everything that a slot needs to run one action, in the terms of the stage.
struct StagedAction {
    struct File {
        /// Normalised absolute local path, which the stage mirrors.
        var path: Bytes
        var content: Bytes
        /// Nanoseconds since the epoch.
        var modified: Int64
        var isExecutable: Bool
    }

    /// Names the action in this session.
    var number: Int
    var directory: Bytes
    var shell: [Bytes]
    var script: Bytes
    /// `NAME=value` entries that travel.
    var environment: [Bytes]
    /// Free tokens of a jobserver that the script gets there; nil if it gets none.
    var tokens: Int?
    /// What must exist before the script runs.
    var inputs: [Bytes]
    var outputs: [Bytes]
    /// Directories that the stage may lack.
    var newDirectories: [Bytes]
    /// Files that are sent with the script.
    var newFiles: [File]
}

/// The path of a mirrored file, seen from STAGE/tree; the dot keeps a leading `-` and CDPATH harmless.
func stagePath(_ path: Bytes) -> Bytes { [Ascii.dot] + path }

/// The text that makes a slot stage, run and answer for one action.
func actionScript(_ action: StagedAction, cookie: Cookie, decoder: Decoder) -> Bytes {
    var text = Bytes("e=\n")
    func add(_ string: String) { text += Bytes(string.utf8) }
    func quoted(_ path: Bytes) -> Bytes { shellQuoted(stagePath(path)) }
    let number = action.number

    if !action.newDirectories.isEmpty {
        text += Bytes("mkdir -p ") + action.newDirectories.map(quoted).joined(separator: [Ascii.space])
        add(" || e=1\n")
    }
    for file in action.newFiles {
        text += hereFile(file.content, at: quoted(file.path), cookie: cookie, decoder: decoder)
        if let stamp = touchStamp(file.modified) {
            text += Bytes("TZ=UTC0 touch -t ") + stamp + [Ascii.space] + quoted(file.path) + [Ascii.newline]
        }
        if file.isExecutable { text += Bytes("chmod +x ") + quoted(file.path) + [Ascii.newline] }
    }
    text += hereFile(action.script, at: Bytes("\"$S/job/$n.sh\""), cookie: cookie, decoder: decoder)
    add("if [ \"$e\" ]; then frame 'F \(number) it could not store the inputs'\n")
    text += Bytes("elif [ ! -d ") + quoted(action.directory) + Bytes(" ]")
    for input in action.inputs { text += Bytes(" || [ ! -e ") + quoted(input) + Bytes(" ]") }
    add("; then frame 'N \(number)'\n")
    let program = action.shell.first ?? Bytes("/bin/sh")
    text +=
        Bytes("elif ! command -v ") + shellQuoted(program)
        + Bytes(" >/dev/null; then frame 'F \(number) it has no shell '".utf8)
    text += shellQuoted(program.filter { $0 > Ascii.space }) + Bytes("\nelse\n")
    for output in action.outputs where !action.inputs.contains(output) {
        text += Bytes("if [ -f ") + quoted(output) + Bytes(" ]; then rm -f ") + quoted(output) + Bytes("; fi\n")
    }
    add("frame 'S \(number)'\n")
    text += action.tokens.map { runWithJobserver(action, tokens: $0) } ?? run(action)
    add("log \(number) $s\nif [ $s = 0 ]; then\n")
    for (index, output) in action.outputs.enumerated() {
        add("output \(number) \(index) ")
        text += quoted(output) + [Ascii.newline]
    }
    add(":\nfi\nframe 'E \(number)'\nfi\n")
    // Each log has a name of its own, since a job's daemon may write to it for ever; the empty ones are removed now and
    // then, which saves a process for each action.
    if number % 64 == 0 { add("rm -f \"$S/job/$n.\"*\n") }
    return text
}

/// Runs the script in a process of its own, so that it cannot do anything to the slot's; its status is in `s` then.
private func run(_ action: StagedAction, words: Bytes = [], redirection: StaticString = "") -> Bytes {
    var text = Bytes("( cd ") + shellQuoted(stagePath(action.directory))
    text += Bytes(" && exec env -i \"PATH=$PATH\" \"HOME=$HOME\"")
    for name in ["USER", "LOGNAME", "SHELL", "TMPDIR"] { text += Bytes(" ${\(name):+\"\(name)=$\(name)\"}".utf8) }
    for entry in action.environment { text += [Ascii.space] + shellQuoted(entry) }
    text += words
    for word in action.shell { text += [Ascii.space] + shellQuoted(word) }
    text += Bytes(" <\"$S/job/$n.sh\"") + Bytes(redirection)
    return text + Bytes(" ) >\"$S/job/$n.\(action.number).log\" 2>&1\ns=$?\n".utf8)
}

/// The same with a jobserver: a fifo that the slot's shell holds open, so that tokens stay in it. Where no fifo can be
/// made, without.
private func runWithJobserver(_ action: StagedAction, tokens: Int) -> Bytes {
    var text = Bytes("s=1 t=$S/job/$n.\(action.number).tokens\nif mkfifo \"$t\" 2>/dev/null; then\n{\n".utf8)
    if tokens > 0 { text += Bytes("printf ") + Bytes(repeating: Ascii.plus, count: tokens) + Bytes(" >&9\n") }
    text += run(
        action, words: Bytes(" \"MAKEFLAGS= -j\(tokens + 1) --jobserver-auth=fifo:$t\"".utf8), redirection: " 9>&-")
    return text + Bytes("} 9<>\"$t\"\nrm -f \"$t\"\nelse\n") + run(action) + Bytes("fi\n")
}

/// The text that makes a slot take `length` bytes of tar archive from its input, once it has asked for them.
func storeScript(number: Int, length: Int) -> Bytes { Bytes("store \(number) \(length)\n".utf8) }

/// The text that makes a slot remove files of the stage.
func removalScript(_ paths: [Bytes]) -> Bytes {
    paths.reduce(into: []) { $0 += Bytes("rm -f ") + shellQuoted(stagePath($1)) + [Ascii.newline] }
}
