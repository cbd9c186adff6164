/// A set for poll(2), which every system has: a wait costs all that is watched.
final class PollSet: DescriptorSet {
    private var entries: [pollfd] = []
    /// Places in `entries`.
    private var places: [Int32: Int] = [:]

    func change(_ fd: Int32, from old: Readiness, to new: Readiness) {
        let events = Int16((new.contains(.read) ? POLLIN : 0) | (new.contains(.write) ? POLLOUT : 0))
        switch (places[fd], new.isEmpty) {
        case (let place?, false): entries[place].events = events
        case (nil, false):
            places[fd] = entries.count
            entries.append(pollfd(fd: fd, events: events, revents: 0))
        case (let place?, true):
            places[fd] = nil
            let last = entries.removeLast()
            if place < entries.count {
                entries[place] = last
                places[last.fd] = place
            }
        case (nil, true): break
        }
    }

    func wait(milliseconds: Int32) -> [(fd: Int32, ready: Readiness)] {
        guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return [] }
        return entries.compactMap { entry in
            guard entry.revents != 0 else { return nil }
            let hasEnded = Int32(entry.revents) & (POLLERR | POLLHUP | POLLNVAL) != 0
            var ready: Readiness = []
            if hasEnded || Int32(entry.revents) & POLLIN != 0 { ready.insert(.read) }
            if hasEnded || Int32(entry.revents) & POLLOUT != 0 { ready.insert(.write) }
            return (entry.fd, ready)
        }
    }
}
