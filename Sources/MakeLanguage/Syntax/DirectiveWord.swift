internal import Text

/// The words that make knows behind a dot at the beginning of a line (make-language.md section 5).
enum DirectiveWord: Sendable {
    case ifPlain, ifDefined, ifNotDefined, ifMake, ifNotMake
    case elseIf, elseIfDefined, elseIfNotDefined, elseIfMake, elseIfNotMake
    case otherwise, endIf
    case loop, endLoop, breakLoop
    case include, includeIfPresent, includeDepend
    case error, warning, info
    case export, exportEnvironment, exportLiteral, exportAll, unexport, unexportEnvironment
    case undefine
    case poison

    private static let table: [(code: UInt64, word: DirectiveWord)] = [
        ("if", .ifPlain), ("ifdef", .ifDefined), ("ifndef", .ifNotDefined), ("ifmake", .ifMake),
        ("ifnmake", .ifNotMake), ("elif", .elseIf), ("elifdef", .elseIfDefined), ("elifndef", .elseIfNotDefined),
        ("elifmake", .elseIfMake), ("elifnmake", .elseIfNotMake), ("else", .otherwise), ("endif", .endIf),
        ("for", .loop), ("endfor", .endLoop), ("break", .breakLoop), ("include", .include),
        ("sinclude", .includeIfPresent), ("-include", .includeIfPresent), ("dinclude", .includeDepend),
        ("error", .error), ("warning", .warning), ("info", .info), ("export", .export),
        ("export-env", .exportEnvironment), ("export-literal", .exportLiteral), ("export-all", .exportAll),
        ("unexport", .unexport), ("unexport-env", .unexportEnvironment), ("undef", .undefine),
        ("poison", .poison),
    ].map { (word: StaticString, meaning) in
        (word.withUTF8Buffer { code(of: $0) }, meaning)
    }

    init?(_ word: UnsafeBufferPointer<UInt8>) {
        guard !word.isEmpty, word.count <= 14 else { return nil }
        let code = Self.code(of: word)
        for entry in Self.table where entry.code == code {
            self = entry.word
            return
        }
        return nil
    }

    /// The length, and twelve letters of five bits each; the words of the table differ in these.
    private static func code(of word: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var code = UInt64(word.count)
        for byte in word.prefix(12) { code = code << 5 | UInt64(byte & 31) }
        // The two letters that a long word has left.
        for byte in word.dropFirst(12) { code = code &* 31 ^ UInt64(byte) }
        return code
    }
}
