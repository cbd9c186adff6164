internal import Platform
internal import Text

/// One end of a talk in lines over a socket in the file system; descriptors may come with a line.
final class LocalPeer {
    static let longestLine = 1024

    var onLine: (Bytes, [Int32]) -> Void = { _, _ in }
    /// The other side has closed, or talks nonsense. The peer is closed already.
    var onEnd: () -> Void = {}

    private let loop: EventLoop
    private var fd: Int32
    private var watch: EventLoop.WatchID?
    private var timer: EventLoop.TimerID?
    private var buffer: Bytes = []
    private var descriptors: [Int32] = []

    /// - Parameter patience: nanoseconds after which it is closed unless `keep` was called.
    init(_ fd: Int32, loop: EventLoop, patience: Int64) {
        self.fd = fd
        self.loop = loop
        watch = loop.watch(fd, .read) { [weak self] in self?.read() }
        timer = loop.after(nanoseconds: patience) { [weak self] in self?.end() }
    }

    deinit { close() }

    var isOpen: Bool { fd >= 0 }

    /// It may be silent as long as it likes.
    func keep() {
        if let timer { loop.cancel(timer) }
        timer = nil
    }

    func send(_ line: Bytes, with passed: [Int32] = []) -> Bool {
        isOpen && Platform.send(line + [Ascii.newline], with: passed, to: fd)
    }

    func close() {
        guard isOpen else { return }
        if let watch { loop.unwatch(watch) }
        keep()
        Platform.close(fd)
        fd = -1
        for each in descriptors { Platform.close(each) }
        descriptors = []
    }

    /// Gives the descriptor away; the peer is of no use any more.
    func release() -> Int32 {
        let given = fd
        if let watch { loop.unwatch(watch) }
        keep()
        fd = -1
        return given
    }

    private func end() {
        guard isOpen else { return }
        close()
        onEnd()
    }

    private func read() {
        let (result, passed) = receive(from: fd)
        descriptors += passed
        switch result {
        case .nothing: return
        case .end: return end()
        case .bytes(let bytes): buffer += bytes
        }
        while isOpen, let newline = buffer.firstIndex(of: Ascii.newline) {
            let line = Bytes(buffer[..<newline])
            buffer.removeSubrange(...newline)
            let passed = descriptors
            descriptors = []
            onLine(line, passed)
        }
        if buffer.count > Self.longestLine || descriptors.count > 4 { end() }
    }
}
