internal import ContentStore
internal import Execution
internal import Platform
internal import Text

extension RemoteHost {
    /// What of those files has to be sent or copied there.
    func batch(_ missing: [Int], of prepared: PreparedAction) throws(CannotTravel) -> Batch {
        var batch = Batch()
        // Of this batch, which sends a content once.
        var sent: [Digest: (path: Bytes, isExecutable: Bool)] = [:]
        for index in missing {
            let file = prepared.files[index]
            let stamp = Batch.Stamp(
                modified: prepared.statuses[index].modified, isExecutable: file.isExecutable)
            if prepared.statuses[index].size > options.copyLimit, !prepared.isSecondTry,
                let source = sent[file.digest] ?? map.place(of: file.digest), source.path != file.path
            {
                batch.copies.append(
                    Batch.Copy(
                        source: source.path, path: file.path, stamp: stamp, sourceIsExecutable: source.isExecutable))
                continue
            }
            let content = try inputs.content(index, of: prepared)
            batch.files.append(Batch.File(path: file.path, content: content, stamp: stamp))
            batch.size += content.count
            sent[file.digest] = (file.path, file.isExecutable)
        }
        return batch
    }

    /// Stages what is missing and runs the script: in one message if the inputs are small, else archive first.
    func begin(_ run: Run, on slot: Slot, missing: [Int], report: HostReport) {
        let prepared = run.prepared
        run.sending = missing.map { prepared.files[$0] }
        run.makingDirectories = prepared.directories.filter { !map.hasDirectory($0) }
        do {
            run.batch = try batch(missing, of: prepared)
        } catch {
            return finishSoon(prepared.action, .lost(reason: error.reason))
        }
        map.began(run.sending)
        map.hold(run.batch.sources)
        // The script replaces them.
        map.forget(prepared.outputs)
        executor.tell(.staging(bytes: run.batch.size), of: prepared.action)
        if !report.takesArchives || host.data == .inline || isSmall(run.batch) {
            slot.start(
                run, batch: run.batch, directories: run.makingDirectories, report: report,
                keepsLargeOutputs: keepsLargeOutputs(report))
        } else {
            slot.store(run.batch.archive(), for: run)
        }
    }

    /// Whether the inputs of a waiting action are on their way now, without a slot.
    func uploads(_ prepared: PreparedAction, _ missing: [Int], _ report: HostReport) -> Bool {
        guard !missing.isEmpty, host.data != .inline, host.data != .frames, !prepared.isSecondTry else { return false }
        let size = missing.reduce(0) { $0 + Int(prepared.statuses[$1].size) }
        let isSmall = size <= options.inlineLimit && missing.count <= options.inlineFiles
        if isSmall && host.data == nil { return false }
        guard let batch = try? batch(missing, of: prepared), host.data != nil || !self.isSmall(batch) else {
            return false
        }
        guard upload(prepared, missing, batch, report) else { return false }
        executor.tell(.staging(bytes: batch.size), of: prepared.action)
        return true
    }

    /// It travels with the script, in the same message.
    func isSmall(_ batch: Batch) -> Bool {
        batch.size <= options.inlineLimit && batch.files.count <= options.inlineFiles
    }

    func stored(_ run: Run) {
        map.stored(run.sending, directories: run.makingDirectories)
        run.sending = []
        release(run)
        // What waited for these inputs can go on.
        pump()
    }

    func forget(_ run: Run) {
        map.failed(run.sending)
        run.sending = []
        release(run)
    }

    private func release(_ run: Run) {
        map.release(run.batch.sources)
        run.batch = Batch()
    }

    /// A recipe removed what the stage had. Everything is sent again, once.
    func stageAgain(_ run: Run, on slot: Slot) {
        forget(run)
        slot.release()
        map.forgetDirectories()
        guard !run.prepared.isSecondTry, run.cancelledBy == nil else {
            return lose(run, "its inputs do not stay there")
        }
        map.forget(run.prepared.files.map(\.path))
        var again = run.prepared
        again.isSecondTry = true
        queue.insert(again, at: 0)
        pump()
    }

    /// It is up, can take inputs while its slots are busy, and takes none ahead of time yet.
    var canPrefetch: Bool {
        guard case .up(let report) = state, !isPrefetching else { return false }
        return offers(.stream, report) || offers(.sftp, report)
    }

    /// Sends what is missing of these inputs, for an action that may come.
    func prefetch(_ prepared: PreparedAction) {
        guard case .up(let report) = state, let missing = map.missing(prepared.files), !missing.isEmpty,
            let batch = try? batch(missing, of: prepared), !isSmall(batch), batch.size <= options.mostPrefetched
        else { return }
        isPrefetching = upload(prepared, missing, batch, report) { [weak self] in self?.isPrefetching = false }
    }
}
