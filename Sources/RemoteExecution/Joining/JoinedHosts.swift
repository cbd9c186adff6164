package import Platform
package import Text

/// The build's side of joined hosts: claims what is offered, shares with the user's other builds, gives back.
package final class JoinedHosts {
    private static let claimLimit: Int64 = 2_000_000_000

    private struct Rest {
        /// On `monotonicClock`.
        var until: Int64
        var next: Int64
    }

    private let executor: RemoteExecutor
    private let loop: EventLoop
    private let options: RemoteOptions
    private let directory: JoinDirectory
    private let door: BuildDoor
    private let claimLine: Bytes
    private var timer: EventLoop.TimerID?
    /// Claims that are not answered yet.
    private var claims: [Bytes: LocalPeer] = [:]
    /// Hosts that failed, by their names on this machine.
    private var rests: [Bytes: Rest] = [:]

    /// Nil if the directory cannot be used after all.
    ///
    /// - Parameter description: what `disthosts list` shows of this build, such as its directory.
    package init?(
        executor: RemoteExecutor, directory: JoinDirectory, description: Bytes, options: RemoteOptions, loop: EventLoop
    ) {
        let shown = Bytes(description.map { $0 < Ascii.space || $0 == 0x7F ? Ascii.question : $0 }.prefix(512))
        let process = Bytes("\(getpid()) ".utf8) + shown
        guard let door = BuildDoor(directory: directory, description: process, loop: loop) else { return nil }
        (self.executor, self.directory, self.door, self.loop, self.options) = (executor, directory, door, loop, options)
        claimLine = Bytes("claim ") + process
        executor.onDeparture = { [weak self] in self?.departed($0) }
    }

    /// Begins to claim hosts.
    package func begin() {
        // There is something to distribute, or nobody would begin.
        executor.lastRefusal = monotonicClock()
        look()
    }

    /// No host is claimed any more; those that the executor has are its to give back.
    package func end() {
        if let timer { loop.cancel(timer) }
        timer = nil
        for peer in claims.values { peer.close() }
        claims = [:]
        executor.onDeparture = { _ in }
    }

    /// Other builds and hosts see nothing of this build any more.
    package func close() { door.close() }

    private func look() {
        timer = loop.after(nanoseconds: options.joinInterval) { [weak self] in self?.look() }
        let now = monotonicClock()
        let offers = directory.list(.offers).filter { claims[$0] == nil && (rests[$0]?.until ?? 0) <= now }
        let others = door.others()
        let othersWait = others.contains(where: \.waits)
        let mine = executor.joined
        let wantsMore = executor.wantsMore(now)
        let taken = othersWait || wantsMore ? directory.list(.taken).count { isTaken($0) } : mine.count
        let sharing = HostSharing(
            hosts: offers.count + max(taken, mine.count), offered: offers.count,
            builds: others.count(where: \.takesPart) + 1, mine: mine.count + claims.count,
            idle: mine.count { executor.idleTime(of: $0, now) > options.joinIdleLimit }, othersWait: othersWait,
            wantsMore: wantsMore)
        door.show(.takesPart, sharing.mine > 0 || sharing.wantsMore)
        door.show(.waits, sharing.waits)
        // Builds that look at the same moment should not all want the first one.
        for name in offers.shuffled().prefix(sharing.take) { claim(name) }
        let idleFirst = mine.sorted { executor.load(of: $0) < executor.load(of: $1) }
        for host in idleFirst.prefix(sharing.give) { executor.drain(host) }
    }

    /// A build has it, so that it counts among those that are shared.
    private func isTaken(_ name: Bytes) -> Bool { directory.isConnected(name) && directory.mark(of: name) == nil }

    // MARK: Claims

    private func claim(_ name: Bytes) {
        let path = directory.path(.offers, name)
        guard let fd = try? connectLocally(path) else {
            // Its `accept` was killed; nobody else removes the name of its socket until the host comes back.
            if !directory.isConnected(name) { _ = withCString(path) { unlink($0) } }
            return
        }
        let peer = LocalPeer(fd, loop: loop, patience: Self.claimLimit)
        claims[name] = peer
        peer.onEnd = { [weak self] in self?.claims[name] = nil }
        peer.onLine = { [weak self, unowned peer] line, descriptors in
            guard let self, claims.removeValue(forKey: name) != nil else {
                for each in descriptors { Platform.close(each) }
                return peer.close()
            }
            answered(line, descriptors, peer)
        }
        if !peer.send(claimLine) {
            peer.close()
            claims[name] = nil
        }
    }

    private func answered(_ line: Bytes, _ descriptors: [Int32], _ peer: LocalPeer) {
        guard descriptors.count == 2, let host = Self.host(line) else {
            for each in descriptors { Platform.close(each) }
            return peer.close()
        }
        // The connection to the `accept` is the claim's; the stream ends with it.
        let stream = BroughtStream(input: descriptors[1], output: descriptors[0], holder: -1)
        let claim = ClaimedHost(peer: peer, stream: stream, door: door)
        guard !executor.join(host, claim) else { return }
        claim.close()
        rests[host.name] = Rest(until: monotonicClock() + options.longestRest, next: options.longestRest)
    }

    /// The host of `host NAME SLOTS [KEY=VALUE]...`.
    static func host(_ line: Bytes) -> Host? {
        let words = line.split(separator: Ascii.space).map { Bytes($0) }
        guard words.count >= 3, words[0] == Bytes("host"), isJoinedName(words[1]), let slots = Int(words[2].text),
            (1...HostsFile.mostSlots).contains(slots)
        else { return nil }
        var host = Host(name: words[1], slots: slots, transport: .joined)
        for word in words.dropFirst(3) {
            guard let equals = word.firstIndex(of: Ascii.equals) else { return nil }
            host.labels.append(Host.Label(key: Bytes(word[..<equals]), value: Bytes(word[(equals + 1)...])))
        }
        return host
    }

    /// One that failed is left alone for a while; its worker offers it at once.
    private func departed(_ host: RemoteHost) {
        guard let name = host.claim?.name, host.hasFailed else { return }
        let pause = host.hasProved ? options.firstRest : rests[name]?.next ?? options.firstRest
        rests[name] = Rest(until: monotonicClock() + pause, next: min(pause * 2, options.longestRest))
    }
}

extension RemoteExecutor {
    /// Hosts that offered themselves and are not about to leave.
    var joined: [RemoteHost] { hosts.filter { $0.host.transport == .joined && !$0.hasLeft && !$0.isDraining } }

    /// Takes in a host that was claimed; false if there is no room for it. A name that another host has gets a number.
    func join(_ host: Host, _ claim: ClaimedHost) -> Bool {
        guard !isShuttingDown, !fitting([host]).isEmpty else {
            tellWhoIsLeftOut()
            return false
        }
        claim.name = host.name
        var host = host
        let names = Set(hosts.lazy.filter { !$0.hasLeft }.map(\.host.name))
        let free = (1...hosts.count + 1).lazy.map { numberedName(host.name, $0) }.first { !names.contains($0) }
        host.name = free ?? host.name
        let member = add(host, claim: claim)
        onNotice(.hostJoined(host: host.name))
        placement.set(member.index, .connecting)
        member.bringUp()
        capacityChanged()
        return true
    }

    /// Nanoseconds since the host last had something to do.
    func idleTime(of host: RemoteHost, _ now: Int64) -> Int64 {
        load(of: host) > 0 ? 0 : now - max(host.lastUse, host.cameAt)
    }

    /// There was something to place for which no host had room, lately.
    func wantsMore(_ now: Int64) -> Bool { now - lastRefusal < 2_000_000_000 }
}
