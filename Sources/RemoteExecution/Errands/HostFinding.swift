package import Text

/// What a look at a host found.
package struct HostFinding: Sendable {
    package var host: Host
    /// Why it cannot be used; nil if it can.
    package var problem: String?
    /// `uname -sm`.
    package var system: Bytes = []
    /// What it says of the compiler; nil if it did not come to that.
    package var compiler: CompilerAnswer?
    /// Free space where stages are made, in KiB.
    package var freeSpace: Int?
    /// Median of some round trips on an open session, in nanoseconds.
    package var roundTrip: Int64?
    /// How far the host's clock is ahead of ours, in seconds.
    package var clockDifference: Int64?
    /// Nanoseconds of the compilation that measures speed, without the round trip; nil if it does not compile.
    package var compilation: Int64?

    /// What its compiler means for recipes that run it (Documentation/placement.md).
    package enum Verdict: String, Equatable, Sendable {
        /// It is that of this machine.
        case same
        /// It is another one, and the hosts file allows it.
        case allowed
        /// It is another one; no such recipes go there.
        case other
        /// It has none; no such recipes go there.
        case missing = "none"
        /// This machine has none, so whichever it is will do.
        case only
    }

    /// - Parameter here: this machine's own finding.
    package func verdict(_ program: Bytes, here: HostFinding) -> Verdict? {
        guard let compiler, let own = here.compiler else { return nil }
        if compiler == .missing { return .missing }
        if compiler == own || host.transport == .embedded { return .same }
        if own == .missing { return .only }
        var facts = HostFacts(host)
        facts.answered(program, compiler)
        return facts.hasSame(program, here: [program: own]) == .yes ? .allowed : .other
    }

    /// How many times as fast as this machine it compiles.
    package func speed(here: HostFinding) -> Double? {
        guard let compilation, let own = here.compilation, compilation > 0 else { return nil }
        return Double(own) / Double(compilation)
    }
}
