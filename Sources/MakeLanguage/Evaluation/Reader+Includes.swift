package import Text

/// Includes, and where their files are looked for (make-language.md 5.4).
extension Reader {
    func include(_ argument: LazyTemplate, _ mayBeMissing: Bool, _ isDepend: Bool) {
        let source = argument.source
        guard let first = source.first, first == Ascii.quote || first == Ascii.less else {
            evaluator.error(Bytes(".include filename must be delimited by '\"' or '<'"))
            return
        }
        let closing = first == Ascii.quote ? Ascii.quote : Ascii.greater
        guard let end = source[1...].firstIndex(of: closing) else {
            evaluator.error(Bytes("Unclosed .include filename. '") + [closing] + Bytes("' expected"))
            return
        }
        let name = evaluator.expandLine(Bytes(source[1..<end]))
        include(name, isSystem: first == Ascii.less, mayBeMissing, isDepend)
    }

    /// Each file is opened from within the one before it, so the last is read first.
    func oldInclude(_ names: LazyTemplate, _ mayBeMissing: Bool) {
        for name in evaluator.expandLine(names).split(whereSeparator: \.isSpace) {
            include(Bytes(name), isSystem: false, mayBeMissing, false, fromBareName: true)
            guard let opened = frames.last, opened.next == 0 else { continue }
            evaluator.location = SourceLocation(file: opened.name, line: 0)
        }
    }

    func include(
        _ name: Bytes, isSystem: Bool, _ mayBeMissing: Bool, _ isDepend: Bool, fromBareName: Bool = false
    ) {
        guard frames.count < Self.maximalDepth else {
            evaluator.giveUp(Bytes("Files include each other more than \(Self.maximalDepth) deep: ") + name)
            return
        }
        if isDepend { rules.closeRule() }
        let searchesSystemFirst = fromBareName && evaluator.language.dialect.includesBareNamesFromSystem
        let systemFile = searchesSystemFirst ? find(name, isSystem: true) : nil
        guard let (path, makefile) = systemFile ?? find(name, isSystem: isSystem) else {
            if !mayBeMissing {
                evaluator.error(Bytes(name.first == Ascii.slash ? "Cannot open " : "Could not find ") + name)
            }
            return
        }
        noteMakefile(path)
        open(makefile, path: path, isDepend: isDepend)
    }

    /// `MAKEFILE` and `.MAKE.MAKEFILES` (S3-39, S5-34).
    package func noteMakefile(_ path: Bytes) {
        let isNew = noted.insert(path).inserted
        guard isNew || repeatsLastMakefile && lastNoted == path else { return }
        // The second time it does not stand at the end alone.
        lastNoted = isNew ? path : []
        let list = evaluator.language.dialect.makefileList
        if evaluator.rawValue(Bytes(list))?.isEmpty ?? true {
            evaluator.set(list, path)
        } else {
            evaluator.append(list, path)
        }
    }

    /// Where an included file is, and what it holds (S5-31).
    func find(_ name: Bytes, isSystem: Bool) -> (path: Bytes, makefile: Makefile)? {
        func found(_ path: Bytes) -> (path: Bytes, makefile: Makefile)? {
            makefile(at: path).map { (path, $0) }
        }
        if name.first == Ascii.slash { return found(name) }
        if !isSystem, let directory = frames.compactMap(\.file).last?.includeDirectory,
            let result = found(resolve(directory, name))
        {
            return result
        }
        if !isSystem || evaluator.language.dialect.includesSystemFilesFromHere, let result = found(name) {
            return result
        }
        if !isSystem {
            for directory in includePath {
                if let result = found(directory + [Ascii.slash] + name) { return result }
            }
            if let path = rules.searchedFile(name), let result = found(path) { return result }
        }
        for directory in systemPath {
            if let result = found(directory + [Ascii.slash] + name) { return result }
        }
        return nil
    }

    /// A leading `../` goes up from the including file's directory, lexically.
    func resolve(_ directory: Bytes, _ name: Bytes) -> Bytes {
        var directory = directory
        var name = name[...]
        let up = Bytes("../")
        while name.starts(with: up), let slash = directory.lastIndex(of: Ascii.slash), slash > 0,
            !directory[(slash + 1)...].elementsEqual(Bytes("..")), !directory[(slash + 1)...].elementsEqual(Bytes("."))
        {
            directory.removeSubrange(slash...)
            name = name.dropFirst(3)
        }
        return directory + [Ascii.slash] + name
    }

    func words(of text: Bytes) -> [Bytes] { quotedWords(text) }
}
