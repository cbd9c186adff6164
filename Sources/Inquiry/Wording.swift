internal import BuildGraph
internal import MakeLanguage
internal import Text

/// Words that more than one answer uses.
extension Graph {
    /// `file:line`; empty if nobody knows.
    func place(_ location: SourceLocation?) -> Bytes {
        guard let location, !location.file.isEmpty else { return [] }
        return location.file + Bytes(":\(location.line)")
    }

    /// Where the recipe of a target begins.
    func recipePlace(_ id: NodeID) -> Bytes { place(self[id].commands.first?.location) }

    /// The attributes of a target, as a makefile says them.
    func attributeNames(_ id: NodeID) -> [Bytes] {
        let known: [(Attributes, StaticString)] = [
            (.exec, ".EXEC"), (.ignore, ".IGNORE"), (.invisible, ".INVISIBLE"), (.join, ".JOIN"), (.made, ".MADE"),
            (.make, ".MAKE"), (.meta, ".META"), (.noMeta, ".NOMETA"), (.noMetaCompare, ".NOMETA_CMP"),
            (.noPath, ".NOPATH"), (.notMain, ".NOTMAIN"), (.optional, ".OPTIONAL"), (.phony, ".PHONY"),
            (.precious, ".PRECIOUS"), (.silent, ".SILENT"), (.use, ".USE"), (.useBefore, ".USEBEFORE"),
        ]
        return known.filter { self[id].attributes.contains($0.0) }.map { Bytes($0.1) }
    }

    /// A date by a format of strftime(3), with nanoseconds behind it unless they are 0.
    func date(_ time: Int64, _ format: StaticString, local: Bool) -> Bytes {
        let seconds = time >= 0 ? time / 1_000_000_000 : (time - 999_999_999) / 1_000_000_000
        let rest = time - seconds * 1_000_000_000
        let text = evaluator.world.formatTime(Bytes(format), seconds: seconds, local: local)
        return rest == 0 ? text : text + [Ascii.dot] + Bytes("\(1_000_000_000 + rest)".utf8.dropFirst())
    }
}
