internal import ContentStore
internal import Execution
internal import Platform
internal import Text

extension RemoteHost {
    /// Stages what is missing and runs the script: in one message if the inputs are small, else archive first.
    func begin(_ run: Run, on slot: Slot, missing: [Int], report: HostReport) {
        let prepared = run.prepared
        run.sending = missing.map { prepared.files[$0] }
        run.makingDirectories = prepared.directories.filter { !map.hasDirectory($0) }
        let size = missing.reduce(0) { $0 + Int(prepared.statuses[$1].size) }
        let isInline =
            !report.takesArchives || (size <= options.inlineLimit && missing.count <= options.inlineFiles)
        var files: [StagedAction.File] = []
        do {
            for index in missing {
                files.append(
                    StagedAction.File(
                        path: prepared.files[index].path, content: try inputs.content(index, of: prepared),
                        modified: prepared.statuses[index].modified,
                        isExecutable: prepared.files[index].isExecutable))
            }
        } catch {
            return finishSoon(prepared.action, .lost(reason: error.reason))
        }
        map.began(run.sending)
        executor.tell(.staging(bytes: size), of: prepared.action)
        if isInline {
            slot.start(run, files: files, directories: run.makingDirectories, decoder: report.decoder)
        } else {
            var archive = TarArchive()
            for file in files {
                archive.add(
                    file.content, name: stagePath(file.path), modified: file.modified,
                    isExecutable: file.isExecutable)
            }
            archive.finish()
            slot.store(archive.bytes, for: run)
        }
    }

    func stored(_ run: Run) {
        map.stored(run.sending, directories: run.makingDirectories)
        run.sending = []
        // What waited for these inputs can go on.
        pump()
    }

    func forget(_ run: Run) {
        map.failed(run.sending)
        run.sending = []
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
