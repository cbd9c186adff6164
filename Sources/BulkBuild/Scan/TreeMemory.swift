internal import MakeLanguage
internal import Platform
internal import Synchronization
internal import Text

/// What a scan has seen of the file system, which holds still while it runs: directories with all their names, files
/// taken apart. Each is read once, and shared by all makes on all threads.
///
/// A file is a directory and a name in it. Directories are told apart by where they really are (realpath(3)), so `..`
/// and symbolic links mean what they mean to the system.
final class TreeMemory: Sendable {
    private let state: Mutex<State>
    private let book: FactBook

    /// - Parameter book: gets the facts; who passes a trace is told which of them an answer is.
    init(_ book: FactBook) {
        self.book = book
        state = Mutex(State(book: book))
    }

    /// Of a path, relative to `directory` if it is not absolute; nil if there is no such file.
    func status(of path: Bytes, from directory: Bytes, _ trace: ScanTrace? = nil) -> FileStatus? {
        state.withLock { state in
            guard let place = state.place(of: path, from: directory, trace) else { return nil }
            if let trace { state.noteKind(of: place, trace) }
            return state.status(at: place)
        }
    }

    /// Names in a directory, sorted; nil if it cannot be read.
    func entries(of path: Bytes, from directory: Bytes, _ trace: ScanTrace? = nil) -> [Bytes]? {
        state.withLock { state in
            guard let number = state.directory(path, from: directory, trace) else {
                if let trace { state.noteMissing(path, from: directory, trace) }
                return nil
            }
            if let trace { state.noteNames(of: number, trace) }
            return state.entries(of: number)
        }
    }

    /// What a word of a command may stand for: the content of a file, the names in a directory, or nothing.
    func noteMention(of path: Bytes, from directory: Bytes, below top: Bytes, _ trace: ScanTrace) {
        enum Mention {
            case nothing, file
            case directory(Int)
        }
        let mention: Mention = state.withLock { state in
            guard let place = state.place(of: path, from: directory, trace) else { return .nothing }
            guard let status = state.status(at: place), state.path(of: place).hasPrefix(top + [Ascii.slash]) else {
                return .nothing
            }
            if !status.isDirectory { return .file }
            return state.directory(path, from: directory, trace).map { .directory($0) } ?? .nothing
        }
        switch mention {
        case .nothing: break
        case .file: _ = contents(of: path, from: directory, trace)
        case .directory(let number): state.withLock { $0.noteNames(of: number, trace) }
        }
    }

    /// Without links; nil if there is no such file.
    func realPath(of path: Bytes, from directory: Bytes, _ trace: ScanTrace? = nil) -> Bytes? {
        let isDirectory: Bytes? = state.withLock { state in
            if let number = state.directory(path, from: directory, trace) { return state.directories[number].path }
            if let trace { state.noteMissing(path, from: directory, trace) }
            return nil
        }
        if let isDirectory { return isDirectory }
        let full = path.first == Ascii.slash ? path : joined(directory, path)
        let real = Platform.realPath(full)
        if let trace, let real, real != full { trace.note(book.number(Question(.link, full)) { (real, nil) }) }
        return real
    }

    /// The content of a file that is no makefile.
    func contents(of path: Bytes, from directory: Bytes, _ trace: ScanTrace? = nil) -> Bytes? {
        let full: Bytes? = state.withLock { state in
            guard let place = state.place(of: path, from: directory, trace) else { return nil }
            guard let status = state.status(at: place), !status.isDirectory else {
                if let trace { state.noteKind(of: place, trace) }
                return nil
            }
            return state.path(of: place)
        }
        guard let full else { return nil }
        let content = try? readFile(full)
        trace?.note(book.number(ofContent: content, full))
        return content
    }

    /// A makefile, taken apart.
    func makefile(
        at path: Bytes, from directory: Bytes, _ language: Language, _ trace: ScanTrace? = nil
    ) -> Makefile? {
        enum Step {
            case known(Makefile?)
            case parse(Bytes, Place, isReadOften: Bool)
        }
        let step: Step = state.withLock { state in
            guard let place = state.place(of: path, from: directory, trace) else { return .known(nil) }
            guard let status = state.status(at: place), !status.isDirectory else {
                if let trace { state.noteKind(of: place, trace) }
                return .known(nil)
            }
            var file = state.file(place)
            defer { state.set(file, at: place) }
            if let trace, let known = file.content { trace.note(known) }
            if let makefile = file.makefile { note(makefile.text, place, &file, state, trace) }
            file.readings += 1
            // Twice is often for the sake of a guard, which all the other lines are behind.
            if let makefile = file.makefile, file.readings != 3 { return .known(makefile) }
            if file.isUnreadable { return .known(nil) }
            guard let text = file.makefile?.text ?? (try? readFile(state.path(of: place))) else {
                file.isUnreadable = true
                note(nil, place, &file, state, trace)
                return .known(nil)
            }
            note(text, place, &file, state, trace)
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

    /// The fact of what was read of a file, once.
    private func note(_ text: Bytes?, _ place: Place, _ file: inout KnownFile, _ state: State, _ trace: ScanTrace?) {
        guard let trace, file.content == nil else { return }
        let fact = book.number(ofContent: text, state.path(of: place))
        file.content = fact
        trace.note(fact)
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
    /// The facts of what it is and of what is in it, once somebody asked.
    var kind: UInt32?
    var content: UInt32?
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
    /// The fact that it is a directory, and the facts that names are not in it, once somebody asked.
    var kind: UInt32?
    var absent: [Bytes: UInt32] = [:]
    /// The fact of all its names.
    var listing: UInt32?
}

private struct State {
    let book: FactBook
    /// Directories as they were spelled, absolute.
    var spellings = Interner()
    /// By the number of the spelling: the number of the directory, -1 if there is none.
    var directoryOfSpelling: [Int32] = []
    /// Spellings that lead to a directory by a link, and the facts of that.
    var links: [Int: UInt32] = [:]
    var paths = Interner()
    /// By the number of the path.
    var directories: [KnownDirectory] = []

    init(book: FactBook) { self.book = book }

    mutating func directory(_ path: Bytes, from base: Bytes, _ trace: ScanTrace?) -> Int? {
        directory(path.first == Ascii.slash ? path : path.isEmpty ? base : joined(base, path), trace)
    }

    /// The number of a directory; nil if there is none of that (absolute) path.
    private mutating func directory(_ spelling: Bytes, _ trace: ScanTrace?) -> Int? {
        let number = Int(spellings.intern(spelling).raw)
        let found = directory(spelling, number)
        if let trace, let link = links[number] { trace.note(link) }
        return found
    }

    private mutating func directory(_ spelling: Bytes, _ number: Int) -> Int? {
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
        if found >= 0, plainPath(spelling) != directories[Int(found)].path {
            let real = directories[Int(found)].path
            links[number] = book.number(Question(.link, spelling)) { (real, nil) }
        }
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

    mutating func place(of path: Bytes, from base: Bytes, _ trace: ScanTrace?) -> Place? {
        guard !path.isEmpty else { return nil }
        let slash = path.lastIndex(of: Ascii.slash)
        let start = slash.map { $0 + 1 } ?? 0
        let isName =
            start < path.count && !(path.count - start == 1 && path[start] == Ascii.dot)
            && !(path.count - start == 2 && path[start] == Ascii.dot && path[start + 1] == Ascii.dot)
        let parent = slash.map { $0 == 0 ? [Ascii.slash] : Bytes(path[..<$0]) } ?? []
        guard isName else {
            guard let number = directory(path, from: base, trace) else {
                // `a/..` is missing because `a` is.
                if let trace { noteMissing(parent, from: base, trace) }
                return nil
            }
            return Place(directory: number, name: nil)
        }
        guard let number = directory(parent, from: base, trace) else {
            if let trace { noteMissing(parent, from: base, trace) }
            return nil
        }
        // What is not in a directory that was read is nowhere.
        if directories[number].count != nil {
            guard let name = directories[number].names.find(path, start..<path.count) else {
                if let trace { noteAbsence(of: Bytes(path[start...]), in: number, trace) }
                return nil
            }
            return Place(directory: number, name: Int(name.raw))
        }
        let name = Int(directories[number].names.intern(path, start..<path.count).raw)
        if name == directories[number].files.count { directories[number].files.append(KnownFile()) }
        return Place(directory: number, name: name)
    }

    mutating func noteKind(of place: Place, _ trace: ScanTrace) {
        let known = place.name.map { directories[place.directory].files[$0].kind } ?? directories[place.directory].kind
        if let known { return trace.note(known) }
        let status = status(at: place)
        let fact = book.number(Question(.kind, path(of: place))) {
            (status.map { Bytes($0.isDirectory ? "d" : "f") } ?? [], nil)
        }
        if let name = place.name {
            directories[place.directory].files[name].kind = fact
        } else {
            directories[place.directory].kind = fact
        }
        trace.note(fact)
    }

    /// Why there is no such directory: a part of the way to it is missing, or is something else.
    mutating func noteMissing(_ path: Bytes, from base: Bytes, _ trace: ScanTrace) {
        guard !path.isEmpty, path != [Ascii.slash] else { return }
        if let place = place(of: path, from: base, trace) { noteKind(of: place, trace) }
    }

    mutating func noteNames(of number: Int, _ trace: ScanTrace) {
        if let known = directories[number].listing { return trace.note(known) }
        let entries = entries(of: number)
        let fact = book.number(Question(.names, directories[number].path)) {
            (entries.map(FileWitness.digest(ofNames:)) ?? [], nil)
        }
        directories[number].listing = fact
        trace.note(fact)
    }

    private mutating func noteAbsence(of name: Bytes, in number: Int, _ trace: ScanTrace) {
        if directories[number].path.isSame(as: trace.home) { return noteNames(of: number, trace) }
        if let known = directories[number].absent[name] { return trace.note(known) }
        let fact = book.number(Question(.kind, joined(directories[number].path, name))) { ([], nil) }
        directories[number].absent[name] = fact
        trace.note(fact)
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

/// An absolute path without `.`, `..` and double slashes, as it would be if no part of it were a link.
private func plainPath(_ path: Bytes) -> Bytes {
    var parts: [ArraySlice<UInt8>] = []
    for part in path.split(separator: Ascii.slash) where part != [Ascii.dot] {
        if part == [Ascii.dot, Ascii.dot] { _ = parts.popLast() } else { parts.append(part) }
    }
    return [Ascii.slash] + Bytes(parts.joined(separator: [Ascii.slash]))
}

/// `directory/name`.
func joined(_ directory: Bytes, _ name: Bytes) -> Bytes {
    directory.last == Ascii.slash ? directory + name : directory + [Ascii.slash] + name
}
