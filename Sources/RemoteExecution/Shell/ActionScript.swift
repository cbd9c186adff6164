internal import Text

/// Everything that a slot needs to run one action, in the terms of the stage.
struct StagedAction {
    /// Names the action in this session.
    var number: Int
    /// Where the script runs: absolute, or seen from STAGE/tree.
    var directory: Bytes
    var shell: [Bytes]
    var script: Bytes
    /// argv of the program that is all of the script; nil: the shell is needed.
    var program: [Bytes]?
    /// `NAME=value` entries that travel.
    var environment: [Bytes]
    /// Free tokens of a jobserver that the script gets there; nil if it gets none.
    var tokens: Int?
    /// What must exist before the script runs.
    var inputs: [Bytes]
    var outputs: [Bytes]
    /// Directories that the stage may lack.
    var newDirectories: [Bytes]
    /// What is staged with the script.
    var batch: Batch
    /// Outputs that are too large to be sent at once may wait on the host.
    var keepsLargeOutputs: Bool
    /// Its output is sent as it comes.
    var isLive = false
}

/// The path of a mirrored file, seen from STAGE/tree; the dot keeps a leading `-` and CDPATH harmless.
func stagePath(_ path: Bytes) -> Bytes { [Ascii.dot] + path }

/// The text that makes a slot stage, run and answer for one action.
func actionScript(_ action: StagedAction, cookie: Cookie, report: HostReport) -> Bytes {
    var text = Bytes("e= v=\n")
    func add(_ string: String) { text += Bytes(string.utf8) }
    func quoted(_ path: Bytes) -> Bytes { shellQuoted(stagePath(path)) }
    let number = action.number

    if !action.newDirectories.isEmpty {
        text += Bytes("mkdir -p ") + action.newDirectories.map(quoted).joined(separator: [Ascii.space])
        add(" || e=1\n")
    }
    text += stagingScript(action.batch, cookie: cookie, encoding: report.encoding)
    if action.program == nil {
        text += hereFile(action.script, at: Bytes("\"$S/job/$n.sh\""), cookie: cookie, encoding: report.encoding)
    }
    add("if [ \"$e\" ]; then frame 'F \(number) it could not store the inputs'\n")
    text += Bytes("elif [ \"$v\" ] || [ ! -d ") + shellQuoted(action.directory) + Bytes(" ]")
    for input in action.inputs { text += Bytes(" || [ ! -e ") + quoted(input) + Bytes(" ]") }
    add("; then frame 'N \(number)'\n")
    let program = action.shell.first ?? Bytes("/bin/sh")
    text +=
        Bytes("elif ! command -v ") + shellQuoted(program)
        + Bytes(" >/dev/null; then frame 'F \(number) it has no shell '".utf8)
    text += shellQuoted(program.filter { $0 > Ascii.space && $0 != Ascii.backslash }) + Bytes("\nelse\n")
    for output in action.outputs where !action.inputs.contains(output) {
        text += Bytes("if [ -f ") + quoted(output) + Bytes(" ]; then rm -f ") + quoted(output) + Bytes("; fi\n")
    }
    add("frame 'S \(number)'\n")
    let isClean = !report.unset.isEmpty && action.environment.allSatisfy(isPlainVariable)
    if action.isLive {
        text += runLive(action, isClean)
    } else {
        text += action.tokens.map { runWithJobserver(action, tokens: $0, isClean) } ?? run(action, isClean)
    }
    add("log \(number) $s\nif [ $s = 0 ]; then\n")
    for (index, output) in action.outputs.enumerated() {
        add("output \(number) \(index) ")
        text += quoted(output) + (action.keepsLargeOutputs ? Bytes(" 1\n") : [Ascii.newline])
    }
    add(":\nfi\nframe 'E \(number)'\nfi\n")
    // Each log has a name of its own, since a job's daemon may write to it for ever; the empty ones are removed now and
    // then, which saves a process for each action.
    if number % 64 == 0 { add("rm -f \"$S/job/$n.\"*\n") }
    return text
}

/// Runs the script in a process of its own, so that it cannot do anything to the slot's; its status is in `s` then.
///
/// - Parameter isClean: the slot's shell exports nothing that the script must not see, so that no env(1) is needed.
private func run(_ action: StagedAction, _ isClean: Bool, words: Bytes = [], redirection: StaticString = "") -> Bytes {
    process(action, isClean, words: words, redirection: redirection)
        + Bytes(" >\"$S/job/$n.\(action.number).log\" 2>&1\ns=$?\n".utf8)
}

/// The same with its output in the slot's stream. A pipe stands between: what the script leaves running can write to that, but
/// never to the stream. Signals for the script end neither what waits for its status nor what reads its last words.
private func runLive(_ action: StagedAction, _ isClean: Bool) -> Bytes {
    let status = "\"$S/job/$n.\(action.number).status\""
    return Bytes("frame 'W \(action.number)'\n{ trap : TERM INT HUP QUIT; ".utf8) + process(action, isClean)
        + Bytes(
            """
             2>&1
            echo $? >\(status); } | ( trap '' TERM INT HUP QUIT; exec cat )
            printf '\\001'
            frame 'T \(action.number) 0 0'
            s=137
            if [ -f \(status) ]; then read -r s <\(status); fi
            rm -f \(status)

            """.utf8)
}

/// The script as a subshell that becomes it.
private func process(
    _ action: StagedAction, _ isClean: Bool, words: Bytes = [], redirection: StaticString = ""
) -> Bytes {
    var text = Bytes("( cd ") + shellQuoted(action.directory)
    let entries = words + action.environment.reduce(into: []) { $0 += [Ascii.space] + shellQuoted($1) }
    if isClean {
        // What a shell has to say about a locale that it does not know is none of the script's output.
        if !entries.isEmpty { text += Bytes(" && { export") + entries + Bytes("; } 2>/dev/null") }
        text += Bytes(" && exec")
    } else {
        text += Bytes(" && exec env -i \"PATH=$PATH\" \"HOME=$HOME\"")
        for name in ["USER", "LOGNAME", "SHELL", "TMPDIR"] {
            text += Bytes(" ${\(name):+\"\(name)=$\(name)\"}".utf8)
        }
        text += entries
    }
    for word in action.program ?? action.shell { text += [Ascii.space] + shellQuoted(word) }
    // A script has been read to its end when its last command runs, which is what a program sees.
    text += action.program == nil ? Bytes(" ) <\"$S/job/$n.sh\"") : Bytes(" ) </dev/null")
    return text + Bytes(redirection)
}

/// The same with a jobserver: a fifo that the slot's shell holds open, so that tokens stay in it. Where no fifo can be
/// made, without.
private func runWithJobserver(_ action: StagedAction, tokens: Int, _ isClean: Bool) -> Bytes {
    var text = Bytes("s=1 t=$S/job/$n.\(action.number).tokens\nif mkfifo \"$t\" 2>/dev/null; then\n{\n".utf8)
    if tokens > 0 { text += Bytes("printf ") + Bytes(repeating: Ascii.plus, count: tokens) + Bytes(" >&9\n") }
    text += run(
        action, isClean, words: Bytes(" \"MAKEFLAGS= -j\(tokens + 1) --jobserver-auth=fifo:$t\"".utf8),
        redirection: " 9>&-")
    return text + Bytes("} 9<>\"$t\"\nrm -f \"$t\"\nelse\n") + run(action, isClean) + Bytes("fi\n")
}

/// Whether a shell can export the entry itself: its name is one, and means nothing to the shell.
func isPlainVariable(_ entry: Bytes) -> Bool {
    guard let name = entry.split(separator: Ascii.equals, maxSplits: 1).first, isVariableName(Bytes(name)) else {
        return false
    }
    let special: [StaticString] = [
        "IFS", "ENV", "BASH_ENV", "PS1", "PS2", "PS4", "OPTIND", "OPTARG", "LINENO", "PPID", "UID", "EUID", "GID",
        "EGID", "USER_ID", "RANDOM", "SECONDS", "SHELLOPTS", "BASHOPTS", "GROUPS", "POSIXLY_CORRECT", "CDPATH", "PWD",
        "OLDPWD", "SHLVL", "KSHEGID", "KSHGID", "KSHUID", "PGRP", "PIPESTATUS", "EPOCHREALTIME", "COLUMNS", "LINES",
    ]
    return !special.contains { Bytes($0) == Bytes(name) } && !name.starts(with: Bytes("BASH_"))
}

func isVariableName(_ name: Bytes) -> Bool {
    guard let first = name.first, !first.isDigit else { return false }
    return name.allSatisfy { $0.isAlphanumeric || $0 == Ascii.underscore }
}

/// The text that makes a slot take `length` bytes of tar archive from its input, once it has asked for them.
func storeScript(number: Int, length: Int) -> Bytes {
    // One command: what a shell has not read yet would be taken for the archive.
    Bytes("{ store \(number) \(length); frame \"U \(number) $s\"; }\n".utf8)
}

/// The text that makes a slot remove files of the stage.
func removalScript(_ paths: [Bytes]) -> Bytes {
    paths.reduce(into: []) { $0 += Bytes("rm -f ") + shellQuoted(stagePath($1)) + [Ascii.newline] }
}
