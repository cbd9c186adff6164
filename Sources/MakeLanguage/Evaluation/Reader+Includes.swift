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
        guard let (path, text) = systemFile ?? find(name, isSystem: isSystem) else {
            if !mayBeMissing {
                evaluator.error(Bytes(name.first == Ascii.slash ? "Cannot open " : "Could not find ") + name)
            }
            return
        }
        noteMakefile(path)
        open(text, path: path, isDepend: isDepend)
    }

    /// `MAKEFILE` and `.MAKE.MAKEFILES` (S3-39, S5-34).
    package func noteMakefile(_ path: Bytes) {
        guard noted.insert(path).inserted else { return }
        let list = evaluator.language.dialect.makefileList
        if evaluator.rawValue(Bytes(list))?.isEmpty ?? true {
            evaluator.set(list, path)
        } else {
            evaluator.append(list, path)
        }
    }

    /// Where an included file is, and its text (S5-31).
    func find(_ name: Bytes, isSystem: Bool) -> (path: Bytes, text: Bytes)? {
        let world = evaluator.world
        if name.first == Ascii.slash { return world.contents(of: name).map { (name, $0) } }
        if !isSystem {
            if let directory = frames.compactMap(\.file).last?.includeDirectory {
                let path = resolve(directory, name)
                if let text = world.contents(of: path) { return (path, text) }
            }
        }
        if !isSystem || evaluator.language.dialect.includesSystemFilesFromHere,
            let text = world.contents(of: name)
        {
            return (name, text)
        }
        if !isSystem {
            for directory in includePath {
                let path = directory + [Ascii.slash] + name
                if let text = world.contents(of: path) { return (path, text) }
            }
            if let path = rules.searchedFile(name), let text = world.contents(of: path) { return (path, text) }
        }
        for directory in systemPath {
            let path = directory + [Ascii.slash] + name
            if let text = world.contents(of: path) { return (path, text) }
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
