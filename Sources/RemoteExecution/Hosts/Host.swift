package import Text

/// A machine that runs actions, as the hosts file names it.
package struct Host: Equatable, Sendable {
    /// How a stream to a POSIX sh on the host comes about.
    package enum Transport: Equatable, Sendable {
        /// OpenSSH, to the host of this name.
        case ssh
        /// A child `sh` on this machine, in a stage of its own.
        case embedded
        /// A command that yields a sh: `docker exec -i box sh`, `srun -w node sh`.
        case command([Bytes])
        /// The host has offered itself, and brings its streams (Documentation/joining.md). Never in a hosts file.
        case joined
    }

    /// A `key=value` that has no meaning here and is kept for others.
    package struct Label: Equatable, Sendable {
        package var key: Bytes
        package var value: Bytes
    }

    package var name: Bytes
    /// Actions that may run there at a time.
    package var slots: Int
    package var transport: Transport = .ssh
    /// Relative to the other hosts; decides between equally loaded ones.
    package var speed: Double = 1
    /// Directory of the host in which contents outlive the build, and the stage is made; nil is a stage alone, in the
    /// host's TMPDIR, else /tmp.
    package var store: Bytes?
    /// Bytes that the store may keep.
    package var storeLimit = 2 << 30
    package enum Compression: String, Equatable, Sendable { case yes, no, auto }
    /// Whether archives and large outputs are packed on their way; by itself where the link is slow.
    package var compress = Compression.auto
    /// The only plane to be used; nil is what the host offers.
    package var data: DataPlane?
    /// Where recipes find the tree.
    package enum Paths: String, Equatable, Sendable {
        /// Under the names that it has here, if the host can do that; else as `mapped`.
        case same
        /// In the stage; names are changed.
        case mapped
    }
    /// nil: `same`, but for `sh` hosts, which are many and quickly there.
    package var paths: Paths?
    package var labels: [Label] = []

    var wantsSameTree: Bool { (paths ?? (transport == .embedded ? .mapped : .same)) == .same }

    package init(name: Bytes, slots: Int, transport: Transport = .ssh) {
        self.name = name
        self.slots = slots
        self.transport = transport
    }
}
