internal import ContentStore
internal import Execution
internal import Platform
internal import Text

// Inputs that get to the stage while no slot waits for them.
extension RemoteHost {
    /// Inputs of one action on their way.
    private struct Upload {
        var prepared: PreparedAction
        /// Indices of those of its files that are sent, and the files.
        var missing: [Int]
        var sending: [StageMap.File]
        var report: HostReport
        var plane: DataPlane
        var completion: () -> Void
        /// Names under which the store was to keep them when that failed.
        var begunEntries: [Bytes] = []
    }

    /// Whether the inputs of a waiting action are on their way now, without a slot.
    func uploads(_ prepared: PreparedAction, _ missing: [Int], _ report: HostReport) -> Bool {
        guard !missing.isEmpty, host.data != .inline, host.data != .frames, !prepared.isSecondTry else { return false }
        let size = size(missing, of: prepared)
        // What fits into a message goes with the script, unless the hosts file says otherwise.
        if host.data == nil {
            if size <= options.inlineLimit && missing.count <= options.inlineFiles { return false }
            if !usesStore(report), let batch = try? batch(missing, of: prepared), isSmall(batch) { return false }
        }
        guard upload(prepared, missing, report) else { return false }
        executor.tell(.staging(bytes: size), of: prepared.action)
        return true
    }

    func size(_ missing: [Int], of prepared: PreparedAction) -> Int {
        missing.reduce(0) { $0 + Int(prepared.statuses[$1].size) }
    }

    private func usesStore(_ report: HostReport) -> Bool { !report.stat.isEmpty && !failedPlanes.contains(.stream) }

    /// Puts inputs into the stage; false if that has to be done by the slot. `completion` follows in any case.
    func upload(
        _ prepared: PreparedAction, _ missing: [Int], _ report: HostReport, _ completion: @escaping () -> Void = {}
    ) -> Bool {
        let plane = plane(forBytes: size(missing, of: prepared), report)
        guard carrier(plane, report) != nil else { return false }
        let sending = missing.map { prepared.files[$0] }
        let upload = Upload(
            prepared: prepared, missing: missing, sending: sending, report: report, plane: plane,
            completion: completion)
        map.began(sending)
        guard usesStore(report), let stream = carrier(.stream, report) as? DataStream else {
            put(upload, listing: nil)
            return true
        }
        var wanted: [Digest: Int64] = [:]
        for index in missing { wanted[prepared.files[index].digest] = prepared.statuses[index].size }
        stream.lookUp(
            wanted.keys.map(StoreEntry.prefix), stat: report.stat, limit: 4096 + wanted.count * 4096
        ) { [weak self] text in
            guard let self, case .up = state else { return completion() }
            let listing = text.map { StoreListing($0, wanted: wanted) }
            if let listing {
                executor.tell(
                    .foundInStore(host: host.name, count: listing.count, wanted: wanted.count))
                stream.discard(listing.spoilt)
            }
            put(upload, listing: listing)
        }
        return true
    }

    private func put(_ upload: Upload, listing: StoreListing?) {
        let batch: Batch
        do {
            batch = try self.batch(upload.missing, of: upload.prepared, listing: listing)
        } catch {
            map.failed(upload.sending)
            upload.completion()
            let id = upload.prepared.action.id
            if let index = queue.firstIndex(where: { $0.action.id == id }) {
                finishSoon(queue.remove(at: index).action, .lost(reason: error.reason))
            }
            return
        }
        sentBytes += batch.size
        let directories = upload.prepared.directories.filter { !map.hasDirectory($0) }
        map.hold(batch.sources)
        guard let carrier = carrier(upload.plane, upload.report) else {
            return ended(upload, batch, directories, .lost("the connection to it ended"), listing)
        }
        carrier.put(batch, directories: directories) { [weak self] result in
            guard let self, case .up = state else { return upload.completion() }
            ended(upload, batch, directories, result, listing)
        }
    }

    private func ended(
        _ upload: Upload, _ batch: Batch, _ directories: [Bytes], _ result: DataResult, _ listing: StoreListing?
    ) {
        map.release(batch.sources)
        if result == .done {
            map.stored(upload.sending, directories: directories)
            noteStamps(of: upload.prepared, upload.missing)
            linkedPaths.subtract(upload.sending.map(\.path))
            linkedPaths.formUnion(batch.linkedPaths)
        } else if listing != nil, result != .lost("the connection to it ended") {
            // Another build may have taken something out of the store meanwhile.
            var again = upload
            again.begunEntries = batch.files.compactMap(\.entry?.name)
            return put(again, listing: nil)
        } else {
            // What the store has of them now may be a part, which takes room.
            (carriers.first { $0.plane == .stream } as? DataStream)?.discard(upload.begunEntries)
            map.failed(upload.sending)
            if result == .vanished {
                map.forget(batch.sources)
            } else {
                // What it is that the host cannot do, a slot will tell.
                failedPlanes.insert(upload.plane)
            }
        }
        upload.completion()
        pump()
    }

    // Ahead of time.

    /// It is up, can take inputs while its slots are busy, and takes none ahead of time yet.
    var canPrefetch: Bool {
        guard case .up(let report) = state, !isPrefetching else { return false }
        return offers(.stream, report) || offers(.sftp, report)
    }

    /// Sends what is missing of these inputs, for an action that may come.
    func prefetch(_ prepared: PreparedAction) {
        guard case .up(let report) = state, let missing = map.missing(prepared.files), !missing.isEmpty,
            case let size = size(missing, of: prepared), size <= options.mostPrefetched,
            size > options.inlineLimit || missing.count > options.inlineFiles
        else { return }
        isPrefetching = true
        let isUnderWay = upload(prepared, missing, report) { [weak self] in self?.isPrefetching = false }
        if !isUnderWay { isPrefetching = false }
    }
}
