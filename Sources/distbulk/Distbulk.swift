internal import ArgumentParser
internal import Platform
internal import Text

@main
struct Distbulk: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "distbulk", abstract: "Builds the packages of pkgsrc in bulk.",
        subcommands: [Scan.self, ShowVar.self, Resolve.self, Graph.self, Simulate.self])
}

/// Ends the program because of what it was given.
func complain(_ message: String, status: Int32 = 2) throws -> Never {
    say(message)
    throw ExitCode(status)
}

func say(_ message: String) { writeAll(2, Bytes("distbulk: \(message)\n")) }
