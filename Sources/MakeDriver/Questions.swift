internal import Platform
package import Text

/// What the command line asks for besides building, or instead of it (Documentation/asking.md).
package struct Questions {
    package enum GraphForm: Sendable { case dot, json }

    /// `--why`, in order.
    package var why: [Bytes] = []
    /// `--graph`; `-` is standard output.
    package var graph: (form: GraphForm, path: Bytes)?
    /// `--compdb`
    package var compileCommands: Bytes?
    /// `--trace`
    package var timeline: Bytes?
    /// `--log`
    package var log: Bytes?
    /// `--summary`; `-` is standard output.
    package var summary: Bytes?

    package init() {}

    /// Nothing is built.
    package var areInsteadOfBuild: Bool { !why.isEmpty || graph != nil || compileCommands != nil }

    static let options: Set<Bytes> = [
        Bytes("why"), Bytes("graph"), Bytes("compdb"), Bytes("trace"), Bytes("log"), Bytes("summary"),
    ]

    /// - Parameter directory: where relative names of files begin.
    package mutating func take(_ option: Bytes, _ argument: Bytes, in directory: Bytes) throws(OptionProblem) {
        guard !argument.isEmpty else { throw .usage(Bytes("option requires an argument -- -") + option) }
        func path(_ name: Bytes) -> Bytes {
            name.first == Ascii.slash || name == [Ascii.minus] ? name : directory + [Ascii.slash] + name
        }
        switch option.text {
        case "why": why.append(argument)
        case "graph":
            guard let (form, name) = Self.graphForm(argument) else {
                throw .message(
                    Bytes("--graph ") + argument
                        + Bytes(": the name must end in .dot, .gv or .json, or begin with dot: or json:"))
            }
            graph = (form, path(name))
        case "compdb": compileCommands = path(argument)
        case "trace": timeline = path(argument)
        case "log": log = path(argument)
        case "summary": summary = path(argument)
        default: break
        }
    }

    /// By a prefix, or by the suffix of the file; standard output without either gets `dot`.
    private static func graphForm(_ argument: Bytes) -> (form: GraphForm, name: Bytes)? {
        for (prefix, form) in [("dot:", GraphForm.dot), ("json:", .json)] where argument.hasPrefix(Bytes(prefix)) {
            let name = Bytes(argument.dropFirst(prefix.utf8.count))
            return name.isEmpty ? nil : (form, name)
        }
        if argument == [Ascii.minus] || argument.hasSuffix(Bytes(".dot")) || argument.hasSuffix(Bytes(".gv")) {
            return (.dot, argument)
        }
        return argument.hasSuffix(Bytes(".json")) ? (.json, argument) : nil
    }
}
