internal import Text

/// `-dv` for the steps of a chain (make-language.md S1-08).
extension ModifierChain {
    func traceStart(of modifier: Modifier) {
        let label = Bytes("Applying[") + variable + Bytes("] :") + modifier.letter
        evaluator.diagnostics.debug(label + Bytes(" to \"") + value + Bytes("\""))
    }

    func traceResult(of modifier: Modifier) {
        let label = Bytes("Result[") + variable + Bytes("] of :") + modifier.letter
        evaluator.diagnostics.debug(label + Bytes(" is \"") + value + Bytes("\""))
    }

    func trace(pattern: Bytes, of text: Bytes) {
        evaluator.diagnostics.debug(
            Bytes("Pattern[") + variable + Bytes("] for [") + text + Bytes("] is [") + pattern + Bytes("]"))
    }

    func trace(part: Bytes) {
        evaluator.diagnostics.debug(Bytes("Modifier pattern: \"") + part + Bytes("\""))
    }

    private var variable: Bytes { evaluator.language.names.bytes(of: name) }
}

extension Modifier {
    /// The first character, by which debug output names a modifier.
    fileprivate var letter: Bytes {
        switch self {
        case .head: Bytes("H")
        case .tail: Bytes("T")
        case .suffix: Bytes("E")
        case .root: Bytes("R")
        case .match(_, keep: true), .matchFixed(_, keep: true): Bytes("M")
        case .match(_, keep: false), .matchFixed(_, keep: false): Bytes("N")
        case .substitute, .substituteFixed: Bytes("S")
        case .substituteRegex: Bytes("C")
        case .substituteSuffix(let old, _), .substituteStem(let old, _): Bytes(old.source.prefix(1))
        case .loop: Bytes("@")
        case .ifDefined: Bytes("D")
        case .ifUndefined: Bytes("U")
        case .ownName: Bytes("L")
        case .path: Bytes("P")
        case .quote, .quoteKeepingBlanks: Bytes("Q")
        case .quoteForMake: Bytes("q")
        case .sort: Bytes("O")
        case .unique: Bytes("u")
        case .lower, .upper, .realPath, .separator, .asOneWord, .asWords: Bytes("t")
        case .select: Bytes("[")
        case .remember: Bytes("_")
        case .choose: Bytes("?")
        case .commandOutput: Bytes("!")
        case .valueAsCommand: Bytes("s")
        case .assign: Bytes(":")
        case .hash: Bytes("h")
        case .range: Bytes("r")
        case .formatTime(local: true, _): Bytes("l")
        case .formatTime(local: false, _): Bytes("g")
        case .modificationTime: Bytes("m")
        case .indirect(let text, _, _, _): Bytes(text.source.prefix(1))
        case .invalid(.unknown(let text)), .invalid(.bad(let text)), .invalid(.foreign(let text)): Bytes(text.prefix(1))
        case .invalid, .missingColon, .doubtful, .lazyOutput, .forbidden: []
        }
    }
}
