internal import BuildGraph
internal import MakeLanguage
internal import Platform
internal import Report
internal import Text

/// Is a target out of date by its meta file? (make-language.md S7-43)
extension MetaMode {
    /// To be asked when its time says that it is up to date; sets its variables if need be.
    func isOutOfDate(_ id: NodeID) -> Bool {
        guard covers(id, saysWhy: false) else { return false }
        let path = path(for: id)
        guard let text = try? readFile(path) else {
            if mindsMissing { run.debug(.meta, path + Bytes(": required but missing")) }
            return mindsMissing
        }
        run.graph.setVariables(of: id)
        var comparison = MetaComparison(mode: self, id: id, path: path)
        return comparison.isOutOfDate(text)
    }
}

/// One reading of a meta file, line by line.
private struct MetaComparison {
    let mode: MetaMode
    let id: NodeID
    let path: Bytes
    private let lines: [RecipeLine]
    private var nextCommand = 0
    private var number = 0
    private var records: MetaRecords

    private var run: Make { mode.run }

    init(mode: MetaMode, id: NodeID, path: Bytes) {
        self.mode = mode
        self.id = id
        self.path = path
        lines = mode.run.graph[id].commands
        records = MetaRecords(mode: mode, target: id)
    }

    private func changed(_ text: @autoclosure () -> Bytes) -> Bool {
        run.debug(.meta, path + Bytes(": \(number): ") + text())
        return true
    }

    private var comparesCommands: Bool {
        !mode.ignoresCommands && !run.graph[id].attributes.contains(.noMetaCompare)
    }

    mutating func isOutOfDate(_ text: Bytes) -> Bool {
        var hasRecords = false
        for line in text.split(separator: Ascii.newline, omittingEmptySubsequences: false) {
            number += 1
            if hasRecords {
                guard let verdict = records.check(Bytes(line)) else {
                    run.output.putError(run.program + Bytes(": ") + path + Bytes(": \(number): malformed\n"))
                    return true
                }
                if let newer = verdict.newerFile {
                    return changed(Bytes("file '") + newer + Bytes("' is newer than the target..."))
                }
                if verdict.isEnd { break }
            } else if line.starts(with: Bytes("-- filemon")) {
                hasRecords = true
            } else if line.starts(with: Bytes("CMD ")) {
                if comparesCommands, isChanged(Bytes(line.dropFirst(4))) { return true }
            } else if line.starts(with: Bytes("CWD ")) {
                if isElsewhere(Bytes(line.dropFirst(4))) { return true }
            }
        }
        if let missing = records.missing.first {
            run.debug(.meta, path + Bytes(": missing files: ") + missing + Bytes("..."))
            return true
        }
        if mode.mindsMissingRecords, !hasRecords {
            run.debug(.meta, path + Bytes(": missing filemon data"))
            return true
        }
        return false
    }

    /// A recorded command against the one that would be run now.
    private mutating func isChanged(_ recorded: Bytes) -> Bool {
        guard nextCommand < lines.count else {
            return changed(
                Bytes("there were more build commands in the meta data file than there are now..."))
        }
        let line = lines[nextCommand].command
        nextCommand += 1
        // What depends on the state of the build says nothing.
        for name in ["${.OODATE", "$(.OODATE", "$?", "${?", "$(?"]
        where line.source.firstRange(of: Bytes(name)) != nil {
            _ = changed(Bytes("cannot compare command using .OODATE"))
            return false
        }
        if line.source.firstRange(of: Bytes(".NOMETA_CMP")) != nil {
            _ = changed(Bytes("cannot compare command using .NOMETA_CMP"))
            return false
        }
        let current = run.evaluator.expand(line, in: run.graph.scope(of: id))
        guard filtered(recorded) != filtered(current) else { return false }
        return changed(
            Bytes("a build command has changed\n") + recorded + Bytes("\nvs\n") + current)
    }

    /// `.MAKE.META.CMP_FILTER`: modifiers for both sides.
    private func filtered(_ command: Bytes) -> Bytes {
        let filter = run.evaluator.value(Bytes(".MAKE.META.CMP_FILTER")) ?? []
        guard !filter.isEmpty else { return command }
        return run.evaluator.apply(modifiers: filter, to: command)
    }

    /// The directory line comes behind all commands.
    private func isElsewhere(_ directory: Bytes) -> Bool {
        if comparesCommands, nextCommand < lines.count {
            return changed(Bytes("there are extra build commands now that weren't in the meta data file"))
        }
        guard directory != run.objectDirectory else { return false }
        return changed(
            Bytes("the current working directory has changed from '") + directory + Bytes("' to '")
                + run.objectDirectory + Bytes("'"))
    }
}
