internal import ArgumentParser
internal import Platform
internal import RemoteExecution
internal import Text

/// `disthosts list`: the hosts that builds can use, and who uses those that joined.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists the hosts of the hosts file, and those that have joined.",
        discussion: """
            A host of the hosts file is `listed'; `disthosts check' tells whether it can be used. One that joined is \
            `waiting' for a build, `serving' one, `draining', `drained' or `removed'.
            """)

    @Option(help: "The hosts file; default is $DISTMAKE_HOSTS, else ~/.makehosts.")
    var hosts: String?
    @OptionGroup var place: JoinPlace
    @Flag(help: "As one JSON array.")
    var json = false

    func run() throws {
        let environment = currentEnvironment()
        var rows: [HostRow] = []
        if let path = HostsFile.location(option: hosts.map { Bytes($0.utf8) }, environment: environment) {
            switch HostsFile.load(path) {
            case .success(let list): rows = list.map(HostRow.init)
            case .failure(let error) where error.isMissingFile && hosts == nil: break
            case .failure(let error): try complain(error.description)
            }
        }
        if let directory = try place.existing(environment) {
            rows += JoinedCatalogue(directory: directory, loop: try EventLoop()).entries().map(HostRow.init)
        }
        writeAll(1, json ? rowsAsJSON(rows) : rowsAsTable(rows))
    }
}

/// Where hosts that join and builds meet.
struct JoinPlace: ParsableArguments {
    @Option(help: "Where hosts and builds meet; default is $DISTMAKE_JOINED, else /tmp/distmake-hosts-UID.")
    var directory: String?

    /// Nil if no host ever joined there.
    func existing(_ environment: [Bytes]) throws -> JoinDirectory? {
        if let directory { return JoinDirectory(existing: Bytes(directory.utf8)) }
        do {
            return try JoinDirectory.location(environment: environment).flatMap { JoinDirectory(existing: $0) }
        } catch {
            try complain(error.description)
        }
    }
}

func complain(_ message: String) throws -> Never {
    writeAll(2, Bytes("disthosts: \(message)\n".utf8))
    throw ExitCode(2)
}

/// `disthosts drain` and `disthosts remove`.
struct Drain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lets a host that joined finish what it does, and offers it to nobody.")

    @Flag(help: "Offer it again.") var undo = false
    @OptionGroup var place: JoinPlace
    @Argument(help: "As `disthosts list' calls it.") var name: String

    func run() throws {
        try command(place) { (catalogue) throws(JoinedCatalogue.Trouble) in
            try catalogue.drain(Bytes(name.utf8), undo: undo)
        }
    }
}

struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ends the sessions of a host that joined, and refuses it when it calls again.",
        discussion: """
            Builds lose what runs there and make it elsewhere. A worker whose key has no name of its own can call under \
            another one; to lock a key out for good, take its line out of ~/.ssh/authorized_keys.
            """)

    @Flag(help: "Let it in again.") var undo = false
    @OptionGroup var place: JoinPlace
    @Argument(help: "As `disthosts list' calls it.") var name: String

    func run() throws {
        try command(place) { (catalogue) throws(JoinedCatalogue.Trouble) in
            try catalogue.remove(Bytes(name.utf8), undo: undo)
        }
    }
}

private func command(_ place: JoinPlace, _ body: (JoinedCatalogue) throws(JoinedCatalogue.Trouble) -> Void) throws {
    guard let directory = try place.existing(currentEnvironment()) else { try complain("no host has joined") }
    let catalogue = JoinedCatalogue(directory: directory, loop: try EventLoop())
    do {
        try body(catalogue)
    } catch {
        try complain(error.description)
    }
}
