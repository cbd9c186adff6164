package import MakeLanguage
package import Platform
internal import Synchronization
package import Text

/// What a scan has seen of the file system, which holds still while it runs: directories with all their names, files
/// taken apart. Each is read once, and shared by all makes on all threads.
///
/// A file is a directory and a name in it. Directories are told apart by where they really are (realpath(3)), so `..`
/// and symbolic links mean what they mean to the system.
package final class TreeMemory: Sendable {
    private let state = Mutex(State())

    package init() {}

    /// Of a path, relative to `directory` if it is not absolute; nil if there is no such file.
    package func status(of path: Bytes, from directory: Bytes) -> FileStatus? {
        state.withLock { state in
            guard let place = state.place(of: path, from: directory) else { return nil }
            return state.status(at: place)
        }
    }

    /// Names in a directory, sorted; nil if it cannot be read.
    package func entries(of path: Bytes, from directory: Bytes) -> [Bytes]? {
        state.withLock { state in
            guard let number = state.directory(path, from: directory) else { return nil }
            return state.entries(of: number)
        }
    }

    /// Without links; nil if there is no such file.
    package func realPath(of path: Bytes, from directory: Bytes) -> Bytes? {
        let isDirectory: Bytes? = state.withLock { state in
            state.directory(path, from: directory).map { state.directories[$0].path }
        }
        return isDirectory ?? Platform.realPath(path.first == Ascii.slash ? path : joined(directory, path))
    }

    /// The content of a file that is no makefile.
    package func contents(of path: Bytes, from directory: Bytes) -> Bytes? {
        let full: Bytes? = state.withLock { state in
            guard let place = state.place(of: path, from: directory),
                let status = state.status(at: place), !status.isDirectory
            else { return nil }
            return state.path(of: place)
        }
        return full.flatMap { try? readFile($0) }
    }

    /// A makefile, taken apart.
    package func makefile(at path: Bytes, from directory: Bytes, _ language: Language) -> Makefile? {
        enum Step {
            case known(Makefile?)
            case parse(Bytes, Place, isReadOften: Bool)
        }
        let step: Step = state.withLock { state in
            guard let place = state.place(of: path, from: directory),
                let status = state.status(at: place), !status.isDirectory
            else { return .known(nil) }
            var file = state.file(place)
            defer { state.set(file, at: place) }
            file.readings += 1
            // Twice is often for the sake of a guard, which all the other lines are behind.
            if let makefile = file.makefile, file.readings != 3 { return .known(makefile) }
            if file.isUnreadable { return .known(nil) }
            guard let text = file.makefile?.text ?? (try? readFile(state.path(of: place))) else {
                file.isUnreadable = true
                return .known(nil)
            }
            return .parse(text, place, isReadOften: file.readings >= 3)
        }
        switch step {
        case .known(let makefile): return makefile
        case .parse(let text, let place, let isReadOften):
            // Without the lock; if two threads do it, one throws his away.
            let made = Makefile(text, language, isReadOften: isReadOften)
            return state.withLock { state in
                var file = state.file(place)
                if !isReadOften, let other = file.makefile { return other }
                file.makefile = made
                state.set(file, at: place)
                return made
            }
        }
    }
}

/// A name in a directory; no name is the directory itself.
private struct Place {
    let directory: Int
    let name: Int?
}

private struct KnownFile {
    var isAsked = false
    var isUnreadable = false
    var readings: UInt32 = 0
    var status: FileStatus?
    var makefile: Makefile?
}

private struct KnownDirectory {
    /// Without links, no slash behind it (but for `/`).
    let path: Bytes
    let status: FileStatus?
    /// The names that are in it, or were asked for.
    var names = Interner()
    /// So many of them, the first, are in it; nil if it could not be read.
    var count: Int?
    /// They, sorted, once somebody asked.
    var sorted: [Bytes]?
    /// By the number of the name.
    var files: [KnownFile] = []
}

private struct State {
    /// Directories as they were spelled, absolute.
    var spellings = Interner()
    /// By the number of the spelling: the number of the directory, -1 if there is none.
    var directoryOfSpelling: [Int32] = []
    var paths = Interner()
    /// By the number of the path.
    var directories: [KnownDirectory] = []

    mutating func directory(_ path: Bytes, from base: Bytes) -> Int? {
        path.first == Ascii.slash ? directory(path) : path.isEmpty ? directory(base) : directory(joined(base, path))
    }

    /// The number of a directory; nil if there is none of that (absolute) path.
    mutating func directory(_ spelling: Bytes) -> Int? {
        let number = Int(spellings.intern(spelling).raw)
        if number < directoryOfSpelling.count {
            let known = directoryOfSpelling[number]
            return known < 0 ? nil : Int(known)
        }
        var found: Int32 = -1
        if let real = Platform.realPath(spelling), let status = fileStatus(real), status.isDirectory {
            found = Int32(paths.intern(real).raw)
            if Int(found) == directories.count { directories.append(list(real, status)) }
        }
        directoryOfSpelling.append(found)
        return found < 0 ? nil : Int(found)
    }

    private func list(_ path: Bytes, _ status: FileStatus) -> KnownDirectory {
        var directory = KnownDirectory(path: path, status: status)
        if let names = directoryNames(path, limit: .max) {
            var start = 0
            for index in names.indices where names[index] == 0 {
                _ = directory.names.intern(names, start..<index)
                start = index + 1
            }
            directory.count = directory.names.count
            directory.files = Array(repeating: KnownFile(), count: directory.names.count)
        }
        return directory
    }

    mutating func place(of path: Bytes, from base: Bytes) -> Place? {
        guard !path.isEmpty else { return nil }
        let slash = path.lastIndex(of: Ascii.slash)
        let start = slash.map { $0 + 1 } ?? 0
        let isName =
            start < path.count && !(path.count - start == 1 && path[start] == Ascii.dot)
            && !(path.count - start == 2 && path[start] == Ascii.dot && path[start + 1] == Ascii.dot)
        guard isName else { return directory(path, from: base).map { Place(directory: $0, name: nil) } }
        let parent = slash.map { $0 == 0 ? [Ascii.slash] : Bytes(path[..<$0]) } ?? []
        guard let number = directory(parent, from: base) else { return nil }
        // What is not in a directory that was read is nowhere.
        if directories[number].count != nil {
            guard let name = directories[number].names.find(path, start..<path.count) else { return nil }
            return Place(directory: number, name: Int(name.raw))
        }
        let name = Int(directories[number].names.intern(path, start..<path.count).raw)
        if name == directories[number].files.count { directories[number].files.append(KnownFile()) }
        return Place(directory: number, name: name)
    }

    func path(of place: Place) -> Bytes {
        let directory = directories[place.directory]
        return place.name.map { joined(directory.path, directory.names.name(NameID(raw: UInt32($0)))) }
            ?? directory.path
    }

    mutating func status(at place: Place) -> FileStatus? {
        guard let name = place.name else { return directories[place.directory].status }
        if directories[place.directory].files[name].isAsked { return directories[place.directory].files[name].status }
        let status = fileStatus(path(of: place))
        directories[place.directory].files[name].isAsked = true
        directories[place.directory].files[name].status = status
        return status
    }

    func file(_ place: Place) -> KnownFile { directories[place.directory].files[place.name!] }

    mutating func set(_ file: KnownFile, at place: Place) { directories[place.directory].files[place.name!] = file }

    mutating func entries(of number: Int) -> [Bytes]? {
        if let sorted = directories[number].sorted { return sorted }
        guard let count = directories[number].count else { return nil }
        let sorted = (0..<count).map { directories[number].names.name(NameID(raw: UInt32($0))) }
            .filter { $0 != [Ascii.dot] && $0 != [Ascii.dot, Ascii.dot] }
            .sorted { $0.lexicographicallyPrecedes($1) }
        directories[number].sorted = sorted
        return sorted
    }
}

/// `directory/name`.
func joined(_ directory: Bytes, _ name: Bytes) -> Bytes {
    directory.last == Ascii.slash ? directory + name : directory + [Ascii.slash] + name
}
