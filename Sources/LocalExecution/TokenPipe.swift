internal import Platform
internal import Text

/// The pipe that holds the free tokens, and the ways to it.
struct TokenPipe {
    /// Recipes use small numbers for their own redirections, so the descriptors are above them (make-language.md S1-36).
    private static let firstNumber: Int32 = 15

    let read: Int32
    let write: Int32
    /// Where programs that do not inherit the descriptors can open it.
    private(set) var path: [UInt8]?
    /// This process made the file at `path`.
    let isOwn: Bool

    private init?(read: Int32, write: Int32, path: [UInt8]?, isOwn: Bool) {
        self.read = fcntl(read, F_DUPFD_CLOEXEC, Self.firstNumber)
        self.write = fcntl(write, F_DUPFD_CLOEXEC, Self.firstNumber)
        self.path = path
        self.isOwn = isOwn
        close(read)
        if write != read { close(write) }
        guard self.read >= 0, self.write >= 0 else { return nil }
        // Of several makes that see a token only one gets it; the others must not wait for the next.
        setNonBlocking(self.read)
    }

    /// An empty pipe with a name: that of its descriptor where the system shows these, so that a make that is killed
    /// leaves nothing behind; else a file in `directory`, if one can be made there.
    static func make(in directory: [UInt8]) -> TokenPipe? {
        if let ends = try? makePipe(), var pipe = TokenPipe(read: ends.read, write: ends.write, path: nil, isOwn: false)
        {
            let shown = Bytes("/proc/\(getpid())/fd/\(pipe.read)")
            if fileStatus(shown) != nil {
                pipe.path = shown
                return pipe
            }
            close(pipe.read)
            close(pipe.write)
        }
        for attempt in 0..<8 {
            let path = directory + Bytes("/make.\(getpid()).\(attempt)")
            if withCString(path, { mkfifo($0, 0o600) }) == 0 {
                if let pipe = open(path, isOwn: true) { return pipe }
                _ = withCString(path) { unlink($0) }
                break
            }
            if errno != EEXIST { break }
        }
        guard let ends = try? makePipe() else { return nil }
        return TokenPipe(read: ends.read, write: ends.write, path: nil, isOwn: true)
    }

    /// One that has a name.
    static func open(_ path: [UInt8], isOwn: Bool = false) -> TokenPipe? {
        // Opened for reading first, an end for writing cannot be refused.
        let read = withCString(path) { Platform.open($0, O_RDONLY | O_NONBLOCK | O_CLOEXEC) }
        guard read >= 0 else { return nil }
        let write = withCString(path) { Platform.open($0, O_WRONLY | O_CLOEXEC) }
        guard write >= 0, isPipe(read) else {
            close(read)
            if write >= 0 { close(write) }
            return nil
        }
        return TokenPipe(read: read, write: write, path: path, isOwn: isOwn)
    }

    /// One whose descriptors this process inherited. Nil if they are no pipe.
    static func inherit(read: Int32, write: Int32) -> TokenPipe? {
        guard read > 2, write > 2, wasInherited(read, O_RDONLY), wasInherited(write, O_WRONLY) else { return nil }
        return TokenPipe(inheritedRead: read, write: write)
    }

    private init?(inheritedRead read: Int32, write: Int32) {
        func moved(_ end: Int32) -> Int32 {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            return end < Self.firstNumber ? fcntl(end, F_DUPFD_CLOEXEC, Self.firstNumber) : end
        }
        self.read = moved(read)
        self.write = moved(write)
        path = nil
        isOwn = false
        guard self.read >= 0, self.write >= 0 else { return nil }
        setNonBlocking(self.read)
    }

    /// True for a pipe, open in that direction, which came from the program that started this one: a number that is closed
    /// there may meanwhile name a pipe of our own, which no program we start inherits by itself.
    private static func wasInherited(_ fd: Int32, _ direction: Int32) -> Bool {
        let flags = fcntl(fd, F_GETFD)
        guard flags >= 0, flags & FD_CLOEXEC == 0, isPipe(fd) else { return false }
        let mode = fcntl(fd, F_GETFL) & O_ACCMODE
        return mode == direction || mode == O_RDWR
    }

    private static func isPipe(_ fd: Int32) -> Bool {
        var status = stat()
        return fstat(fd, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    }

    /// One token, if there is one.
    func take() -> UInt8? {
        var byte: UInt8 = 0
        return retrying { Platform.read(read, &byte, 1) } == 1 ? byte : nil
    }

    func put(_ tokens: [UInt8]) { if !tokens.isEmpty { writeAll(write, tokens) } }

    func drain() { while take() != nil {} }

    /// The name goes; who has it open may go on.
    func removeName() {
        if isOwn, let path { _ = withCString(path) { unlink($0) } }
    }
}
