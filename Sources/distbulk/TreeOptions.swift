internal import ArgumentParser
internal import BulkBuild
internal import Platform
internal import Text

/// Which tree is asked, and how.
struct TreeOptions: ParsableArguments {
    @Option(
        name: [.customShort("C", allowingJoined: true)],
        help: "The top of the pkgsrc tree; default is the current directory.")
    var tree = "."
    @Option(name: [.customShort("m", allowingJoined: true)], help: "Where sys.mk is, as for make; repeatable.")
    var systemPath: [String] = []
    @Option(
        help: """
            The make that makefiles know as $MAKE, which runs what is not evaluated here; default is the distmake beside \
            this program.
            """)
    var make: String?
    @Flag(
        name: .customLong("no-memo"),
        help: "Runs a process for each package, and remembers nothing.")
    var remembersNothing = false
    /// - Throws: what is wrong with them, for the user.
    func settings() throws -> ScanSettings {
        guard let top = realPath(Bytes(tree.utf8)), fileStatus(top + Bytes("/mk/bsd.pkg.mk")) != nil else {
            throw ValidationError("\(tree) is no pkgsrc tree: it has no mk/bsd.pkg.mk. Name one with -C.")
        }
        var settings = ScanSettings(top: top, make: try program(), environment: Self.environment)
        for path in systemPath {
            let path = Bytes(path.utf8)
            guard let real = path.hasPrefix(Bytes(".../")) ? path : realPath(path) else {
                throw ValidationError("There is no directory \(path.text) for -m.")
            }
            settings.makeWords += [Bytes("-m"), real]
        }
        settings.remembers = !remembersNothing
        imitate(&settings)
        return settings
    }

    /// Ours without what differs from terminal to terminal and means nothing to packages.
    private static var environment: [Bytes] {
        let noise: Set<Bytes> = Set(
            ["PWD", "OLDPWD", "SHLVL", "_", "TERM", "COLUMNS", "LINES", "WINDOWID", "DISTBULK_STATE"].map { Bytes($0) })
        return currentEnvironment().filter { entry in
            let name = Bytes(entry.prefix { $0 != Ascii.equals })
            return !noise.contains(name) && !name.hasPrefix(Bytes("SSH_"))
        }.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Records are what that make would print: it is asked for its version, and for what it takes the machine for.
    private func imitate(_ settings: inout ScanSettings) {
        let names = ["MAKE_VERSION", "MACHINE", "MACHINE_ARCH"]
        let asked = ScanCommand(
            arguments: [settings.make] + (["-r", "-f", "/dev/null"] + names.flatMap { ["-V", $0] }).map { Bytes($0) },
            environment: settings.environment, directory: [Ascii.slash])
        let values = LocalCommands().answer(to: asked).output.split(
            separator: Ascii.newline, omittingEmptySubsequences: false)
        guard values.count >= names.count else { return }
        if values[0].count == 8, values[0].allSatisfy(\.isDigit) { settings.imitated = Bytes(values[0]) }
        for (name, value) in zip(names, values).dropFirst() where !value.isEmpty {
            let mark = Bytes(name) + [Ascii.equals]
            if !settings.environment.contains(where: { $0.hasPrefix(mark) }) {
                settings.environment.append(mark + value)
            }
        }
    }

    private func program() throws -> Bytes {
        if let make {
            guard let path = Self.find(Bytes(make.utf8)) else {
                throw ValidationError("There is no program \(make) for --make.")
            }
            return path
        }
        let own = realPath(Bytes("/proc/self/exe")) ?? Self.find(commandLineWords().first ?? []) ?? []
        let beside = own[..<(own.lastIndex(of: Ascii.slash) ?? 0)] + Bytes("/distmake")
        if let path = realPath(Bytes(beside)) { return path }
        guard let path = Self.find(Bytes("distmake")) ?? Self.find(Bytes("bmake")) else {
            throw ValidationError("There is no distmake beside this program, nor in PATH. Name one with --make.")
        }
        return path
    }

    private static func find(_ name: Bytes) -> Bytes? {
        if name.contains(Ascii.slash) { return realPath(name) }
        let path = currentEnvironment().first { $0.hasPrefix(Bytes("PATH=")) } ?? []
        for place in path.dropFirst(5).split(separator: Ascii.colon) {
            let candidate = Bytes(place) + [Ascii.slash] + name
            if let status = fileStatus(candidate), status.isRegular, status.mode & 0o111 != 0 { return candidate }
        }
        return nil
    }
}
