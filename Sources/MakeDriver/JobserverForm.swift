internal import Text

/// How a recipe's tools are told of the common budget of jobs, beside bmake's `-J` (Documentation/jobs.md).
enum JobserverForm: Equatable {
    /// `--jobserver-auth=R,W`: descriptors that the job inherits.
    case pipe
    /// `--jobserver-auth=fifo:PATH`
    case fifo

    /// Tools that know only one of them, or may run one that does: GNU make before 4.4 stops at the sight of a path,
    /// and ninja passes over descriptors.
    private static let tools: [(name: Bytes, form: JobserverForm)] = [
        (Bytes("make"), .pipe), (Bytes("gmake"), .pipe), (Bytes("gnumake"), .pipe), (Bytes("cmake"), .pipe),
        (Bytes("ninja"), .fifo), (Bytes("samu"), .fifo), (Bytes("meson"), .fifo), (Bytes("cargo"), .fifo),
    ]

    /// What a command, expanded, asks for by the words in it.
    ///
    /// - Parameter own: how this make is called; a command that runs it needs none.
    init?(_ command: Bytes, own: Bytes) {
        var found: JobserverForm?
        var start = 0
        while start < command.count {
            guard command[start].isAlphanumeric else {
                start += 1
                continue
            }
            var end = start + 1
            while end < command.count, command[end].isAlphanumeric { end += 1 }
            let word = command[start..<end]
            if (4...7).contains(word.count), let tool = Self.tools.first(where: { $0.name.elementsEqual(word) }),
                !Bytes(command[..<end]).hasSuffix(own)
            {
                if tool.form == .pipe {
                    self = .pipe
                    return
                }
                found = tool.form
            }
            start = end
        }
        guard let found else { return nil }
        self = found
    }
}
