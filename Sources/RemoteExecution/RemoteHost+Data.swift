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
            size > options.largeBatch && !packs(report) ? [.sftp, .stream, .frames] : [.stream, .frames, .sftp]
        return order.first { offers($0, report) } ?? .inline
    }

    /// Whether archives are packed: it was asked for, or the link is slow enough.
    func packs(_ report: HostReport) -> Bool {
        guard report.hasZstd, host.compress != .no, zstd != nil else { return false }
        return host.compress == .yes || rate.map { $0 < options.slowLink } ?? false
    }

    private func sent(_ bytes: Int, _ nanoseconds: Int64) {
        wireBytes += bytes
        // What is small measures the round trip.
        guard bytes >= options.measuredBatch, nanoseconds > 0 else { return }
        let now = Double(bytes) * 1e9 / Double(nanoseconds)
        rate = rate.map { ($0 + now) / 2 } ?? now
    }

    /// The session of a plane that has one, opened now if need be; nil if it cannot be.
    func carrier(_ plane: DataPlane, _ report: HostReport) -> (any DataCarrier)? {
        if let carrier = carriers.first(where: { $0.plane == plane }) {
            (carrier as? DataStream)?.zstd = packs(report) ? zstd : nil
            return carrier
        }
        // The stream is of use without archives, too: to look into the store, to send outputs.
        guard plane == .stream || plane == .sftp && host.transport == .ssh, !failedPlanes.contains(plane) else {
            return nil
        }
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
        let carrier: any DataCarrier
        if plane == .sftp {
            let stream = SFTPStream(
                session: session, stage: report.stage, name: Bytes("sftp\(nextSlotNumber)".utf8),
                umask: options.umask, connection: lease?.index)
            stream.onReady = onReady
            stream.onEnd = { [weak self, weak stream] in if let self, let stream { lost(stream, $0) } }
            carrier = stream
        } else {
            let stream = DataStream(
                session: session, cookie: cookie, stage: report.stage, connection: lease?.index)
            stream.onReady = onReady
            stream.onEnd = { [weak self, weak stream] in if let self, let stream { lost(stream, $0) } }
            stream.onSent = { [weak self] bytes, nanoseconds in self?.sent(bytes, nanoseconds) }
            stream.zstd = packs(report) ? zstd : nil
            carrier = stream
            let script = SlotScript(
                cookie: cookie, stage: report.stage, slot: nextSlotNumber, options: options, unset: report.unset)
            session.send(script.opening)
        }
        loop.after(nanoseconds: options.connectLimit) { [weak self, weak carrier] in
            if let self, let carrier, !isReady { lost(carrier, "a session to it did not open") }
        }
        carriers.append(carrier)
        return carrier
    }

    /// It ended, or never began, or does not go on.
    func lost(_ carrier: any DataCarrier, _ reason: String) {
        guard let index = carriers.firstIndex(where: { $0 === carrier }) else { return }
        carriers.remove(at: index)
        failedPlanes.insert(carrier.plane)
        if let connection = carrier.connection { connections.release(connection) }
        carrier.lose(reason)
        carrier.session.signal(SIGKILL)
    }
}
