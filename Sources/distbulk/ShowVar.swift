internal import ArgumentParser
internal import BulkBuild
internal import Pkgsrc
internal import Platform
internal import Text

/// `distbulk show-var`: values of variables of a package.
struct ShowVar: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tells values of variables of a package, a line each.")

    @OptionGroup var options: TreeOptions
    @Argument(help: "The package, as category/package[:VAR=value,...].")
    var path: String
    @Argument(help: "Names of variables.")
    var names: [String]

    func run() throws {
        let settings = try options.settings()
        let target = try enrichedPath(path)
        let memory = ScanMemory(settings, source: LocalCommands())
        var status: Int32 = 2
        _ = runWithStack(bytes: 1 << 29) {
            let directory = settings.top + [Ascii.slash] + target.path.text
            let words = target.assignments.map(\.text) + names.flatMap { [Bytes("-v"), Bytes($0.utf8)] }
            let answer = PackageScan(memory).ask(directory, words)
            writeAll(1, answer.output)
            writeAll(2, answer.errors)
            status = answer.status
        }
        if status != 0 { throw ExitCode(status) }
    }
}
