internal import ContentStore
internal import Execution
internal import Platform
internal import Text

/// An action with its paths made absolute and its inputs looked at.
struct PreparedAction {
    var action: Action
    /// Normalised.
    var directory: Bytes
    var outputs: [Bytes]
    /// Files and directories that must exist when the script runs.
    var inputs: [Bytes]
    var files: [StageMap.File]
    /// What each of `files` was when its digest was taken.
    var statuses: [FileStatus]
    /// Directories that the stage needs: the inputs', the script's, and those of outputs that exist here.
    var directories: [Bytes]
    /// Contents that had to be read for their digest, kept so that they are read once.
    var contents: [Bytes: Bytes] = [:]
    /// The stage lacked an input that it should have had, and all are sent again.
    var isSecondTry = false
}

/// Why an action cannot go to any host.
package struct CannotTravel: Error, Equatable {
    package let reason: String
}

/// Looks at the files that actions read, and remembers their digests for all hosts.
final class LocalInputs {
    private var cache = DigestCache()

    func prepare(_ action: Action) throws(CannotTravel) -> PreparedAction {
        guard let directory = normalizedPath(action.directory, in: [Ascii.slash]), !action.shell.isEmpty,
            !(action.shell + action.environment).contains(where: { $0.contains(0) })
        else { throw CannotTravel(reason: "its directory, shell or environment cannot be named to a host") }
        var prepared = PreparedAction(
            action: action, directory: directory, outputs: [], inputs: [], files: [], statuses: [],
            directories: [directory])
        var seen: Set<Bytes> = []
        for name in action.outputs { try addOutput(name, to: &prepared) }
        for name in action.inputs { try addInput(name, to: &prepared, seen: &seen) }
        var known: Set<Bytes> = []
        prepared.directories = prepared.directories.filter { known.insert($0).inserted }
        return prepared
    }

    private func addOutput(_ name: Bytes, to prepared: inout PreparedAction) throws(CannotTravel) {
        guard let path = normalizedPath(name, in: prepared.directory), path.count > 1 else {
            throw CannotTravel(reason: "an output has no usable name")
        }
        // Something else than a file, such as /dev/null or a directory, must not be replaced by one.
        if let status = fileStatus(path, followLinks: false), !status.isRegular {
            // Most recipes write to where a link leads, and what comes from a host would take the link's place.
            let what = status.isLink ? "a link" : "not a file"
            throw CannotTravel(reason: "its output \(path.printable) is here, and is \(what)")
        }
        try expectSame(name, as: path, in: prepared.directory)
        prepared.outputs.append(path)
        // A directory that is missing here is the recipe's to make, there as here.
        if fileStatus(parent(of: path))?.isDirectory == true { prepared.directories.append(parent(of: path)) }
    }

    private func addInput(
        _ name: Bytes, to prepared: inout PreparedAction, seen: inout Set<Bytes>
    ) throws(CannotTravel) {
        guard let path = normalizedPath(name, in: prepared.directory) else {
            throw CannotTravel(reason: "an input has no usable name")
        }
        guard seen.insert(path).inserted else { return }
        try expectSame(name, as: path, in: prepared.directory)
        guard let status = fileStatus(path) else {
            throw CannotTravel(reason: "its input \(path.printable) does not exist")
        }
        prepared.inputs.append(path)
        if status.isDirectory {
            prepared.directories.append(path)
            return
        }
        guard status.isRegular else { throw CannotTravel(reason: "its input \(path.printable) is not a file") }
        // Inputs are held in memory on their way.
        guard status.size <= 2 << 30 else { throw CannotTravel(reason: "its input \(path.printable) is too large") }
        let digest: Digest
        if let known = cache.digest(of: path, status) {
            digest = known
        } else {
            let content = try read(path, status)
            digest = Digest(of: content)
            cache.record(digest, of: path, status)
            prepared.contents[path] = content
        }
        prepared.files.append(StageMap.File(path: path, digest: digest, isExecutable: status.isExecutable))
        prepared.statuses.append(status)
        prepared.directories.append(parent(of: path))
    }

    /// Behind a link, `..` is not what the text of a path says, and the stage has directories in place of links.
    private func expectSame(
        _ name: Bytes, as path: Bytes, in directory: Bytes
    ) throws(CannotTravel) {
        guard name.containsSequence(Bytes("/..")) else { return }
        let whole = name.first == Ascii.slash ? name : directory + [Ascii.slash] + name
        guard let slash = whole.lastIndex(of: Ascii.slash), !whole[slash...].elementsEqual(Bytes("/..")) else { return }
        let (asWritten, asText) = (fileStatus(Bytes(whole[...slash])), fileStatus(parent(of: path)))
        guard asWritten?.inode != asText?.inode || asWritten?.device != asText?.device else { return }
        throw CannotTravel(reason: "\(name.printable) leads through a link")
    }

    /// The content of one of the action's files, as its digest says.
    func content(_ index: Int, of prepared: PreparedAction) throws(CannotTravel) -> Bytes {
        let file = prepared.files[index]
        if let content = prepared.contents[file.path] { return content }
        return try read(file.path, prepared.statuses[index])
    }

    private func read(_ path: Bytes, _ status: FileStatus) throws(CannotTravel) -> Bytes {
        let content: Bytes
        do {
            content = try readFile(path)
        } catch {
            throw CannotTravel(reason: "cannot read its input \(path.printable): \(error.text)")
        }
        guard let now = fileStatus(path), now.isSameContent(as: status), content.count == Int(now.size) else {
            throw CannotTravel(reason: "its input \(path.printable) changed while it was read")
        }
        return content
    }

    /// An output came back and has this content; it need not be read again when it is an input.
    func record(_ digest: Digest, of path: Bytes, _ status: FileStatus) { cache.record(digest, of: path, status) }
}

extension FileStatus {
    /// Its owner may run it.
    var isExecutable: Bool { mode & 0o100 != 0 }
}

/// The entries of an action's environment that travel: what make or the makefile exported, the locale and the time
/// zone, so that the recipe sees what it would see here; never the rest, which may hold secrets.
func travellingEnvironment(_ action: Action) -> [Bytes] {
    let always: Set<Bytes> = [Bytes("LANG"), Bytes("TZ"), Bytes("SOURCE_DATE_EPOCH")]
    let names = always.union(action.exportedNames)
    return action.environment.filter { entry in
        guard let equals = entry.firstIndex(of: Ascii.equals), equals > 0 else { return false }
        let name = Bytes(entry[..<equals])
        return (names.contains(name) || name.hasPrefix(Bytes("LC_"))) && !isMakePrivate(entry)
    }
}

/// What tells the makes that an action starts on a host how many jobs they may run (Documentation/jobs.md).
func slotEnvironment(_ action: Action) -> [Bytes] {
    guard action.slotsForm == .makeFlags else { return [] }
    let level = Bytes("CMAKE_BUILD_PARALLEL_LEVEL=\(action.slots)".utf8)
    // They are below this make, as they would be here.
    let depth = action.environment.filter { $0.hasPrefix(Bytes("MAKELEVEL=")) }
    // Without -j each of them runs one job. GNU make wants the number without a blank before it.
    return (action.slots > 1 ? [Bytes("MAKEFLAGS= -j\(action.slots)".utf8), level] : [level]) + depth
}
