internal import BuildGraph
internal import MakeLanguage
internal import Platform
internal import Report
internal import Text

/// Meta mode: what was done for a target is kept in a file beside it, and a target whose commands have changed is out
/// of date (make-language.md 7.9). Asked for by the word `meta` in `.MAKE.MODE`, after the makefiles were read.
final class MetaMode {
    unowned let run: Make
    /// A line for each target that is made.
    private(set) var isVerbose = false
    /// Also where .OBJDIR is .CURDIR.
    private(set) var allowsCurrentDirectory = false
    /// The environment is recorded.
    private(set) var recordsEnvironment = false
    /// Commands are not shown.
    private(set) var isSilent = false
    /// A target without its file is out of date.
    private(set) var mindsMissing = false
    /// So is one whose file has no records of file accesses.
    private(set) var mindsMissingRecords = false
    /// What files processes use is written down.
    private(set) var usesRecords = false
    /// Changed commands do not count.
    private(set) var ignoresCommands = false
    /// Files that are being written, until their recipe is over.
    var open: [NodeID: MetaFile] = [:]

    /// Nil if `.MAKE.MODE` does not ask for it.
    init?(_ run: Make) {
        let words = quotedWords(run.evaluator.value(Bytes(".MAKE.MODE")) ?? [])
        guard words.contains(Bytes("meta")) else { return nil }
        self.run = run
        usesRecords = canTrace
        for word in words {
            let equals = word.firstIndex(of: Ascii.equals) ?? word.count
            let key = word[..<equals].map(\.lowercased)
            // Some words need a value, the others have none.
            let value = equals < word.count && isTrue(word[(equals + 1)...])
            switch Bytes(key).text {
            case "verbose": isVerbose = true
            case "curdirok": allowsCurrentDirectory = value
            case "env": recordsEnvironment = true
            case "silent": isSilent = value
            case "missing-meta": mindsMissing = value
            case "missing-filemon": mindsMissingRecords = value
            case "ignore-cmd": ignoresCommands = true
            case "nofilemon": usesRecords = false
            default: break
            }
        }
        if !usesRecords { mindsMissingRecords = false }
        let evaluator = run.evaluator
        if evaluator.value(Bytes(".MAKE.META.PREFIX")) == nil {
            evaluator.set(".MAKE.META.PREFIX", Bytes("Building ${.TARGET:H:tA}/${.TARGET:T}"))
        }
        append(Bytes("/dev /etc /proc /tmp /var/run /var/tmp ${TMPDIR}"), to: ".MAKE.META.IGNORE_PATHS")
    }

    // MARK: Which targets

    /// Does a target have a meta file? Says why not with `-dM` (S7-44).
    func covers(_ id: NodeID, saysWhy: Bool = true) -> Bool {
        let node = run.graph[id]
        func skip(_ reason: @autoclosure () -> Bytes) -> Bool {
            guard saysWhy else { return false }
            run.debug(.meta, Bytes("Skipping meta for ") + node.name + Bytes(": ") + reason())
            return false
        }
        if node.commands.isEmpty { return skip(Bytes("no commands")) }
        if node.attributes.contains(.noMeta) { return skip(Bytes(".NOMETA")) }
        guard !node.attributes.contains(.meta) else { return true }
        if node.attributes.contains(.phony) { return skip(Bytes(".PHONY")) }
        if node.attributes.contains(.special) { return skip(Bytes(".SPECIAL")) }
        if node.attributes.contains(.make) { return skip(Bytes(".MAKE")) }
        if !allowsCurrentDirectory, run.objectDirectory == run.currentDirectoryName {
            return skip(Bytes(".OBJDIR == .CURDIR"))
        }
        return true
    }

    /// Where a target's meta file is: in .OBJDIR, the slashes of the target's name replaced (S7-42).
    func path(for id: NodeID) -> Bytes {
        let directory = run.objectDirectory + [Ascii.slash]
        var name = run.graph[id].fileName
        if name.hasPrefix(directory) { name.removeFirst(directory.count) }
        let flat = name.map { $0 == Ascii.slash ? Ascii.underscore : $0 }
        return directory + flat + Bytes(".meta")
    }

    // MARK: Recipes

    /// A recipe is about to begin; its variables are set, and its commands not yet expanded.
    func announce(_ id: NodeID) {
        let evaluator = run.evaluator
        let path = path(for: id)
        if isVerbose {
            let prefix = evaluator.expand(Bytes("${.MAKE.META.PREFIX}"), in: run.graph.scope(of: id))
            run.output.putLine(prefix)
        }
        if isSilent { run.graph[id].attributes.insert(.silent) }
        append(path, to: ".MAKE.META.FILES")
        append(path, to: ".MAKE.META.CREATED")
    }

    /// The recipe begins. `commands` are its expanded lines, with their prefixes.
    func begin(_ id: NodeID, commands: [Bytes]) {
        let evaluator = run.evaluator
        let path = path(for: id)
        let scope = run.graph.scope(of: id)
        var header = Bytes("# Meta data file ") + path + [Ascii.newline]
        for command in commands { header += Bytes("CMD ") + command + [Ascii.newline] }
        header += Bytes("CWD ") + run.objectDirectory + Bytes("\nTARGET ") + run.graph[id].fileName + [Ascii.newline]
        let outOfDate = scope.value(LocalName.outOfDate) ?? []
        if !outOfDate.isEmpty { header += Bytes("OODATE ") + outOfDate + [Ascii.newline] }
        if recordsEnvironment {
            for entry in evaluator.commandEnvironment() { header += Bytes("ENV ") + entry + [Ascii.newline] }
        }
        header += Bytes("-- command output --\n")
        let file = MetaFile(path: path, header: header, hasRecords: usesRecords)
        if let problem = file.problem {
            run.output.putError(run.program + Bytes(": ") + path + Bytes(": \(problem)\n"))
        }
        open[id] = file
    }

    /// What a recipe printed.
    func add(_ text: Bytes, of id: NodeID) { open[id]?.write(text) }

    /// The recipe failed; `text` is `Error code 1` or the like.
    func fail(_ id: NodeID, _ text: Bytes) {
        guard let file = open[id] else { return }
        run.evaluator.set(".ERROR_META_FILE", file.path)
        file.write(Bytes("\n*** ") + text + [Ascii.newline])
        end(id)
    }

    /// - Parameter hadProcesses: false if its recipe needed none.
    func end(_ id: NodeID, hadProcesses: Bool = true) {
        guard let file = open.removeValue(forKey: id) else { return }
        file.write([Ascii.newline])
        file.writeRecords(hadProcesses: hadProcesses)
        file.close()
    }

    func append(_ path: Bytes, to list: StaticString) {
        if (run.evaluator.rawValue(Bytes(list)) ?? []).isEmpty {
            run.evaluator.set(list, path)
        } else {
            run.evaluator.append(list, path)
        }
    }
}

/// A word like `yes` behind `=`; `no`, `false`, `off` and 0 are not.
private func isTrue(_ word: ArraySlice<UInt8>) -> Bool {
    guard let first = word.first?.lowercased else { return true }
    if first == UInt8(ascii: "o") { return word.dropFirst().first?.lowercased != UInt8(ascii: "f") }
    return first != UInt8(ascii: "n") && first != UInt8(ascii: "f") && first != Ascii.zero
}
