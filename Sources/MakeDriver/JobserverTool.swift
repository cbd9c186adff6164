internal import Text

/// A program that a recipe's words name and that knows a jobserver of GNU make's kind (Documentation/jobs.md).
enum JobserverTool: Equatable {
    /// A make, or what runs one; by the word that names it, with its path.
    case make(Bytes)
    /// One that opens the jobserver by its name, and passes over descriptors.
    case opensByName

    private static let names: [(name: Bytes, isMake: Bool)] = [
        (Bytes("make"), true), (Bytes("gmake"), true), (Bytes("gnumake"), true), (Bytes("cmake"), true),
        (Bytes("ninja"), false), (Bytes("samu"), false), (Bytes("meson"), false), (Bytes("cargo"), false),
    ]

    /// The tool that a command, expanded, names; a make rather than another.
    ///
    /// - Parameter own: how this make is called; a command that runs it needs none.
    init?(_ command: Bytes, own: Bytes) {
        var found: JobserverTool?
        var start = 0
        while start < command.count {
            guard command[start].isAlphanumeric else {
                start += 1
                continue
            }
            var end = start + 1
            while end < command.count, command[end].isAlphanumeric { end += 1 }
            let word = command[start..<end]
            if (4...7).contains(word.count), let tool = Self.names.first(where: { $0.name.elementsEqual(word) }),
                !Self.ends(command[..<end], with: own)
            {
                if tool.isMake {
                    self = .make(Self.withPath(command, start..<end))
                    return
                }
                found = .opensByName
            }
            start = end
        }
        guard let found else { return nil }
        self = found
    }

    /// A word with what stands before it up to a blank or a quote, if that is an absolute path.
    private static func withPath(_ command: Bytes, _ word: Range<Int>) -> Bytes {
        let isPart = { (byte: UInt8) in byte.isAlphanumeric || Bytes("/._-+").contains(byte) }
        let before = command[..<word.lowerBound].lastIndex { !isPart($0) }.map { $0 + 1 } ?? 0
        return Bytes(command[(command[before] == Ascii.slash ? before : word.lowerBound)..<word.upperBound])
    }

    /// True if the last word of a text, with what belongs to its path, is `own`.
    private static func ends(_ text: ArraySlice<UInt8>, with own: Bytes) -> Bool {
        guard text.count >= own.count, text.suffix(own.count).elementsEqual(own) else { return false }
        let before = text.dropLast(own.count).last ?? Ascii.space
        return !before.isAlphanumeric && before != Ascii.slash
    }
}
