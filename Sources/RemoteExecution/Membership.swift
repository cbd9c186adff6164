package import Platform
package import Text

/// Keeps the hosts of an executor those of the hosts file, and of the machines that offer themselves, while a build runs.
package final class Membership {
    /// The hosts file was changed into one that cannot be used; the old list stays.
    package var onMistake: (HostsFileError) -> Void = { _ in }

    private let executor: RemoteExecutor
    private let file: Bytes?
    private var watch: FileWatch
    private let joined: JoinedHosts?
    private let loop: EventLoop
    private let interval: Int64
    private var timer: EventLoop.TimerID?

    /// - Parameters:
    ///   - file: the hosts file; nil if there can be none.
    ///   - status: what the file was when the executor's hosts were read from it.
    package init(
        executor: RemoteExecutor, file: Bytes?, status: FileStatus?, joined: JoinedHosts?, options: RemoteOptions,
        loop: EventLoop
    ) {
        (self.executor, self.file, self.joined, self.loop) = (executor, file, joined, loop)
        watch = FileWatch(known: status)
        interval = options.joinInterval
    }

    /// Begins to look.
    package func begin() {
        if file != nil { look() }
        joined?.begin()
    }

    /// From now on nobody joins.
    package func end() {
        if let timer { loop.cancel(timer) }
        timer = nil
        joined?.end()
    }

    /// Other builds see nothing of this one any more; to be called when the executor is shut down.
    package func close() { joined?.close() }

    private func look() {
        timer = loop.after(nanoseconds: interval) { [weak self] in self?.look() }
        guard let file, watch.look(fileStatus(file)) else { return }
        switch HostsFile.load(file) {
        case .success(let hosts): executor.follow(hosts)
        // It went away between two looks.
        case .failure(let problem) where problem.isMissingFile: break
        case .failure(let problem): onMistake(problem)
        }
    }
}
