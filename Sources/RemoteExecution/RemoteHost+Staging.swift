internal import ContentStore
internal import Execution
internal import Platform
internal import Text

extension RemoteHost {
    /// What of those files has to be sent or copied there.
    ///
    /// - Parameter listing: what the host's store has of it; nil leaves the store alone.
    func batch(
        _ missing: [Int], of prepared: PreparedAction, listing: StoreListing? = nil
    ) throws(CannotTravel) -> Batch {
        var batch = Batch()
        // Of this batch, which sends a content once.
        var sent: [Digest: (path: Bytes, isExecutable: Bool)] = [:]
        for index in missing {
            let file = prepared.files[index]
            let stamp = Batch.Stamp(
                modified: prepared.statuses[index].modified, isExecutable: file.isExecutable)
            let other = (sent[file.digest] ?? map.place(of: file.digest)).flatMap { $0.path == file.path ? nil : $0 }
            if let source = other, prepared.statuses[index].size > options.copyLimit, !prepared.isSecondTry {
                batch.copies.append(
                    Batch.Copy(
                        source: .tree(source.path), path: file.path, stamp: stamp,
                        sourceIsExecutable: source.isExecutable))
                continue
            }
            // What the recipe makes anew is nobody else's; and no two names here are one file.
            let isAlone = other == nil && !prepared.outputs.contains(file.path)
            let entry = listing != nil && isAlone ? storeEntry(file, stamp) : nil
            if let entry, let found = listing?.best(for: entry) {
                if found == entry {
                    batch.links.append(Batch.Link(entry: entry, path: file.path))
                } else {
                    batch.copies.append(
                        Batch.Copy(
                            source: .store(found), path: file.path, stamp: stamp,
                            sourceIsExecutable: found.isExecutable))
                }
                sent[file.digest] = (file.path, file.isExecutable)
                continue
            }
            let content = try inputs.content(index, of: prepared)
            batch.files.append(
                Batch.File(
                    path: file.path, content: content, stamp: stamp, entry: entry,
                    replacesLink: linkedPaths.contains(file.path)))
            batch.size += content.count
            sent[file.digest] = (file.path, file.isExecutable)
        }
        return batch
    }

    private func storeEntry(_ file: StageMap.File, _ stamp: Batch.Stamp) -> StoreEntry? {
        // Rounded down, as all ways to the host do.
        let seconds = stamp.modified / 1_000_000_000
        guard stamp.modified >= 0, StoreEntry.times.contains(seconds) else { return nil }
        return StoreEntry(digest: file.digest, modified: seconds, isExecutable: file.isExecutable)
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
        let sent = Set(missing)
        run.batch.stamps = stale(prepared).filter { !sent.contains($0) }.map { index in
            let file = prepared.files[index]
            return (
                file.path,
                Batch.Stamp(modified: prepared.statuses[index].modified, isExecutable: file.isExecutable)
            )
        }
        sentBytes += run.batch.size
        map.began(run.sending)
        map.hold(run.batch.sources)
        // The script replaces them.
        map.beganMaking(prepared.outputs)
        run.isMaking = true
        executor.tell(.staging(bytes: run.batch.size), of: prepared.action)
        if !report.takesArchives || host.data == .inline || isSmall(run.batch) {
            slot.start(
                run, batch: run.batch, directories: run.makingDirectories, report: report,
                place: place(of: prepared.action, on: slot, report), keepsLargeOutputs: keepsLargeOutputs(report))
        } else {
            slot.store(run.batch.archive(stage: report.stage), for: run)
        }
    }

    func place(of action: Action, on slot: Slot, _ report: HostReport) -> Slot.Place {
        askedSince[action.id] = nil
        if slot.showsTree, !action.leavesTree { return .same }
        return .stage(
            PathMapping(stage: report.stage, roots: options.roots) { [executor] program in
                executor.mapsPaths(program, on: self) ?? false
            })
    }

    /// It travels with the script, in the same message.
    func isSmall(_ batch: Batch) -> Bool {
        batch.size <= options.inlineLimit && batch.files.count <= options.inlineFiles
    }

    /// The inputs of which the stage has the content, but with another time than here: they were touched since, or made
    /// there by a clock that is not ours.
    func stale(_ prepared: PreparedAction) -> [Int] {
        prepared.files.indices.filter { index in
            let seconds = prepared.statuses[index].modified / 1_000_000_000
            return stamps[prepared.files[index].path].map { $0 != seconds } ?? clockIsOff
        }
    }

    func noteStamps(of prepared: PreparedAction, _ indices: some Sequence<Int>) {
        for index in indices {
            stamps[prepared.files[index].path] = prepared.statuses[index].modified / 1_000_000_000
        }
    }

    func stored(_ run: Run) {
        noteStamps(of: run.prepared, run.prepared.files.indices)
        // What the recipe makes has times of its own.
        for path in run.prepared.outputs { stamps[path] = nil }
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

    /// Its script is over, or never began.
    func endMaking(_ run: Run) {
        guard run.isMaking else { return }
        run.isMaking = false
        map.endedMaking(run.prepared.outputs)
    }

    private func release(_ run: Run) {
        map.release(run.batch.sources)
        run.batch = Batch()
    }

    /// A recipe removed what the stage had. Everything is sent again, once.
    func stageAgain(_ run: Run, on slot: Slot) {
        forget(run)
        endMaking(run)
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
}
