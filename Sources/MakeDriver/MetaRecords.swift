internal import BuildGraph
internal import MakeLanguage
internal import Platform
internal import Text

/// The records of a file monitor in a meta file: what processes read and wrote (make-language.md S7-43). They are
/// obeyed whoever wrote them.
///
/// A record is a letter, the number of a process, and one path or two in quotes: `R` read, `E` executed, `W` written,
/// `D` removed, `M` moved, `L` linked, `C` changed directory, `F` forked, `X` ended, `S` asked for.
struct MetaRecords {
    struct Verdict {
        /// A file that was used and has changed since.
        var newerFile: Bytes?
    }

    private let run: Make
    private let time: Int64
    private let ignoredPaths: [Bytes]
    private let ignoredPatterns: [Glob]
    private let filter: Bytes
    /// Where files that were made must still be.
    private let bailiwick: [Bytes]
    private var directories: [Bytes: Bytes] = [:]
    /// Files that were there and are not.
    private(set) var missing: [Bytes] = []

    init(mode: MetaMode, target: NodeID) {
        run = mode.run
        func words(_ name: StaticString) -> [Bytes] { quotedWords(mode.run.evaluator.value(Bytes(name)) ?? []) }
        ignoredPaths = words(".MAKE.META.IGNORE_PATHS").filter { $0.first == Ascii.slash }
        ignoredPatterns = words(".MAKE.META.IGNORE_PATTERNS").map(Glob.init)
        filter = mode.run.evaluator.value(Bytes(".MAKE.META.IGNORE_FILTER")) ?? []
        bailiwick = words(".MAKE.META.BAILIWICK")
        if case .modified(let own) = run.graph.time(of: target) { time = own } else { time = .max }
    }

    /// Nil if the line is no record.
    mutating func check(_ line: Bytes) -> Verdict? {
        if line.isEmpty || line[0] == Ascii.hash { return Verdict() }
        guard line.count > 2, line[0].isUpper, line[1] == Ascii.space else { return nil }
        let words = quotedWords(Bytes(line.dropFirst(2)))
        if line[0] == UInt8(ascii: "V") { return Verdict() }
        guard let process = words.first, process.allSatisfy(\.isDigit) else { return nil }
        let paths = words.dropFirst().map(unquoted)
        switch line[0] {
        case UInt8(ascii: "C"): directories[process] = paths.first.map { resolve($0, process) }
        case UInt8(ascii: "F"): if let child = paths.first { directories[child] = directories[process] }
        case UInt8(ascii: "D"): if let path = paths.first { forget(resolve(path, process)) }
        case UInt8(ascii: "M"):
            if paths.count == 2 {
                forget(resolve(paths[0], process))
                expect(resolve(paths[1], process))
            }
        case UInt8(ascii: "L"): if paths.count == 2 { expect(resolve(paths[1], process)) }
        case UInt8(ascii: "W"): if let path = paths.first { expect(resolve(path, process)) }
        case UInt8(ascii: "R"), UInt8(ascii: "E"): if let path = paths.first { return used(path, process) }
        default: break
        }
        return Verdict()
    }

    private func unquoted(_ word: Bytes) -> Bytes {
        word.count >= 2 && word.first == Ascii.apostrophe && word.last == Ascii.apostrophe
            ? Bytes(word[1..<word.count - 1]) : word
    }

    private func resolve(_ path: Bytes, _ process: Bytes) -> Bytes {
        if path.first == Ascii.slash { return path }
        return (directories[process] ?? run.objectDirectory) + [Ascii.slash] + path
    }

    private mutating func used(_ path: Bytes, _ process: Bytes) -> Verdict {
        if path.first == Ascii.slash, isIgnored(path) { return Verdict() }
        let full = resolve(path, process)
        guard let status = fileStatus(full) else {
            // A relative name may have been seen from elsewhere.
            if path.first == Ascii.slash, !missing.contains(full) { missing.append(full) }
            return Verdict()
        }
        return Verdict(newerFile: !status.isDirectory && status.modified > time ? full : nil)
    }

    /// A file that was made within the bailiwick has to be there.
    private mutating func expect(_ path: Bytes) {
        guard bailiwick.contains(where: path.hasPrefix), !isIgnored(path), fileStatus(path, followLinks: false) == nil
        else { return }
        if !missing.contains(path) { missing.append(path) }
    }

    private mutating func forget(_ path: Bytes) { missing.removeAll { $0 == path } }

    private func isIgnored(_ path: Bytes) -> Bool {
        let isBelow = ignoredPaths.contains { path.hasPrefix($0) && (path.count == $0.count || path[$0.count] == 0x2F) }
        if isBelow || ignoredPatterns.contains(where: { $0.matches(path) }) { return true }
        return !filter.isEmpty && run.evaluator.apply(modifiers: filter, to: path).isEmpty
    }
}
