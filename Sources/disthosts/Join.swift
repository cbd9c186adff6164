internal import ArgumentParser
internal import Platform
internal import Text

/// `disthosts join`: runs the worker script.
struct Join: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Offers this machine to the owner of another one, over ssh.",
        usage: "disthosts join USER@MASTER [-n SLOTS] [--name NAME] [--max-load LOAD] [--hours FROM-TO] ...",
        discussion: """
            The words are those of the script that `disthosts worker-script` prints, and that runs without this \
            program. It calls until it is ended.
            """)

    @Argument(parsing: .captureForPassthrough, help: "USER@MASTER and options; --help tells them.")
    var words: [String] = []

    func run() throws {
        let arguments = ["sh", "-c"].map { Bytes($0.utf8) } + [Bytes(workerScriptText), Bytes("distworker")]
        let failure = become(Bytes("/bin/sh"), arguments + words.map { Bytes($0.utf8) })
        writeAll(2, Bytes("disthosts: cannot run /bin/sh: \(failure.text)\n".utf8))
        throw ExitCode(2)
    }
}

/// `disthosts worker-script`: the script that runs on a machine without our programs.
struct WorkerScript: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the script with which any Unix machine offers itself.")

    @Option(help: "Write it to that file, which can be run then.", completion: .file())
    var install: String?

    func run() throws {
        guard let install else {
            writeAll(1, Bytes(workerScriptText))
            return
        }
        do throws(SystemError) {
            try writeFile(Bytes(install.utf8), Bytes(workerScriptText), mode: 0o755)
            guard withCString(Bytes(install.utf8), { chmod($0, 0o755) }) == 0 else { throw SystemError.last }
        } catch {
            writeAll(2, Bytes("disthosts: cannot write \(install): \(error.text)\n".utf8))
            throw ExitCode(2)
        }
    }
}
