internal import ArgumentParser
internal import BulkBuild
internal import Platform
internal import Text

extension GraphForm: ExpressibleByArgument {}

/// `distbulk graph`: which packages need which, for other programs and for people.
struct Graph: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes the graph of packages.",
        discussion: """
            Records that were resolved are taken as they are, others are resolved. The forms: dot for graphviz; json with states; edges \
            as paexec(1) reads them; deps with the word DEPENDS in front.
            """)

    @Option(help: "dot, json, edges or deps.")
    var format = GraphForm.dot
    @Option(help: ArgumentHelp("Tell instead why this package cannot be built.", valueName: "package"))
    var why: String?
    @OptionGroup var rules: ResolvingRules
    @Argument(help: "A scan or a resolved scan; `-' is standard input.")
    var pscan = "-"

    func run() throws {
        let resolution = rules.resolve(try readPackages([pscan]).set)
        let states = PackageStates(resolution)
        guard let why else {
            writeAll(1, graphText(resolution, states, format))
            return
        }
        guard let number = resolution.chosen.first(where: { resolution.name($0) == Bytes(why) }) else {
            try complain("\(why): no such package; names have their version, as in foo-1.0")
        }
        writeAll(1, Bytes(whyText(number, resolution, states)))
    }
}
