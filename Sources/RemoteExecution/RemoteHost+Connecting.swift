internal import Platform
internal import Text

/// How streams to the host come about: handshakes in their turn, sessions on connections, streams that it brings.
extension RemoteHost {
    /// From now on the clock runs: one that stands in line for its turn is not slow.
    func limitConnecting() {
        timers = [
            loop.after(nanoseconds: options.connectPatience) { [weak self] in self?.losePatience() },
            loop.after(nanoseconds: options.connectLimit) { [weak self] in
                if let self, case .connecting = state { fail("it did not come up in time") }
            },
        ]
    }

    func beginHandshake() {
        guard case .connecting = state else { return endHandshake() }
        executor.hostIsConnecting(self)
        limitConnecting()
        guard host.transport == .ssh else { return openLifeline(.user) }
        findUsersConnection { [weak self] found in
            guard let self, case .connecting = state else { return }
            connections = ConnectionPool(limit: options.sessionsPerConnection, prefix: controlPath, usersOwn: found)
            openLifeline((connections.join() ?? connections.open()).share)
        }
    }

    func endHandshake() {
        if let turn { handshakes.end(turn) }
        turn = nil
    }

    /// A place for one more session; nil while a connection has to be waited for. `pump` follows then.
    func leaseConnection() -> ConnectionPool.Lease? {
        if let lease = connections.join() { return lease }
        if connections.isConnecting { return nil }
        if slotTurn?.isRunning == true { return connections.open() }
        if slotTurn == nil {
            slotTurn = handshakes.request { [weak self] in
                self?.pump()
                self?.endSlotTurn()
            }
        }
        return nil
    }

    /// The further connection is there, failed, or is not needed after all.
    func endSlotTurn() {
        guard let slotTurn, slotTurn.isRunning, !connections.isConnecting else { return }
        self.slotTurn = nil
        handshakes.end(slotTurn)
    }

    /// One more stream to the host. That of a host which offered itself comes when the host has brought it.
    ///
    /// - Parameter isSFTP: ssh only; the subsystem sftp instead of a sh.
    func openSession(_ share: TransportCommand.Share, isSFTP: Bool = false) throws(SystemError) -> Session {
        guard host.transport == .joined else {
            let command = TransportCommand(host: host, share: share, options: options, isSFTP: isSFTP)
            return try Session(loop: loop, arguments: command.arguments, environment: command.environment)
        }
        let session = Session(awaitedBy: loop)
        let token = claim?.expect { [weak session] stream in
            if let session { session.attach(stream) } else { stream.close() }
        }
        guard let token else { throw SystemError(code: ENOTCONN) }
        lifeline?.send(Bytes("o ") + token + [Ascii.newline])
        return session
    }

    /// Asks ssh whether the user has a connection to the host open, which is then used too.
    private func findUsersConnection(_ answer: @escaping (Bool) -> Void) {
        let environment = CStringBlock(options.environment.filter(isForSsh))
        var request = SpawnRequest(arguments: sshCheckCommand(host: host, options: options), environment: environment)
        request.newGroup = true
        let null = withCString(Bytes("/dev/null")) { open($0, O_RDWR | O_CLOEXEC) }
        defer { close(null) }
        (request.standardInput, request.standardOutput, request.standardError) = (null, null, null)
        do {
            loop.onExit(of: try spawn(request)) { answer($0 == .exited(0)) }
        } catch {
            loop.after(nanoseconds: 0) { [weak self] in self?.fail("cannot start ssh: \(error.text)") }
        }
    }

    func openLifeline(_ share: TransportCommand.Share) {
        guard let cookie = Cookie.random() else { return failSoon("no randomness") }
        let session: Session
        if let claim {
            guard let stream = claim.takeStream() else { return failSoon("it is gone") }
            session = Session(awaitedBy: loop)
            session.attach(stream)
            claim.onEnd = { [weak self] in self?.fail("the connection to it ended") }
            claim.onDrain = { [weak self] in if let self { executor.drain(self) } }
        } else {
            do {
                session = try openSession(share)
            } catch {
                return failSoon("cannot start its transport: \(error.text)")
            }
        }
        lifeline = session
        var conversation = LifelineConversation(cookie: cookie)
        session.onBytes = { [weak self, weak session] bytes in
            for event in conversation.receive(bytes) {
                guard let self, let session, lifeline === session else { return }
                systemLoad = conversation.load
                take(event)
            }
        }
        session.onEnd = { [weak self, weak session] complaint in
            guard let self, lifeline === session else { return }
            if case .closing = state { return }
            fail(complaint.isEmpty ? "the connection to it ended" : complaint)
        }
        let name = Bytes("make-") + options.sourceHost + Bytes("-\(wallClock() / 1_000_000_000)".utf8)
        session.send(
            lifelineScript(
                cookie: cookie, stageName: name, host: host, patience: options.orphanPatience,
                roots: host.wantsSameTree ? options.roots : []))
    }

    private func failSoon(_ reason: String) {
        loop.after(nanoseconds: 0) { [weak self] in self?.fail(reason) }
    }
}
