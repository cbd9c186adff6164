internal import MakeLanguage
internal import Platform
internal import Text

/// What make knows before it reads a makefile.
extension Make {
    func setFixedVariables() {
        let system = surroundings.system()
        func environment(_ name: StaticString) -> Bytes? { evaluator.environment.value(Bytes(name)) }
        var make = invocation
        if make.contains(Ascii.slash), make.first != Ascii.slash, let real = evaluator.world.realPath(of: make) {
            make = real
        }
        machine = environment("MACHINE") ?? system.machine
        architecture = environment("MACHINE_ARCH") ?? Self.architecture(system.machine)
        evaluator.set("MACHINE", machine)
        evaluator.set("MACHINE_ARCH", architecture)
        evaluator.set("MAKE", make)
        evaluator.set(".MAKE", make)
        for name in [Bytes(".MAKEFLAGS"), Bytes(".MAKEOVERRIDES"), Bytes("MFLAGS")] { evaluator.set(name, []) }
        // What makefiles test for before they name targets in `.DIST` (make-language.md S9-26).
        evaluator.set(".MAKE.DIST", Bytes("yes"))
        if start.isOption { evaluator.setEnvironment(Start.environmentName, dialect.name) }
        if dialect.tellsBaseDirectory {
            evaluator.set("MACHINE_CPU", environment("MACHINE_CPU") ?? Self.architecture(system.machine))
            evaluator.removeFromEnvironment(Bytes("CDPATH"))
        }
        if dialect.hasMakeVariables { setMakeVariables(system.name) }
    }

    /// What is only there in a dialect whose make tells of itself (S3-39).
    private func setMakeVariables(_ systemName: Bytes) {
        evaluator.set(".MAKE.OS", systemName)
        evaluator.set("MAKE_VERSION", surroundings.imitated ?? Self.languageVersion)
        evaluator.set(".newline", [Ascii.newline])
        evaluator.set(".MAKE.MAKEFILE_PREFERENCE", Bytes("makefile Makefile"))
        evaluator.set(".MAKE.DEPENDFILE", Bytes(".depend"))
        evaluator.set(".MAKE.LEVEL", Bytes("\(level)"))
        evaluator.set(".MAKE.LEVEL.ENV", Bytes("MAKELEVEL"))
        evaluator.set(".MAKE.PID", Bytes("\(getpid())"))
        evaluator.set(".MAKE.PPID", Bytes("\(getppid())"))
        evaluator.set(".MAKE.UID", Bytes("\(getuid())"))
        evaluator.set(".MAKE.GID", Bytes("\(getgid())"))
        evaluator.set(".MAKE.JOBS.C", Bytes("yes"))
        evaluator.set(".SHELL", shell.path)
        evaluator.makeReadOnly(Bytes(".SHELL"))
        evaluator.environment.set(Bytes("MAKELEVEL"), Bytes("\(level + 1)"))
    }

    /// The number at the beginning of `$MAKELEVEL`; 0 if there is none.
    static func level(_ text: ArraySlice<UInt8>) -> Int {
        let digits = text.drop(while: \.isSpace).prefix(while: \.isDigit)
        return Int(Bytes(digits).text) ?? 0
    }

    /// pkgsrc's and bmake's name for a machine of uname(1).
    private static func architecture(_ machine: Bytes) -> Bytes {
        machine == Bytes("x86_64") ? Bytes("x86_64") : machine
    }

    func setSystemPath() {
        if !options.systemPath.isEmpty {
            reader.systemPath = options.systemPath.compactMap(resolveUpwards)
        } else if dialect.hasSystemPathOfEnvironment,
            let path = evaluator.environment.value(Bytes("MAKESYSPATH")), !path.isEmpty
        {
            reader.systemPath = path.split(separator: Ascii.colon).map { Bytes($0) }.compactMap(resolveUpwards)
        } else {
            // Another system's sys.mk is written in another dialect.
            reader.systemPath = dialect.isSpoken(on: surroundings.system().name) ? [Bytes("/usr/share/mk")] : []
        }
        guard dialect.hasMakeVariables else { return }
        evaluator.set(".SYSPATH", Bytes(reader.systemPath.joined(separator: [Ascii.space])))
    }

    /// `.../rel`: the nearest directory upwards that has it (S1-26); nil if none has.
    private func resolveUpwards(_ word: Bytes) -> Bytes? {
        let mark = Bytes(".../")
        guard dialect.hasSystemPathOfEnvironment, word.hasPrefix(mark) else { return word }
        let rest = word.dropFirst(mark.count)
        var directory = currentDirectoryName
        while true {
            let candidate = directory + [Ascii.slash] + rest
            if surroundings.status(of: candidate) != nil { return candidate }
            guard let slash = directory.lastIndex(of: Ascii.slash) else { return nil }
            directory.removeSubrange(slash...)
        }
    }
}
