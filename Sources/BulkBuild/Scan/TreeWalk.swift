package import Pkgsrc
internal import Platform
package import Text

/// The package directories of a tree: SUBDIR of the top, and of each category (bulk-building.md 2.2, 6).
package struct TreeWalk {
    private let scan: PackageScan
    private let memory: ScanMemory
    /// Categories that could not be asked, and why.
    package private(set) var failures: [(category: Bytes, reason: Bytes)] = []

    package init(_ memory: ScanMemory) {
        self.memory = memory
        scan = PackageScan(memory)
    }

    /// All of them, each once, in the order of the makefiles.
    package mutating func packages() -> [PackagePath] {
        var seen: Set<PackagePath> = []
        var paths: [PackagePath] = []
        for category in subdirectories(of: memory.settings.top, named: []) {
            let directory = joined(memory.settings.top, category)
            for package in subdirectories(of: directory, named: category) {
                guard let path = PackagePath(category + [Ascii.slash] + package) else {
                    failures.append((category, Bytes("SUBDIR has no directory: ") + package))
                    continue
                }
                if seen.insert(path).inserted { paths.append(path) }
            }
        }
        return paths
    }

    private mutating func subdirectories(of directory: Bytes, named category: Bytes) -> [Bytes] {
        guard memory.tree.status(of: directory, from: [Ascii.slash])?.isDirectory == true else {
            failures.append((category, Bytes("there is no such directory")))
            return []
        }
        let (output, errors, status) = scan.ask(
            directory, [Bytes("show-subdir-var"), Bytes("VARNAME=SUBDIR")])
        guard status == 0 else {
            failures.append((category, errors.isEmpty ? Bytes("make exited with status \(status)") : errors))
            return []
        }
        return output.split(whereSeparator: \.isSpace).map { Bytes($0) }
    }
}
