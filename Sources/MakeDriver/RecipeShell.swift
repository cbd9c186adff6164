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
        case improper
        case unknownKeyword(Bytes)
        case noMatch(Bytes)
    }

    /// `.SHELL: name=sh path=... ...` (S7-31).
    mutating func apply(_ words: [Bytes]) throws(Problem) {
        var fields: [(Bytes, Bytes)] = []
        for word in words {
            guard let equals = word.firstIndex(of: Ascii.equals) else { throw .unknownKeyword(word) }
            var value = Bytes(word[(equals + 1)...])
            if value.count >= 2, let quote = value.first, quote == value.last,
                quote == Ascii.quote || quote == Ascii.apostrophe
            {
                value = Bytes(value.dropFirst().dropLast())
            }
            fields.append((Bytes(word[..<equals]), value))
        }
        var name: Bytes?
        var newPath: Bytes?
        for (keyword, value) in fields {
            switch keyword.text {
            case "name": name = value
            case "path": newPath = value
            case "quiet", "echo", "filter", "newline", "comment", "errout": break
            case "echoFlag": echoFlag = value
            case "errFlag": exitFlag = value
            case "hasErrCtl":
                hasErrorControl = [UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "t"), UInt8(ascii: "1")].contains(
                    value.first ?? 0)
            case "check": check = value
            case "ignore": ignore = value
            default: throw .unknownKeyword(keyword)
            }
        }
        if let newPath {
            path = newPath
            if newPath.contains(UInt8(ascii: " ")) { throw .improper }
            return
        }
        guard let name else { throw .improper }
        switch name.text {
        case "sh", "ksh": path = Bytes("/bin/") + name
        case "csh": path = Bytes("/bin/csh")
        default: throw .noMatch(name)
        }
    }
}
