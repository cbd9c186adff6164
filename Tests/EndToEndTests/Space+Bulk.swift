import Foundation
import Testing

extension Space {
    static let distbulk: String =
        ProcessInfo.processInfo.environment["DISTBULK"]
        ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "distbulk").path

    /// Runs distbulk in the tree until its end.
    func bulk(
        _ arguments: String..., environment: [String: String] = [:], input: String? = nil, ulimit: String? = nil,
        limit: Double = 60, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Ran {
        try start(arguments, environment: environment, input: input, ulimit: ulimit, program: Space.distbulk)
            .wait(limit: limit, sourceLocation: sourceLocation)
    }
}
