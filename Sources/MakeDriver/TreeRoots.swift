internal import MakeLanguage
internal import Platform
internal import RemoteExecution
internal import Text

/// The directories that belong to what is built: what a recipe names below them means the stage on a host
/// (Documentation/fidelity.md).
struct TreeRoots: Equatable {
    /// Absolute and normalised, none below another.
    let directories: [Bytes]

    /// - Parameters:
    ///   - candidates: absolute paths; those that are no usable roots are left out.
    ///   - home: of the user; what is above it is nobody's tree.
    init(_ candidates: [Bytes], home: Bytes?) {
        let usable = candidates.compactMap { normalizedPath($0, in: [Ascii.slash]) }.filter { path in
            !Self.system.contains(path) && path != [Ascii.slash] && home?.hasPrefix(path + [Ascii.slash]) != true
        }
        var kept: [Bytes] = []
        for path in usable.sorted(by: { $0.count < $1.count }) where !kept.contains(where: { isWithin($0, path) }) {
            kept.append(path)
        }
        directories = kept
    }

    /// Whether a normalised path is one of them or below one.
    func contains(_ path: Bytes) -> Bool { directories.contains { isWithin($0, path) } }

    /// Whether a normalised path is one that every machine has for itself.
    static func isSystem(_ path: Bytes) -> Bool {
        path == [Ascii.slash] || system.contains { isWithin($0, path) }
    }

    private static let system: Set<Bytes> = [
        Bytes("/bin"), Bytes("/sbin"), Bytes("/usr"), Bytes("/lib"), Bytes("/lib32"), Bytes("/lib64"),
        Bytes("/libexec"),
        Bytes("/etc"), Bytes("/dev"), Bytes("/proc"), Bytes("/sys"), Bytes("/opt"), Bytes("/var"), Bytes("/run"),
        Bytes("/tmp"), Bytes("/nix"), Bytes("/gnu"), Bytes("/snap"), Bytes("/boot"), Bytes("/rescue"), Bytes("/stand"),
        Bytes("/private"), Bytes("/Library"), Bytes("/System"), Bytes("/Applications"),
    ]
}

/// Whether a normalised path is the directory or below it.
func isWithin(_ directory: Bytes, _ path: Bytes) -> Bool {
    path.hasPrefix(directory) && (path.count == directory.count || path[directory.count] == Ascii.slash)
}

extension Make {
    /// Where the uppermost make of this build runs.
    private static let rootVariable = Bytes("DISTMAKE_ROOT")

    /// Tells the makes below where the tree begins.
    func tellTreeRoot() {
        if evaluator.environment.value(Self.rootVariable) == nil {
            evaluator.environment.setHere(Self.rootVariable, currentDirectoryName)
        }
    }

    /// `.CURDIR` and `.OBJDIR`, where the uppermost make runs if that is above, the working copy that all is in, and what
    /// `.DIST.ROOT` says.
    func treeRoots() -> TreeRoots {
        let home = evaluator.environment.value(Bytes("HOME")).flatMap { normalizedPath($0, in: [Ascii.slash]) }
        var candidates = [currentDirectoryName, objectDirectory]
        candidates += candidates.compactMap { realPath($0) }
        if let above = evaluator.environment.value(Self.rootVariable), above.first == Ascii.slash,
            isWithin(above, currentDirectoryName)
        {
            candidates.append(above)
        }
        if let copy = workingCopy(), copy != home { candidates.append(copy) }
        let named = (evaluator.value(Bytes(".DIST.ROOT")) ?? []).split(whereSeparator: \.isSpace)
        candidates += named.compactMap { normalizedPath(Bytes($0), in: currentDirectoryName) }
        return TreeRoots(candidates, home: home)
    }

    /// The nearest directory from .CURDIR upwards that a version control system marks as its own.
    private func workingCopy() -> Bytes? {
        var directory = currentDirectoryName
        while directory.count > 1 {
            for mark in [".git", ".hg", ".svn", ".got", ".jj", ".fslckout", "_FOSSIL_"]
            where fileStatus(directory + Bytes("/\(mark)".utf8)) != nil {
                return directory
            }
            directory = Bytes(directory[..<(directory.lastIndex(of: Ascii.slash) ?? 0)])
        }
        return nil
    }
}
