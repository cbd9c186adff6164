internal import ContentStore
internal import Execution
internal import Platform
internal import Text

// Outputs that are too large for a slot to wait for.
extension RemoteHost {
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
        let planes = [host.data ?? (packs(report) ? .stream : .sftp), .sftp, .stream].filter {
            $0 == .sftp || $0 == .stream
        }
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
