internal import InputDiscovery
internal import Inquiry
internal import RemoteExecution
internal import Text

/// A compilation in an expanded recipe whose words are all there is to it.
struct Compilation {
    /// The compiler and its arguments.
    let arguments: [Bytes]
    /// Absolute paths.
    let sources: [Bytes]
    /// Where it runs; absolute.
    let directory: Bytes
    /// The file of dependencies that it writes, absolute; nil if it writes none.
    let depfile: Bytes?

    /// Those of a recipe, each of which a shell would run just as it stands here, and whether there is nothing else in it.
    static func all(in commands: [RecipeCommand], directory: Bytes) -> (found: [Compilation], isWhole: Bool) {
        let simple = commands.flatMap { ShellLine($0.text).commands }
        let found = simple.compactMap { Compilation($0, below: directory) }
        return (found, found.count == simple.count)
    }

    private init?(_ command: ShellLine.Command, below start: Bytes) {
        guard let compiler = CompilerCommand(command.words),
            // What the shell would replace is not known here.
            !compiler.arguments.contains(where: { $0.contains(Ascii.dollar) || $0.contains(Ascii.backquote) }),
            let directory = command.directory.isEmpty ? start : normalizedPath(command.directory, in: start)
        else { return nil }
        arguments = compiler.arguments
        sources = compiler.sources.compactMap { normalizedPath($0, in: directory) }
        self.directory = directory
        // With several sources in a command each has one of its own.
        let object = compiler.sources.count == 1 ? compiler.output(of: compiler.sources[0]) : []
        depfile = requestedDepfile(compilation: compiler.arguments, object: object)
            .flatMap { object.isEmpty ? nil : normalizedPath($0, in: directory) }
    }
}
