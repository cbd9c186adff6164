package import Platform
package import Text

/// Where running builds of a user tell of themselves: a directory that nobody else can enter, with a socket for each build,
/// called by its process.
///
/// Who connects gets the status as it is now, and the end. So a build that nobody looks at does nothing; one that was killed leaves
/// a socket that refuses, which the next who looks, or the next build, removes.
package struct StatusDirectory: Sendable {
    package let path: Bytes

    /// What $DISTMAKE_STATUS says: `no`, or an absolute path; else in $XDG_RUNTIME_DIR, else in /tmp. Nil for `no`.
    package static func location(environment: [Bytes]) -> Bytes? {
        if let named = value(of: "DISTMAKE_STATUS", in: environment), !named.isEmpty {
            return named.first == Ascii.slash ? named : nil
        }
        if let runtime = value(of: "XDG_RUNTIME_DIR", in: environment), runtime.first == Ascii.slash,
            isPrivateDirectory(runtime)
        {
            return runtime + Bytes("/distmake")
        }
        return Bytes("/tmp/distmake-status-\(geteuid())".utf8)
    }

    /// Nil if there is none and it cannot be made, or if others could enter it.
    package init?(making path: Bytes) {
        _ = withCString(path) { mkdir($0, 0o700) }
        self.init(existing: path)
    }

    package init?(existing path: Bytes) {
        guard isPrivateDirectory(path) else { return nil }
        self.path = path
    }

    /// Processes of builds, some of which may be gone.
    private var builds: [Int32] {
        (directoryEntries(path) ?? []).compactMap { name in
            name.allSatisfy(\.isDigit) ? Int32(name.text) : nil
        }.sorted()
    }

    func socket(of process: Int32) -> Bytes { path + Bytes("/\(process)".utf8) }

    func remove(_ process: Int32) { _ = withCString(socket(of: process)) { unlink($0) } }

    /// Removes what killed builds have left.
    func sweep() {
        for process in builds where kill(process, 0) != 0 && SystemError.last.code == ESRCH { remove(process) }
    }

    /// Asks all builds. One that does not answer in time, because it is stopped say, is left out.
    package func read(loop: EventLoop, limit: Int64 = 1_000_000_000) -> [BuildStatus] {
        var texts: [Int32: Bytes] = [:]
        var open: [Int32: (fd: Int32, watch: EventLoop.WatchID)] = [:]
        for process in builds {
            let fd: Int32
            do {
                fd = try connectLocally(socket(of: process))
            } catch {
                if error.code == ECONNREFUSED { remove(process) }
                continue
            }
            let watch = loop.watch(fd, .read) {
                switch readNow(fd) {
                case .bytes(let bytes): texts[process, default: []] += bytes
                case .nothing: break
                case .end:
                    guard let entry = open.removeValue(forKey: process) else { return }
                    loop.unwatch(entry.watch)
                    close(entry.fd)
                }
            }
            open[process] = (fd, watch)
        }
        let deadline = monotonicClock() + limit
        while !open.isEmpty, monotonicClock() < deadline { loop.runOnce(limit: 50_000_000) }
        for entry in open.values {
            loop.unwatch(entry.watch)
            close(entry.fd)
        }
        return texts.sorted { $0.key < $1.key }.compactMap { BuildStatus($0.value) }
    }
}
