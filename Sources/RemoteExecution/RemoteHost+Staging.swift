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
        if !report.takesArchives || isSmall(run.batch) {
            slot.start(
                run, batch: run.batch, directories: run.makingDirectories, report: report, keepsLargeOutputs: false)
        } else {
            slot.store(archive(run.batch), for: run)
        }
    }

    /// It travels with the script, in the same message.
    func isSmall(_ batch: Batch) -> Bool {
        batch.size <= options.inlineLimit && batch.files.count <= options.inlineFiles
    }

    func archive(_ batch: Batch) -> Bytes {
        var archive = TarArchive()
        for file in batch.files {
            archive.add(
                file.content, name: stagePath(file.path), modified: file.stamp.modified,
                isExecutable: file.stamp.isExecutable)
        }
        archive.finish()
        return archive.bytes
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
    var canPrefetch: Bool { false }

    /// Sends what is missing of these inputs, for an action that may come.
    func prefetch(_ prepared: PreparedAction) {}
}
