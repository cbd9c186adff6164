internal import ContentStore
internal import Execution
internal import Platform
internal import Text

// What is too large to travel with a script, on its way in and out.
extension RemoteHost {
    /// Whether the host can be asked to use the plane.
    func offers(_ plane: DataPlane, _ report: HostReport) -> Bool {
        switch plane {
        case .inline: true
        case .frames: report.takesArchives
        case .stream: report.takesArchives && !failedPlanes.contains(.stream)
        case .sftp: host.transport == .ssh && !failedPlanes.contains(.sftp)
        }
    }

    /// The plane for so many bytes of inputs: the hosts file's, or the one with fewest processes that the host offers.
    func plane(forBytes size: Int, _ report: HostReport) -> DataPlane {
        if let forced = host.data, offers(forced, report) { return forced }
        // One file after the other leaves a large one's stream to nobody else; sftp's packets mix.
        let order: [DataPlane] =
            size > options.largeBatch ? [.sftp, .stream, .frames] : [.stream, .frames, .sftp]
        return order.first { offers($0, report) } ?? .inline
    }

    /// The session of a plane that has one, opened now if need be; nil if it cannot be.
    func carrier(_ plane: DataPlane, _ report: HostReport) -> (any DataCarrier)? {
        if let carrier = carriers.first(where: { $0.plane == plane }) { return carrier }
        guard plane == .stream || plane == .sftp, offers(plane, report) else { return nil }
        var lease: ConnectionPool.Lease?
        if host.transport == .ssh {
            lease = leaseConnection()
            // A connection has to be made first; this time the slots carry the data.
            guard lease != nil else { return nil }
        }
        guard let cookie = Cookie.random() else { return nil }
        guard let session = try? openSession(lease?.share ?? .user, isSFTP: plane == .sftp) else {
            if let lease { connections.release(lease.index) }
            failedPlanes.insert(plane)
            return nil
        }
        nextSlotNumber += 1
        var isReady = false
        let onReady = { [weak self] in
            isReady = true
            guard let self else { return }
            if let lease { connections.isUp(lease.index) }
            executor.tell(.dataPlane(host: host.name, plane: plane))
        }
        let onEnd: (String) -> Void = { [weak self, weak session] reason in
            guard let self, let session else { return }
            lostCarrier(plane, session, lease?.index)
        }
        let carrier: any DataCarrier
        if plane == .sftp {
            let stream = SFTPStream(
                session: session, stage: report.stage, name: Bytes("sftp\(nextSlotNumber)".utf8),
                umask: options.umask, connection: lease?.index)
            (stream.onReady, stream.onEnd) = (onReady, onEnd)
            carrier = stream
        } else {
            let stream = DataStream(session: session, cookie: cookie, connection: lease?.index)
            (stream.onReady, stream.onEnd) = (onReady, onEnd)
            carrier = stream
            session.send(
                slotScript(
                    cookie: cookie, stage: report.stage, slot: nextSlotNumber, options: options, unset: report.unset))
        }
        loop.after(nanoseconds: options.connectLimit) { [weak self, weak session] in
            guard let self, let session, !isReady else { return }
            session.signal(SIGKILL)
            lostCarrier(plane, session, lease?.index)
        }
        carriers.append(carrier)
        return carrier
    }

    private func lostCarrier(_ plane: DataPlane, _ session: Session, _ connection: Int?) {
        guard let index = carriers.firstIndex(where: { $0.session === session }) else { return }
        carriers.remove(at: index)
        failedPlanes.insert(plane)
        if let connection { connections.release(connection) }
        session.signal(SIGKILL)
    }

    /// Puts inputs into the stage while no slot waits for them; false if that has to be done by the slot.
    func upload(
        _ prepared: PreparedAction, _ missing: [Int], _ batch: Batch, _ report: HostReport,
        _ completion: @escaping () -> Void = {}
    ) -> Bool {
        let plane = plane(forBytes: batch.size, report)
        guard let carrier = carrier(plane, report) else { return false }
        let sending = missing.map { prepared.files[$0] }
        let directories = prepared.directories.filter { !map.hasDirectory($0) }
        map.began(sending)
        map.hold(batch.sources)
        carrier.put(batch, directories: directories) { [weak self] result in
            completion()
            guard let self, case .up = state else { return }
            map.release(batch.sources)
            switch result {
            case .done: map.stored(sending, directories: directories)
            case .vanished:
                map.failed(sending)
                map.forget(batch.sources)
            case .refused, .lost:
                // What it is that the host cannot do, a slot will tell.
                map.failed(sending)
                failedPlanes.insert(plane)
            }
            pump()
        }
        return true
    }

    // Large outputs.

    /// Whether outputs may wait on the host until they are fetched beside the slots.
    func keepsLargeOutputs(_ report: HostReport) -> Bool {
        switch host.data {
        case .inline, .frames: false
        case .stream, .sftp, nil: offers(.sftp, report) || offers(.stream, report)
        }
    }

    /// The script is over and its slot free; what is left of its outputs follows.
    func fetchAside(_ run: Run, of slot: Slot, _ report: HostReport) {
        fetching.append(run)
        executor.slotIsFree(run.prepared.action)
        fetchNext(run, slot.number, report)
    }

    private func fetchNext(_ run: Run, _ slot: Int, _ report: HostReport) {
        guard let next = run.aside.popLast(), run.trouble == nil else {
            fetching.removeAll { $0 === run }
            return finish(run)
        }
        let planes = [host.data ?? .sftp, .sftp, .stream].filter { $0 == .sftp || $0 == .stream }
        guard let carrier = planes.lazy.compactMap({ self.carrier($0, report) }).first else {
            run.trouble = "its large outputs cannot be fetched"
            return fetchNext(run, slot, report)
        }
        carrier.fetch(
            aside: Bytes("\(slot).\(run.number).\(next.index)".utf8), from: next.received,
            limit: options.limits.output - next.received,
            onBytes: { [weak self] bytes in self?.write(bytes, to: next.output, of: run) },
            completion: { [weak self] result in
                guard let self, fetching.contains(where: { $0 === run }) else { return }
                switch result {
                case .done: break
                case .vanished: run.trouble = run.trouble ?? "an output is gone"
                // Perhaps another plane can, as long as nothing came by this one.
                case .lost where next.output.written == next.received: run.aside.append(next)
                case .refused(let reason), .lost(let reason): run.trouble = run.trouble ?? reason
                }
                fetchNext(run, slot, report)
            })
    }
}
