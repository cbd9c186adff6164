internal import BuildGraph
internal import Platform
internal import Report
internal import Text

/// Commands of recipes that meta mode records (make-language.md S7-42).
extension CompatMaker {
    /// Runs a command whose output goes to the meta file as well.
    func record(_ request: SpawnRequest, of id: NodeID, by meta: MetaMode) throws(SystemError) -> ExitStatus {
        let pipe = try makePipe()
        defer { close(pipe.read) }
        setNonBlocking(pipe.read)
        var request = request
        request.standardOutput = pipe.write
        request.standardError = pipe.write
        request.records = meta.open[id]?.records
        let pid: ProcessID
        do throws(SystemError) {
            pid = try spawn(request)
            close(pipe.write)
        } catch {
            close(pipe.write)
            throw error
        }
        let take = { [run] in
            let text = readSome(pipe.read)
            run.output.put(text)
            run.output.handOver()
            meta.add(text, of: id)
            return !text.isEmpty
        }
        var watch: EventLoop.WatchID?
        watch = run.loop.watch(pipe.read, .read) { [run] in
            if !take(), let seen = watch {
                run.loop.unwatch(seen)
                watch = nil
            }
        }
        let status = wait(for: pid)
        if let watch { run.loop.unwatch(watch) }
        while take() {}
        return status
    }
}
