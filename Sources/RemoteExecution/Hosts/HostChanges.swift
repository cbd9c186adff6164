package import Text

/// What has to happen to running hosts so that they are those of another list.
package struct HostChanges: Equatable, Sendable {
    /// In the order of the new list.
    package var joining: [Host] = []
    package var draining: [Bytes] = []
    /// The same hosts with other numbers and labels.
    package var changed: [Host] = []

    package init(from old: [Host], to new: [Host]) {
        let before = Dictionary(old.map { ($0.name, $0) }) { first, _ in first }
        let after = Set(new.map(\.name))
        draining = old.map(\.name).filter { !after.contains($0) }
        for host in new {
            guard let known = before[host.name] else {
                joining.append(host)
                continue
            }
            if known.transport != host.transport || known.store != host.store {
                draining.append(host.name)
                joining.append(host)
            } else if known != host {
                changed.append(host)
            }
        }
    }
}
