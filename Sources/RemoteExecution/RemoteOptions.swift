internal import Platform
package import Text

/// What the driver decides for all hosts.
package struct RemoteOptions: Sendable {
    /// This machine's name, as the names of stages show it.
    package var sourceHost: Bytes
    /// The command line of ssh, without a host: `ssh`, or what $DISTMAKE_SSH says. Never from a makefile.
    package var sshCommand: [Bytes]
    /// Our own environment, `NAME=value`; transports get what they need of it.
    package var environment: [Bytes]
    /// File permissions that are taken away, here and in the stages.
    package var umask: UInt32
    /// Directories of the tree, absolute and normalised, none below another: what recipes name below them is staged.
    package var roots: [Bytes] = []
    /// Seconds between heartbeats.
    package var heartbeat = 3
    /// Seconds without an answer to a heartbeat after which a host is given up.
    ///
    /// One heartbeat less than the 15 seconds in which a cut link is to be noticed.
    package var patience = 12
    /// Nanoseconds without an answer after which a host takes nothing new, and its work is begun elsewhere, too.
    package var silence: Int64 = 1_500_000_000
    /// Nanoseconds without a byte in either direction after which a session has failed that should be sending or taking
    /// something; one whose script runs may be silent.
    package var stallLimit: Int64 = 60_000_000_000
    /// Seconds without a heartbeat after which a host cleans up; it may take twice as long. Longer than our own
    /// patience, since a client that runs something by itself for a while is not gone.
    package var orphanPatience = 30
    /// Nanoseconds that an action waits for a host that is not up yet.
    package var connectPatience: Int64 = 2_000_000_000
    /// Nanoseconds after which a host that does not come up has failed.
    package var connectLimit: Int64 = 15_000_000_000
    /// Nanoseconds of the first pause after a failure; each further failure doubles it, up to `longestRest`.
    package var firstRest: Int64 = 2_000_000_000
    package var longestRest: Int64 = 60_000_000_000
    /// ssh connections of ours that may be in their handshake at the same time; sshd's default limit is 10.
    package var handshakes = 8
    /// Hosts of other transports that may come up at the same time: they need this machine's processors for it.
    package var starts = 32
    /// Sessions on one ssh connection; sshd's default limit is 10.
    package var sessionsPerConnection = 8
    /// Nanoseconds between looks at the hosts file, and at hosts that offer themselves.
    package var joinInterval: Int64 = 1_000_000_000
    /// Nanoseconds without work after which a joined host is given to builds that wait for one.
    package var joinIdleLimit: Int64 = 2_000_000_000
    /// Nanoseconds after which the output of what still runs is shown, and between looks at more of it.
    package var liveAfter: Int64 = 2_000_000_000
    package var liveInterval: Int64 = 500_000_000
    /// Bytes of inputs that travel with the script; more of them go as an archive, one round trip later.
    package var inlineLimit = 64 << 10
    package var inlineFiles = 8
    /// Bytes of inputs that are sent for an action that may never come.
    package var mostPrefetched = 64 << 20
    /// Bytes a second below which archives are packed: zstd -1 does 300 MB/s here, to a fifth of headers and sources.
    package var slowLink = 25e6
    /// Bytes of an archive that tells how fast a link is.
    package var measuredBatch = 512 << 10
    /// Bytes of inputs that are many for one stream.
    package var largeBatch = 8 << 20
    /// Bytes of a content that is sent again rather than copied there, which costs a process.
    package var copyLimit = 4 << 10
    /// Bytes of an output beyond which its slot does not wait until it is here.
    package var asideLimit = 1 << 20
    package var limits = Conversation.Limits()

    /// - Parameter environment: `NAME=value` entries of this process.
    package init(environment: [Bytes]) {
        self.environment = environment
        var name = Bytes(repeating: 0, count: 256)
        let named = name.withUnsafeMutableBytes {
            gethostname($0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count - 1)
        }
        let host = named == 0 ? Bytes(name.prefix { $0 != 0 && $0 != Ascii.dot }) : []
        sourceHost = host.filter { $0.isAlphanumeric || $0 == Ascii.minus }
        let configured = value(of: "DISTMAKE_SSH", in: environment).flatMap(shellWords) ?? []
        sshCommand = configured.isEmpty ? [Bytes("ssh")] : configured
        umask = currentUmask()
    }
}

/// umask(2) can only be read by setting it.
private func currentUmask() -> UInt32 {
    let mask = umask(0o077)
    umask(mask)
    return UInt32(mask)
}
