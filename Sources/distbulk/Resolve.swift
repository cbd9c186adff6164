internal import ArgumentParser
internal import BulkBuild
internal import Platform
internal import Text

/// `distbulk resolve`: which packages each package needs.
struct Resolve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Chooses packages for the dependencies of a scan.",
        discussion: """
            Writes the records of PSCAN with a line DEPENDS each. A dependency without a package ends it with status 1, and nothing is \
            written, unless -p is given. Duplicates, cycles and dependencies that come from another place than they \
            say are told and survived.
            """)

    @Flag(
        name: [.customShort("p"), .customLong("partial")],
        help: "Write records with missing dependencies without DEPENDS.")
    var isPartial = false
    @Option(
        name: [.customShort("i"), .customLong("incremental")],
        help: ArgumentHelp(
            "Add the locations of missing dependencies to this list, and take further files for spare candidates.",
            valueName: "limited"))
    var limited: String?
    @Option(name: .shortAndLong, help: "Write there instead of to standard output; all or nothing.")
    var output: String?
    @OptionGroup var rules: ResolvingRules
    @Flag(name: .shortAndLong, help: "Tell nothing but what keeps records from being written.")
    var quiet = false
    @Argument(help: "The files of a scan; `-' is standard input.")
    var pscan: [String]

    func validate() throws {
        if pscan.count > 1, limited == nil { throw ValidationError("Further files are allowed with -i only.") }
    }

    func run() throws {
        let (set, files) = try readPackages(pscan)
        let resolution = rules.resolve(set, spares: 1)
        if !quiet || (!resolution.missing.isEmpty && !isPartial) { for line in findings(resolution) { say(line) } }
        if let limited { try enlarge(Bytes(limited), resolution) }
        guard resolution.missing.isEmpty || isPartial else {
            try complain(
                "\(resolution.missing.count) dependencies are missing: nothing is written (-p writes the rest)",
                status: 1)
        }
        try write(resolution, files)
        if !quiet { say(summary(resolution, PackageStates(resolution))) }
    }

    private func enlarge(_ path: Bytes, _ resolution: Resolution) throws {
        let old = (try? readFile(path)) ?? []
        guard let list = enlargedList(old, for: resolution) else { return }
        do throws(SystemError) {
            try replaceFile(path, list)
        } catch {
            try complain("\(path.text): \(error.text)")
        }
    }

    private func write(_ resolution: Resolution, _ files: [Int32]) throws {
        guard let output else {
            do throws(ReadingTrouble) {
                try writeResolved(resolution, from: files, to: 1)
            } catch {
                try complain(error.description)
            }
            return
        }
        guard let (fd, name) = makeTemporaryFile(Bytes("\(output).XXXXXX")) else {
            try complain("\(output): \(SystemError.last.text)")
        }
        do throws(ReadingTrouble) {
            try writeResolved(resolution, from: files, to: fd)
        } catch {
            _ = withCString(name) { unlink($0) }
            try complain(error.description)
        }
        let mask = umask(0)
        umask(mask)
        _ = fchmod(fd, 0o666 & ~mask)
        close(fd)
        guard withCString(name, { from in withCString(Bytes(output)) { rename(from, $0) } }) == 0 else {
            try complain("\(output): \(SystemError.last.text)")
        }
    }
}
