internal import ArgumentParser
internal import BulkBuild
internal import Platform
internal import Text

/// How dependencies are satisfied.
struct ResolvingRules: ParsableArguments {
    enum Ties: String, ExpressibleByArgument, CaseIterable {
        case pbulk
        case pkgInstall = "pkg_install"
    }

    @Option(help: "Of packages of equal versions take the one whose name is larger (pbulk) or smaller (pkg_install).")
    var ties = Ties.pbulk
    @Flag(help: "Let `foo' stand for `foo-[0-9]*', as pkg_add(1) does and pbulk does not.")
    var bareNames = false

    func resolve(_ set: PackageSet, spares: Int? = nil) -> Resolution {
        Resolver.resolve(
            set, spares: spares, ties: ties == .pbulk ? .largerName : .smallerName, bareNames: bareNames)
    }
}

/// Opens and reads the files of a scan.
func readPackages(_ paths: [String]) throws -> (set: PackageSet, files: [Int32]) {
    var set = PackageSet()
    var files: [Int32] = []
    do throws(ReadingTrouble) {
        for path in paths {
            let fd = try openSeekable(Bytes(path))
            files.append(fd)
            try set.read(fd, file: Bytes(path))
        }
    } catch {
        try complain(error.description)
    }
    return (set, files)
}
