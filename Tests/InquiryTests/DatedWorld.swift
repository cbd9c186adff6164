import BuildGraph
import MakeLanguage
import Text

/// A world of files that have nothing but dates, in nanoseconds.
final class DatedWorld: World {
    var files: [Bytes: Int64] = [:]

    func contents(of path: Bytes) -> Bytes? { nil }
    func modificationTime(of path: Bytes) -> Int64? { files[path] }
    func isDirectory(_ path: Bytes) -> Bool { files.keys.contains { $0.starts(with: path + [Ascii.slash]) } }
    func entries(of directory: Bytes) -> [Bytes]? { nil }
    func realPath(of path: Bytes) -> Bytes? { nil }
    func run(_ command: ShellCommand) -> (output: Bytes, status: CommandStatus) { ([], .exited(0)) }
    func environment() -> [(name: Bytes, value: Bytes)] { [] }
    func now() -> Int64 { 1_000_000_000_000 }
    func formatTime(_ format: Bytes, seconds: Int64, local: Bool) -> Bytes { Bytes("@\(seconds)") }
    func random() -> UInt64 { 0 }
}

final class NoDiagnostics: DiagnosticSink {
    func report(_ diagnostic: Diagnostic) {}
}

/// A makefile, read; its targets can be asked about.
struct Makefile {
    let graph: Graph

    /// - Parameter files: with their dates in seconds.
    init(_ text: String, files: [String: Double]) {
        let world = DatedWorld()
        for (name, seconds) in files { world.files[Bytes(name)] = Int64(seconds * 1e9) }
        let evaluator = Evaluator(language: Language(), world: world, diagnostics: NoDiagnostics())
        graph = Graph(evaluator: evaluator)
        graph.origins = Origins()
        let rules = RuleParser(graph: graph)
        evaluator.rules = rules
        Reader(evaluator: evaluator, rules: rules).read(Bytes(text), path: Bytes("Makefile"))
        rules.closeRule()
    }

    func survey(_ names: [String]) -> Survey {
        var survey = Survey(graph) { [graph] in graph.staleness(of: $0) }
        for name in names { survey.visit(graph.node(Bytes(name))) }
        return survey
    }
}
