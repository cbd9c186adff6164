internal import Text

/// Programs that a recipe's words name and that can take part in the common budget of jobs (Documentation/jobs.md).
struct JobserverTools: Equatable {
    /// A make that may be GNU's, or what runs one; by the word that names it, with its path if that is absolute.
    private(set) var make: Bytes?
    /// One that speaks bmake's `-J`, and stops at words of GNU make's.
    private(set) var namesBSDMake = false
    /// One that opens the jobserver by its name, and passes over descriptors.
    private(set) var namesOpener = false

    /// This make itself, which understands both.
    private(set) var namesOwn = false

    private enum Kind { case make, bsdMake, opener }

    private static let names: [(name: Bytes, kind: Kind)] = [
        (Bytes("make"), .make), (Bytes("gmake"), .make), (Bytes("gnumake"), .make), (Bytes("cmake"), .make),
        (Bytes("bmake"), .bsdMake), (Bytes("distmake"), .bsdMake),
        (Bytes("ninja"), .opener), (Bytes("samu"), .opener), (Bytes("meson"), .opener), (Bytes("cargo"), .opener),
    ]

    /// Looks at a command, expanded.
    ///
    /// - Parameter own: how this make is called.
    mutating func add(_ command: Bytes, own: Bytes) {
        var start = 0
        while start < command.count {
            guard command[start].isAlphanumeric else {
                start += 1
                continue
            }
            var end = start + 1
            while end < command.count, command[end].isAlphanumeric { end += 1 }
            let word = command[start..<end]
            if (4...8).contains(word.count), let tool = Self.names.first(where: { $0.name.elementsEqual(word) }) {
                if Self.ends(command[..<end], with: own) {
                    namesOwn = true
                    start = end
                    continue
                }
                switch tool.kind {
                case .make: make = make ?? Self.withPath(command, start..<end)
                // A directory is often named after a program.
                case .bsdMake where end < command.count && Bytes("/.-_").contains(command[end]): break
                case .bsdMake: namesBSDMake = true
                case .opener: namesOpener = true
                }
            }
            start = end
        }
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
