package import Text

/// `compile_commands.json`: how each source is compiled, for editors and checkers (the format of clang's tools).
package struct CompileCommands {
    private var entries: [Bytes] = []
    private var seen: Set<Bytes> = []

    package init() {}

    package var count: Int { entries.count }

    /// Looks for compilations in a line of a recipe.
    ///
    /// - Parameter directory: absolute; where the recipe runs.
    package mutating func add(line: Bytes, directory: Bytes) {
        for command in ShellLine(line).commands {
            guard let compiler = CompilerCommand(command.words) else { continue }
            for source in compiler.sources {
                var entry = Bytes("  {\"directory\": ") + jsonString(join(directory, command.directory))
                entry += Bytes(",\n   \"file\": ") + jsonString(source)
                let arguments = compiler.arguments.map(jsonString).joined(separator: Bytes(", "))
                entry += Bytes(",\n   \"arguments\": [") + Bytes(arguments)
                entry += Bytes("],\n   \"output\": ") + jsonString(compiler.output(of: source)) + Bytes("}")
                if seen.insert(entry).inserted { entries.append(entry) }
            }
        }
    }

    private func join(_ directory: Bytes, _ inner: Bytes) -> Bytes {
        if inner.isEmpty { return directory }
        return inner.first == Ascii.slash ? inner : directory + [Ascii.slash] + inner
    }

    package var json: Bytes {
        entries.isEmpty ? Bytes("[]\n") : Bytes("[\n") + Bytes(entries.joined(separator: Bytes(",\n"))) + Bytes("\n]\n")
    }
}
