package import Text

/// What a recipe has read, by the records of its processes in the format of filemon(4): a letter, the number of a process,
/// and a path, or two in quotes. Pure.
///
/// What the recipe wrote before it read it is its own, and not among its inputs.
package struct TracedFiles: Equatable, Sendable {
    package struct Read: Hashable, Sendable {
        /// Absolute, `.` and `..` resolved.
        package let path: Bytes
        /// It was named by an absolute path, which means the same on all machines.
        package let isAbsolute: Bool
    }

    /// Each once, in the order in which they were first read.
    package private(set) var reads: [Read] = []
    /// Directories that were only passed through, as `sub` in `sub/../file`, each once.
    package private(set) var passages: [Bytes] = []

    /// - Parameters:
    ///   - directory: where the first process began.
    ///   - normalize: a path, seen from a directory, without `.` and `..`.
    package init(records: Bytes, directory: Bytes, normalize: (Bytes, Bytes) -> Bytes?) {
        var directories: [Bytes: Bytes] = [:]
        var seen: Set<Bytes> = []
        var written: Set<Bytes> = []
        func resolved(_ path: Bytes, _ process: Bytes) -> Bytes? {
            normalize(path, directories[process] ?? directory)
        }
        for line in records.split(separator: Ascii.newline) {
            let words = line.split(separator: Ascii.space, maxSplits: 2).map { Bytes($0) }
            guard words.count == 3, words[0].count == 1, words[1].allSatisfy(\.isDigit) else { continue }
            let (process, rest) = (words[1], words[2])
            switch words[0][0] {
            case UInt8(ascii: "C"): directories[process] = resolved(Self.unquoted(rest), process)
            case UInt8(ascii: "F"): directories[rest] = directories[process]
            case UInt8(ascii: "W"): resolved(Self.unquoted(rest), process).map { _ = written.insert($0) }
            case UInt8(ascii: "M"), UInt8(ascii: "L"):
                let pair = Self.pair(rest)
                if let pair, let path = resolved(pair.to, process) { written.insert(path) }
            case UInt8(ascii: "R"), UInt8(ascii: "E"):
                let path = Self.unquoted(rest)
                guard let full = resolved(path, process), !written.contains(full), seen.insert(full).inserted else {
                    continue
                }
                reads.append(Read(path: full, isAbsolute: path.first == Ascii.slash))
                for prefix in Self.passages(of: path) {
                    if let passage = resolved(prefix, process), seen.insert(passage).inserted {
                        passages.append(passage)
                    }
                }
            default: break
            }
        }
    }

    /// What stands before `/..` in a relative path, as far as it is more than dots.
    private static func passages(of path: Bytes) -> [Bytes] {
        guard path.first != Ascii.slash else { return [] }
        let parts = path.split(separator: Ascii.slash).map { Bytes($0) }
        let up = Bytes("..")
        return parts.indices.dropFirst().compactMap { index in
            guard parts[index] == up, parts[index - 1] != up else { return nil }
            return Bytes(parts[..<index].joined(separator: [Ascii.slash]))
        }
    }

    private static func unquoted(_ word: Bytes) -> Bytes {
        word.count >= 2 && word.first == Ascii.apostrophe && word.last == Ascii.apostrophe
            ? Bytes(word[1..<word.count - 1]) : word
    }

    /// `'from' 'to'`
    private static func pair(_ text: Bytes) -> (from: Bytes, to: Bytes)? {
        let middle = Bytes("' '")
        guard text.count > 4, let place = (1..<text.count - 3).first(where: { text[$0...].starts(with: middle) }) else {
            return nil
        }
        return (Bytes(text[1..<place]), Bytes(text[(place + 3)..<(text.count - 1)]))
    }
}
