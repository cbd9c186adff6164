package import Platform
internal import Text

/// The socket at which a build tells of itself.
package final class StatusDoor {
    private let directory: StatusDirectory
    private let process = getpid()
    private let loop: EventLoop
    private let listener: Int32
    private var watch: EventLoop.WatchID?

    /// - Parameter status: called for each who looks.
    package init?(directory: StatusDirectory, loop: EventLoop, status: @escaping () -> BuildStatus) {
        (self.directory, self.loop) = (directory, loop)
        directory.sweep()
        let path = directory.socket(of: process)
        // One that had this number before is gone.
        directory.remove(process)
        guard let listener = try? listenLocally(path) else { return nil }
        _ = withCString(path) { chmod($0, 0o600) }
        self.listener = listener
        watch = loop.watch(listener, .read) {
            guard let fd = acceptLocally(listener) else { return }
            // What the buffer of the socket does not take is not sent: nobody is waited for.
            _ = send(status().text, to: fd)
            Platform.close(fd)
        }
    }

    package func close() {
        guard let watch else { return }
        loop.unwatch(watch)
        self.watch = nil
        Platform.close(listener)
        directory.remove(process)
    }

    deinit { close() }
}
