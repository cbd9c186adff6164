internal import BuildGraph
internal import MakeLanguage
internal import Text

/// What a makefile says of the files of a recipe besides its rule (Documentation/inputs.md). Both are variables as the
/// target sees them: global, or its own.
extension Make {
    /// `.DIST.INPUTS`: files and directories that the recipe reads; wildcards are looked for on the search path, too.
    func furtherInputs(of id: NodeID) -> [Bytes] {
        distWords(".DIST.INPUTS", id).flatMap { word in
            hasWildcards(word) ? graph.existingFiles(matching: word) : graph.place(of: word).map { [$0] } ?? []
        }
    }

    /// `.DIST.OUTPUTS`: files that it makes besides its target, and that are brought back with it.
    func furtherOutputs(of id: NodeID) -> [Bytes] { distWords(".DIST.OUTPUTS", id) }

    private func distWords(_ variable: StaticString, _ id: NodeID) -> [Bytes] {
        guard let value = evaluator.value(Bytes(variable), in: graph.scope(of: id)), !value.isEmpty else { return [] }
        return value.split(whereSeparator: \.isSpace).map { Bytes($0) }
    }
}
