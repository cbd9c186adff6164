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
}
