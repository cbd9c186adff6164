internal import ContentStore
internal import Execution
internal import Platform
internal import Text

extension RemoteHost {
    func take(_ event: Conversation.Event, from slot: Slot) {
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
            var batch = run.batch
            batch.files = []
            if batch.copies.isEmpty { stored(run) }
            slot.start(
                run, batch: batch, directories: run.makingDirectories, report: report,
                place: place(of: run.prepared.action, on: slot, report), keepsLargeOutputs: keepsLargeOutputs(report))
        case .staged:
            executor.tell(.running, of: run.prepared.action)
            beganRunning(run)
            stored(run)
        case .inputVanished: stageAgain(run, on: slot)
        case .refused(let reason):
            // What arrived in part would only take the room of what comes next.
            slot.session.send(removalScript(run.sending.map(\.path)))
            forget(run)
            endMaking(run)
            slot.release()
            lose(run, reason)
            rest(reason)
            pump()
        case .output(let bytes) where run.prepared.action.isLive: executor.emit(bytes, of: run.prepared.action)
        case .output(let bytes): addToLog(bytes, of: run)
        case .gap(let dropped): addGap(dropped, toLogOf: run)
        case .exited(let status, let diskIsFull):
            (run.status, run.diskIsFull) = (status, diskIsFull)
            executor.tell(.fetching, of: run.prepared.action)
        case .outputBegan(let index, let isExecutable): beginOutput(index, isExecutable, of: run)
        case .outputPart(let bytes): write(bytes, to: run.outputs.last, of: run)
        case .outputEnded(_, .whole): break
        case .outputEnded(let index, .aside):
            guard run.trouble == nil, let output = run.outputs.last else { break }
            run.aside.append((index, output, output.written))
        case .outputEnded(let index, .broken):
            run.trouble = run.trouble ?? "its output \(run.prepared.outputs[index].printable) could not be read there"
        case .outputMissing(let index, let exists):
            guard index < run.prepared.action.outputs.count else { break }
            let name = run.prepared.action.outputs[index]
            run.failure = run.failure ?? (exists ? .foreignOutput(name) : .missingOutput(name))
        case .done:
            endMaking(run)
            slot.release()
            if run.aside.isEmpty { finish(run) } else { fetchAside(run, of: slot, report) }
            pump()
        }
    }
}
