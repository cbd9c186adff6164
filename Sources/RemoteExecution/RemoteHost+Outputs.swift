internal import ContentStore
internal import Execution
internal import Platform
internal import Text

extension RemoteHost {
    func beginOutput(_ index: Int, _ isExecutable: Bool, of run: Run) {
        guard run.trouble == nil else { return }
        do {
            let isDepfile = run.prepared.action.depfiles.contains(run.prepared.action.outputs[index])
            // Somebody's command there may tell where it was.
            let stage = run.prepared.action.isLive ? nil : stage
            run.outputs.append(
                try OutputFile(
                    path: run.prepared.outputs[index], isExecutable: isExecutable, stage: stage, isDepfile: isDepfile))
        } catch {
            run.trouble = "cannot write \(run.prepared.outputs[index].printable) here: \(error.text)"
        }
    }

    func write(_ bytes: Bytes, to output: OutputFile?, of run: Run) {
        run.fetched += bytes.count
        guard run.trouble == nil, let output else { return }
        do {
            try output.write(bytes)
        } catch {
            run.trouble = "cannot write \(output.path.printable) here: \(error.text)"
        }
    }

    /// The host told all: outputs take their places, and the outcome is known.
    func finish(_ run: Run) {
        let action = run.prepared.action
        executor.tell(.fetched(bytes: run.fetched), of: action)
        // What was cancelled does not count, even if it came to its end before it heard of that.
        let isWanted = run.cancelledBy == nil
        var isGood: Bool { isWanted && run.status == 0 && run.trouble == nil && run.failure == nil }
        if isGood { end(run) }
        let tainted = isGood ? run.outputs.first { $0.namesStage } : nil
        if isGood, tainted == nil { commit(run) }
        if !isGood || tainted != nil {
            map.forget(run.prepared.outputs)
            for output in run.outputs { output.discard() }
        }
        if let signal = run.cancelledBy {
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
        if let failure = run.failure { return executor.finish(action, on: self, failure) }
        if let tainted, let index = run.prepared.outputs.firstIndex(of: tainted.path) {
            return executor.finish(action, on: self, .namesHost(action.outputs[index]))
        }
        executor.finish(action, on: self, .exited(0))
    }

    private var stage: Bytes? { if case .up(let report) = state { report.stage } else { nil } }

    private func end(_ run: Run) {
        do {
            for output in run.outputs { try output.end() }
        } catch {
            run.trouble = "cannot write an output here: \(error.text)"
        }
    }

    func commit(_ run: Run) {
        for output in run.outputs {
            executor.tell(
                .retrieving(target: run.prepared.action.target, host: host.name, path: remotePath(output.path)))
            do {
                let status = try output.commit(umask: options.umask)
                let digest = output.digest()
                // The stage has what was sent from there, so it need not be sent back.
                let file = StageMap.File(
                    path: output.path, digest: digest, isExecutable: status?.isExecutable ?? output.isExecutable)
                if output.isAsThere { map.stored([file], directories: []) } else { map.forget([output.path]) }
                if let status { inputs.record(digest, of: output.path, status) }
            } catch {
                run.trouble = "cannot write \(output.path.printable) here: \(error.text)"
                return
            }
        }
    }

    /// Where the stage has a file of ours.
    func remotePath(_ path: Bytes) -> Bytes {
        guard case .up(let report) = state else { return path }
        return report.stage + Bytes("/tree") + path
    }
}

extension Array where Element == UInt8 {
    package func containsSequence(_ wanted: [UInt8]) -> Bool {
        guard let first = wanted.first, count >= wanted.count else { return false }
        return indices.dropLast(wanted.count - 1).contains {
            self[$0] == first && self[$0..<($0 + wanted.count)].elementsEqual(wanted)
        }
    }
}
