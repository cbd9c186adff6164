internal import ContentStore
internal import Execution
internal import Platform
internal import Text

extension RemoteHost {
    func start(_ prepared: PreparedAction) {
        switch state {
        case .connecting, .up:
            queue.append(prepared)
            pump()
        case .down, .closing: finishSoon(prepared.action, .lost(reason: "it is not connected"))
        }
    }

    /// Gives waiting actions to idle slots, and opens slots while too few are there.
    func pump() {
        guard case .up(let report) = state else { return }
        var index = 0
        while index < queue.count, let slot = slots.first(where: { $0.state == .idle }) {
            let prepared = queue[index]
            // An input that is on its way for another action is waited for.
            guard let missing = map.missing(prepared.files) else {
                index += 1
                continue
            }
            queue.remove(at: index)
            let run = Run(prepared: prepared, number: takeRunNumber())
            begin(run, on: slot, missing: missing, report: report)
        }
        let opening = slots.count { $0.state == .opening }
        for _ in 0..<max(min(queue.count - opening, slotLimit - slots.count), 0) { openSlot(report) }
    }

    private func takeRunNumber() -> Int {
        defer { nextRunNumber += 1 }
        return nextRunNumber
    }

    private func openSlot(_ report: HostReport) {
        var lease: ConnectionPool.Lease?
        if host.transport == .ssh {
            lease = connections.open()
            // Another session is making a connection; its `ready` pumps again.
            guard lease != nil else { return }
        }
        guard let cookie = Cookie.random() else { return }
        let command = TransportCommand(host: host, share: lease?.share ?? .user, options: options)
        let session: Session
        do {
            session = try Session(loop: loop, arguments: command.arguments, environment: command.environment)
        } catch {
            if let lease { connections.release(lease.index) }
            let reason = "cannot start its transport: \(error.text)"
            loop.after(nanoseconds: 0) { [weak self] in self?.fail(reason) }
            return
        }
        nextSlotNumber += 1
        let slot = Slot(
            number: nextSlotNumber, cookie: cookie, connection: lease?.index, opensConnection: lease?.opens ?? false,
            session: session, limits: options.limits)
        slot.onEvent = { [weak self, weak slot] event in
            if let self, let slot { take(event, from: slot) }
        }
        slots.append(slot)
        loop.after(nanoseconds: options.connectLimit) { [weak self, weak slot] in
            if let self, let slot, slot.state == .opening { lose(slot, "a session to it did not open") }
        }
        session.send(
            slotScript(
                cookie: cookie, stage: report.stage, slot: nextSlotNumber, umask: options.umask,
                logLimit: options.limits.log))
    }

    /// Stages what is missing and runs the script: in one message if the inputs are small, else archive first.
    private func begin(_ run: Run, on slot: Slot, missing: [Int], report: HostReport) {
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

    private func finishSoon(_ action: Action, _ outcome: Outcome) {
        loop.after(nanoseconds: 0) { [weak self] in
            if let self { executor.finish(action, on: self, outcome) }
        }
    }

    private func take(_ event: Conversation.Event, from slot: Slot) {
        guard case .up(let report) = state else { return }
        if case .ready = event {
            slotFailures = 0
            if let connection = slot.connection { connections.isUp(connection) }
            return pump()
        }
        if case .lost(let reason) = event { return lose(slot, reason) }
        guard let run = slot.run else { return }
        switch event {
        case .ready, .lost: break
        case .wantsPayload: slot.sendPayload()
        case .payloadStored:
            stored(run)
            slot.start(run, files: [], directories: run.makingDirectories, decoder: report.decoder)
        case .staged:
            executor.tell(.running, of: run.prepared.action)
            stored(run)
        case .inputVanished: stageAgain(run, on: slot)
        case .refused(let reason):
            // What arrived in part would only take the room of what comes next.
            slot.session.send(removalScript(run.sending.map(\.path)))
            forget(run)
            slot.release()
            lose(run, reason)
            rest(reason)
            pump()
        case .output(let bytes): run.log += bytes
        case .exited(let status, let diskIsFull, let dropped):
            (run.status, run.diskIsFull, run.droppedLog) = (status, diskIsFull, dropped)
            executor.tell(.fetching, of: run.prepared.action)
        case .outputBegan(let index, _, let isExecutable): beginOutput(index, isExecutable, of: run)
        case .outputPart(let bytes): write(bytes, to: run)
        case .outputEnded: break
        case .outputMissing(let index, let exists):
            let path = run.prepared.outputs[index]
            if exists {
                run.trouble = run.trouble ?? "its output \(path.printable) is no regular file there"
            } else if index < run.prepared.action.outputs.count {
                run.missing = run.missing ?? run.prepared.action.outputs[index]
            }
        case .done:
            slot.release()
            finish(run)
            pump()
        }
    }

    private func stored(_ run: Run) {
        map.stored(run.sending, directories: run.makingDirectories)
        run.sending = []
        // What waited for these inputs can go on.
        pump()
    }

    private func forget(_ run: Run) {
        map.failed(run.sending)
        run.sending = []
    }

    /// A recipe removed what the stage had. Everything is sent again, once.
    private func stageAgain(_ run: Run, on slot: Slot) {
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

    private func beginOutput(_ index: Int, _ isExecutable: Bool, of run: Run) {
        guard run.trouble == nil else { return }
        do {
            run.outputs.append(try OutputFile(path: run.prepared.outputs[index], isExecutable: isExecutable))
        } catch {
            run.trouble = "cannot write \(run.prepared.outputs[index].printable) here: \(error.text)"
        }
    }

    private func write(_ bytes: Bytes, to run: Run) {
        run.fetched += bytes.count
        guard run.trouble == nil, let output = run.outputs.last else { return }
        do {
            try output.write(bytes)
        } catch {
            run.trouble = "cannot write \(output.path.printable) here: \(error.text)"
        }
    }

    /// The host told all: outputs take their places, and the outcome is known.
    private func finish(_ run: Run) {
        let action = run.prepared.action
        executor.tell(.fetched(bytes: run.fetched), of: action)
        if run.status == 0, run.trouble == nil, run.missing == nil { commit(run) }
        if run.status != 0 || run.trouble != nil || run.missing != nil {
            map.forget(run.prepared.outputs)
            for output in run.outputs { output.discard() }
        }
        if let signal = run.cancelledBy, run.status == 128 + signal {
            emitLog(run)
            return executor.finish(action, on: self, .signaled(signal))
        }
        if run.status != 0, run.diskIsFull || run.log.containsSequence(Bytes("No space left on device")) {
            lose(run, "its disk is full")
            return rest("its disk is full")
        }
        if let trouble = run.trouble { return lose(run, trouble) }
        provedWell()
        emitLog(run)
        if run.status != 0 { return executor.finish(action, on: self, .exited(run.status)) }
        if let missing = run.missing { return executor.finish(action, on: self, .missingOutput(missing)) }
        executor.finish(action, on: self, .exited(0))
    }

    private func commit(_ run: Run) {
        for output in run.outputs {
            executor.tell(
                .retrieving(target: run.prepared.action.target, host: host.name, path: remotePath(output.path)))
            do {
                let status = try output.commit(umask: options.umask)
                let digest = output.digest()
                // The stage has what was sent from there, so it need not be sent back.
                let file = StageMap.File(
                    path: output.path, digest: digest, isExecutable: status?.isExecutable ?? output.isExecutable)
                map.stored([file], directories: [])
                if let status { inputs.record(digest, of: output.path, status) }
            } catch {
                run.trouble = "cannot write \(output.path.printable) here: \(error.text)"
                return
            }
        }
    }

    /// Where the stage has a file of ours.
    private func remotePath(_ path: Bytes) -> Bytes {
        guard case .up(let report) = state else { return path }
        return report.stage + Bytes("/tree") + path
    }

    private func emitLog(_ run: Run) {
        guard !run.log.isEmpty else { return }
        if run.droppedLog > 0 {
            let head = min(max(options.limits.log / 2 / logBlock, 1) * logBlock, run.log.count)
            let mark = Bytes("\n[\(run.droppedLog) bytes of output left out]\n".utf8)
            run.log.insert(contentsOf: mark, at: head)
        }
        executor.emit(run.log, of: run.prepared.action)
    }

    /// The slot's session ended or talks nonsense; the others go on.
    private func lose(_ slot: Slot, _ reason: String) {
        let run = slot.run
        signal(SIGKILL, slot: slot)
        slot.drop()
        slots.removeAll { $0 === slot }
        if let connection = slot.connection { connections.release(connection) }
        if let run {
            forget(run)
            lose(run, reason)
        } else {
            slotFailures += 1
        }
        if slotFailures >= 3 {
            // Fewer slots than promised are better than none; none is a failure.
            slotLimit = slots.count { $0.state != .opening }
            slotFailures = 0
            if slotLimit == 0 { return fail(reason) }
        }
        pump()
    }

    /// The run did not come to its end here. Nothing local was touched.
    func lose(_ run: Run, _ reason: String) {
        map.forget(run.prepared.outputs)
        for output in run.outputs { output.discard() }
        let outcome = run.cancelledBy.map { Outcome.signaled($0) } ?? .lost(reason: reason)
        executor.finish(run.prepared.action, on: self, outcome)
    }

    /// Sends a signal to an action here; its finish follows. False if it is not here.
    func cancel(_ id: ActionID, signal number: Int32) -> Bool {
        if let index = queue.firstIndex(where: { $0.action.id == id }) {
            finishSoon(queue.remove(at: index).action, .signaled(number))
            return true
        }
        guard let slot = slots.first(where: { $0.run?.prepared.action.id == id }), let run = slot.run else {
            return false
        }
        run.cancelledBy = number
        if slot.canBeSignalled {
            signal(number, slot: slot)
        } else {
            loop.after(nanoseconds: 0) { [weak self] in
                if let self, slots.contains(where: { $0 === slot }) { lose(slot, "cancelled") }
            }
        }
        return true
    }
}

extension Array where Element == UInt8 {
    func containsSequence(_ wanted: [UInt8]) -> Bool {
        guard let first = wanted.first, count >= wanted.count else { return false }
        return indices.dropLast(wanted.count - 1).contains {
            self[$0] == first && self[$0..<($0 + wanted.count)].elementsEqual(wanted)
        }
    }
}
