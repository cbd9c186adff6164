internal import BuildGraph
internal import MakeLanguage
internal import Platform
internal import Report
package import Text

/// `.CURDIR` and `.OBJDIR` (make-language.md 1.5).
extension Make {
    func chooseDirectories() {
        let prefix = dialect.hasManyObjectDirectories ? objectVariable("MAKEOBJDIRPREFIX") : nil
        let directory = objectVariable("MAKEOBJDIR")
        let isFixed = !dialect.hasManyObjectDirectories || directory?.contains(Ascii.dollar) != true
        if trustsPWD, prefix == nil, isFixed,
            let pwd = evaluator.environment.value(Bytes("PWD")), pwd.first == Ascii.slash,
            let named = surroundings.status(of: pwd), let real = surroundings.status(of: currentDirectoryName),
            named.device == real.device, named.inode == real.inode
        {
            currentDirectoryName = pwd
        }
        evaluator.set(".CURDIR", currentDirectoryName)
        if dialect.tellsBaseDirectory {
            let base = evaluator.environment.value(Self.baseDirectory)
            inheritedBaseDirectory = base
            if base == nil { evaluator.setEnvironment(Self.baseDirectory, currentDirectoryName) }
        }
        objectDirectory = currentDirectoryName
        evaluator.set(".OBJDIR", objectDirectory)
        for candidate in objectDirectoryCandidates(prefix: prefix, directory: directory)
        where useObjectDirectory(candidate) {
            break
        }
        setPaths()
        debug(.currentDirectory, Bytes(".CURDIR is ") + currentDirectoryName)
        debug(.currentDirectory, Bytes(".OBJDIR is ") + objectDirectory)
    }

    private static var baseDirectory: Bytes { Bytes("MAKEBASEDIRECTORY") }

    /// `.CURDIR` for messages, seen from the directory of the uppermost make, where the dialect has one (S1-15).
    var shownDirectory: Bytes {
        guard let base = inheritedBaseDirectory, !base.isEmpty else { return currentDirectoryName }
        if base == currentDirectoryName { return [Ascii.dot] }
        let below = base + [Ascii.slash]
        return currentDirectoryName.hasPrefix(below)
            ? Bytes(currentDirectoryName[below.count...]) : currentDirectoryName
    }

    /// From the environment or the command line only (S1-18), not expanded.
    private func objectVariable(_ name: StaticString) -> Bytes? {
        let value = evaluator.rawValue(Bytes(name)) ?? evaluator.environment.value(Bytes(name))
        return value?.isEmpty == true ? nil : value
    }

    private func objectDirectoryCandidates(prefix: Bytes?, directory: Bytes?) -> [Bytes] {
        if !dialect.hasManyObjectDirectories { return [directory ?? Bytes("obj")] }
        if let prefix { return [evaluator.expand(prefix) + currentDirectoryName] }
        if let directory { return [evaluator.expand(directory)] }
        return [
            Bytes("obj.") + machine + [Ascii.minus] + architecture, Bytes("obj.") + machine, Bytes("obj"),
            Bytes("/usr/obj") + currentDirectoryName,
        ]
    }

    private func useObjectDirectory(_ candidate: Bytes) -> Bool {
        let path = candidate.first == Ascii.slash ? candidate : currentDirectoryName + [Ascii.slash] + candidate
        guard surroundings.status(of: path)?.isDirectory == true else { return false }
        let check =
            dialect.hasManyObjectDirectories && evaluator.truth("MAKE_OBJDIR_CHECK_WRITABLE", fallback: true)
        let isUsable = !check || surroundings.isWritable(path)
        if let error = isUsable ? surroundings.changeDirectory(path) : SystemError.last {
            output.putError(program + Bytes(": warning: ") + path + Bytes(": \(error.text).\n"))
            return false
        }
        objectDirectory = path
        evaluator.set(".OBJDIR", path)
        return true
    }

    private func setPaths() {
        evaluator.setEnvironment(Bytes("PWD"), objectDirectory)
        rules.basePath = objectDirectory == currentDirectoryName ? [] : [currentDirectoryName]
        graph.searchPath.directories = rules.basePath
        rules.currentDirectory = currentDirectoryName
        rules.publishPath()
    }

    /// `.OBJDIR: directory` in a makefile (S1-22).
    package func changeObjectDirectory(_ directory: Bytes) {
        if useObjectDirectory(evaluator.expand(directory)) { setPaths() }
    }

    /// `-w`: the object directory has a line of its own if it is another one; on the way out they come in reverse.
    func printDirectories(entering: Bool) {
        var directories = [currentDirectoryName]
        if objectDirectory != currentDirectoryName { directories.append(objectDirectory) }
        let verb = Bytes(entering ? "Entering" : "Leaving")
        for directory in entering ? directories : directories.reversed() {
            output.putLine(program + Bytes(": ") + verb + Bytes(" directory `") + directory + Bytes("'"))
        }
    }
}
