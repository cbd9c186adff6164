internal import ArgumentParser
internal import Platform
internal import RemoteExecution
internal import Text

/// `disthosts authorize`: the line of authorized_keys that lets a worker in, for nothing but `disthosts accept`.
struct Authorize: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the line for authorized_keys that lets a machine offer itself.",
        discussion: """
            The key is a public one of the worker's, from a file or standard input. Nothing is changed: add the line to \
            ~/.ssh/authorized_keys. With --name the worker cannot choose its name.
            """)

    @Option(help: "What the worker is called here.")
    var name: String?
    @Option(help: "Where hosts and builds meet, unless in /tmp/distmake-hosts-UID.")
    var directory: String?
    @Argument(help: "The public key; default is standard input.", completion: .file(extensions: ["pub"]))
    var keyFile: String?

    func run() throws {
        let source = keyFile ?? "-"
        let text: Bytes
        do {
            text = try source == "-" ? readAll(0) : readFile(Bytes(source.utf8))
        } catch {
            try complain("cannot read \(source): \(error.text)")
        }
        guard let program = ownProgram() else { try complain("cannot find out where this program is") }
        do {
            let line = try authorizedKey(
                text, name: name.map { Bytes($0.utf8) }, directory: directory.map { Bytes($0.utf8) }, program: program)
            writeAll(1, line + [Ascii.newline])
            writeAll(
                2, Bytes("Add this line to ~/.ssh/authorized_keys of the user whose builds may use the machine.\n"))
        } catch {
            try complain(error.description)
        }
    }
}
