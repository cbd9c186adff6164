/// How many joined hosts a build takes and gives back, so that builds of one user come to equal shares without a
/// referee. Pure (Documentation/joining.md).
package struct HostSharing: Equatable, Sendable {
    /// Hosts that are there, offered or taken.
    package var hosts: Int
    /// Hosts that nobody has.
    package var offered: Int
    /// Builds that have hosts or want some, this one included.
    package var builds: Int
    /// Hosts that this build has or is about to get.
    package var mine: Int
    /// Those of them that had nothing to do for a while.
    package var idle: Int
    /// Another build has less than its share, and work for more.
    package var othersWait: Bool
    /// This build has work for more hosts.
    package var wantsMore: Bool

    package init(
        hosts: Int, offered: Int, builds: Int, mine: Int, idle: Int = 0, othersWait: Bool, wantsMore: Bool
    ) {
        (self.hosts, self.offered, self.builds, self.mine) = (hosts, offered, builds, mine)
        (self.idle, self.othersWait, self.wantsMore) = (idle, othersWait, wantsMore)
    }

    /// Hosts for each build, rounded up.
    package var share: Int { (hosts + max(builds, 1) - 1) / max(builds, 1) }

    package var take: Int {
        guard wantsMore else { return 0 }
        return min(offered, othersWait ? max(share - mine, 0) : offered)
    }

    /// Hosts to give back: idle ones at once, others when their actions end.
    package var give: Int {
        guard othersWait, take == 0 else { return 0 }
        return min(max(mine - share, idle), mine)
    }

    /// What other builds are told.
    package var waits: Bool { wantsMore && mine < share }
}
