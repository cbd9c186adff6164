package import Text

/// The shell that runs recipes (make-language.md 7.5).
package struct RecipeShell {
    package var path = Bytes("/bin/sh")
    package var hasErrorControl = false
    package var check: Bytes = []
    package var ignore: Bytes = []
    package var echoFlag = Bytes("v")
    package var exitFlag = Bytes("e")
    /// The flags of each start, without the dash; empty: none.
    package var flags: Bytes = []

    enum Problem: Error {
        /// Neither path nor name is given.
        case noShell
        case unknownKeyword(Bytes)
        case noMatch(Bytes)
    }

    /// Shells that need no more than their name.
    private static let known = [Bytes("sh"), Bytes("ksh"), Bytes("csh")]

    /// `.SHELL: name=sh path=... ...` (S7-31).
    mutating func apply(_ words: [Bytes]) throws(Problem) {
        var name: Bytes?
        var newPath: Bytes?
        var isDescribed = false
        for word in words {
            guard let equals = word.firstIndex(of: Ascii.equals) else { throw .unknownKeyword(word) }
            let value = Bytes(word[(equals + 1)...])
            switch Bytes(word[..<equals]).text {
            case "name": name = value
            case "path": newPath = value
            default:
                guard setDetail(Bytes(word[..<equals]), value) else { throw .unknownKeyword(word) }
                isDescribed = true
            }
        }
        guard let program = newPath ?? name else { throw .noShell }
        let base = name ?? Bytes(program[(program.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...])
        guard Self.known.contains(base) || isDescribed && newPath != nil else { throw .noMatch(base) }
        path = newPath ?? Bytes("/bin/") + base
    }

    /// False for an unknown keyword.
    private mutating func setDetail(_ keyword: Bytes, _ value: Bytes) -> Bool {
        switch keyword.text {
        case "quiet", "echo", "filter", "newline", "comment", "errout": break
        case "echoFlag": echoFlag = value
        case "errFlag": exitFlag = value
        case "hasErrCtl":
            hasErrorControl = [UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "t"), UInt8(ascii: "1")].contains(
                value.first ?? 0)
        case "check": check = value
        case "ignore": ignore = value
        default: return false
        }
        return true
    }
}
